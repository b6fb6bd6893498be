"""Every response of domain.yml in every language, with made-up facts and with real decisions."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml
from structlog.testing import capture_logs

from bot.languages import LANGUAGES
from bot.nlg import Wording
from bot.policy import ORDER_INTENTS
from bot.settings import ROOT
from tests.nlg.decisions import REASONS, TITLE, decisions
from tests.nlg.facts_for import facts_for, named

LEFT_OVER = re.compile(r"\{[a-z_]+(:[a-z]+)?\}")
SAID_BY_RULES = re.compile(
    r"utter_(cancel|change|address|dispatch|track|tracking|not_received|mistake|review|defect"
    r"|wrong_item|return|refund|payment|charge|orders_missing|coupon|promo|order)\."
)
SAID_BY_ACTIONS = re.compile(
    r"utter_(\w+\.(done|kept)|order\.(which|not_found|too_many_lookups|none_yet|sign_in))$"
)


@pytest.mark.parametrize("language", [*LANGUAGES])
def test_every_response_is_said_with_all_its_facts(language: str, wording: Wording) -> None:
    for response in wording.responses.values():
        for variant in response.variants:
            for count in (1, 2, 5, 21) if variant.count else (5,):
                facts = facts_for(variant, wording.responses, count)
                with capture_logs() as logged:
                    said = wording.say(response.name, language, facts, timezone="Europe/Riga")
                where = f"{language}: {variant.context}: {said.text}"
                assert logged == [], where
                assert said.text.strip(), where
                assert said.language == language, where
                assert not LEFT_OVER.search(said.text.replace(TITLE, "")), where
                assert ".." not in said.text, where
                assert all(choice.label for choice in said.choices), where


@pytest.mark.parametrize("language", [*LANGUAGES])
def test_every_decision_of_the_rules_has_its_words(language: str, wording: Wording) -> None:
    for told in decisions():
        with capture_logs() as logged:
            said = wording.say(told.response, language, told.facts, timezone="Asia/Bangkok")
        assert logged == [], f"{told.response}: {told.facts}"
        assert said.language == language
        assert not LEFT_OVER.search(said.text.replace(TITLE, "")), said.text


def test_every_variant_of_a_rules_response_is_said_by_some_decision(wording: Wording) -> None:
    said = {
        wording.responses[told.response].variants_for(told.facts)[0].context for told in decisions()
    }
    written = {
        variant.context
        for response in wording.responses.values()
        if SAID_BY_RULES.match(response.name) and not SAID_BY_ACTIONS.match(response.name)
        for variant in response.variants
    }
    assert said == written


def test_conditions_hang_on_facts_that_the_rules_give(wording: Wording) -> None:
    given: dict[str, set[str]] = {}
    for told in decisions():
        given.setdefault(told.response, set()).update(told.facts)
    for name, facts in given.items():
        for variant in wording.responses[name].variants:
            assert set(variant.when) <= facts, variant.context


def test_a_refusal_always_has_a_way_on(wording: Wording) -> None:
    refusals = [told for told in decisions() if told.decision.outcome.value == "refuse"]
    assert len(refusals) > 10
    for told in refusals:
        assert wording.say(told.response, "en", told.facts).choices, told.response


def test_what_a_person_must_do_brings_one_within_a_tap(wording: Wording) -> None:
    handed = [told for told in decisions() if told.decision.outcome.value == "escalate"]
    assert len(handed) > 10
    for told in handed:
        intents = {choice.intent for choice in wording.say(told.response, "en", told.facts).choices}
        assert "request_human" in intents, told.response


def test_an_act_is_asked_with_a_yes_and_a_no(wording: Wording) -> None:
    acts = [told for told in decisions() if told.decision.outcome.value == "act"]
    assert {told.decision.code for told in acts} == {
        "cancel.allowed",
        "change.cancel_and_rebuy",
        "address.cancel_and_rebuy",
    }
    for told in acts:
        choices = wording.say(told.response, "en", told.facts).choices
        assert [choice.intent for choice in choices] == ["affirm", "deny"]


def test_what_the_code_says_is_in_the_domain(wording: Wording) -> None:
    named_in_code = {
        node.value
        for folder in ("actions", "bot")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"utter_[a-z_.]*[a-z]", node.value)
    }
    assert len(named_in_code) > 20
    assert named_in_code - {"utter_action", "utter_message"} <= set(wording.responses)


def test_every_need_has_a_name_and_every_button_a_meaning(wording: Wording) -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = set(domain["intents"])
    needs = set(named(wording.responses, "intent"))
    assert ORDER_INTENTS | {"request_human"} <= needs <= intents
    assert set(named(wording.responses, "reason")) == set(REASONS)
    for response in wording.responses.values():
        for variant in response.variants:
            for button in variant.buttons:
                assert button.intent in intents, variant.context
                assert set(button.entities) <= set(domain["entities"]), variant.context


def test_the_style_guides_statuses_are_those_of_the_catalogs(wording: Wording) -> None:
    style = (ROOT / "locales/STYLE.md").read_text(encoding="utf-8")
    statuses = ("paid", "confirmed", "shipped", "delivered", "refunded", "cancelled")
    table = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in style.splitlines()
        if re.match(r"^\| [a-z]{2} \|", line)
    ]
    by_language = {row[0]: row[1:7] for row in table if len(row) == 8}
    assert set(by_language) == set(LANGUAGES)
    for language, words in by_language.items():
        labels = [wording.say(f"utter_label.status.{s}", language).text for s in statuses]
        assert labels == words, language
