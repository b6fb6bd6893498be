"""Every response of domain.yml in every language, with made-up facts and with real decisions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from structlog.testing import capture_logs

from bot.languages import LANGUAGES
from bot.nlg import Wording
from bot.policy import (
    ORDER_INTENTS,
    AppFacts,
    CouponFacts,
    CustomerFacts,
    Decision,
    PaymentFacts,
    decide,
    decide_coupon,
)
from bot.policy.encoding import as_json
from bot.settings import ROOT
from tests.nlg.facts_for import facts_for, named
from tests.policy.orders_of_age import NOW, moment, order_of

TITLE = "Ana’s “case” {x} 50% <b>"
PLACEHOLDER_LEFT = re.compile(r"\{[a-z_]+(:[a-z]+)?\}")


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
                assert not PLACEHOLDER_LEFT.search(said.text.replace(TITLE, "")), where
                assert ".." not in said.text, where
                assert all(choice.label for choice in said.choices), where


def _customer(app: AppFacts | None = None, *payments: PaymentFacts) -> CustomerFacts:
    return CustomerFacts(id="c", timezone="Europe/Riga", payments=payments, app=app)


def _payment(status: str, reason: str | None = None) -> PaymentFacts:
    return PaymentFacts(
        id="p",
        amount=Decimal("18.90"),
        currency="EUR",
        status=status,
        decline_reason=reason,
        at=NOW - timedelta(days=1),
    )


def _coupon(starts: date, ends: date) -> CouponFacts:
    return CouponFacts(code="WELCOME5", percent=5, starts_on=starts, ends_on=ends)


def _without_an_order(wording: Wording) -> Iterator[Decision]:
    for reason in named(wording.responses, "reason"):
        yield decide("payment_declined", None, NOW, _customer(None, _payment("failed", reason)))
    yield decide("payment_declined", None, NOW, None)
    yield decide("charged_without_order", None, NOW, _customer(None, _payment("captured")))
    yield decide("charged_without_order", None, NOW, None)
    yield decide("orders_missing", None, NOW, None)
    for day in ("2026-05-31", "2026-06-02", "2026-06-05", "2026-06-09"):
        yield decide("ask_promotion", None, moment(f"{day}T12:00:00Z"), None)
    old = AppFacts(platform="ios", version="1.0", push=False, email_notifications=False)
    yield decide("ask_promotion", None, moment("2026-06-05T12:00:00Z"), _customer(old))
    today, year = NOW.date(), timedelta(days=365)
    valid, over, coming = (
        _coupon(today - year, today + year),
        _coupon(today - 2 * year, today - year),
        _coupon(today + year, today + 2 * year),
    )
    for coupon in (valid, over, coming):
        yield decide_coupon("WELCOME5", [coupon], NOW)
    yield decide_coupon("NOPE", [valid], NOW)
    yield decide_coupon(None, [valid], NOW)
    yield decide_coupon(None, [], NOW)


def _over_an_order() -> Iterator[tuple[Decision, bool]]:
    path = ROOT / "tests/policy/cases/orders.yml"
    for intent, cases in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        for case in cases:
            now = moment(case["now"]) if "now" in case else NOW
            yield decide(case.get("intent", intent), order_of(case["order"], now), now), True


@pytest.mark.parametrize("language", [*LANGUAGES])
def test_every_decision_of_the_rules_has_its_words(language: str, wording: Wording) -> None:
    decisions = [*_over_an_order(), *((d, False) for d in _without_an_order(wording))]
    for decision, has_order in decisions:
        facts: dict[str, Any] = {name: as_json(value) for name, value in decision.facts.items()}
        if has_order:
            facts |= {"order_number": "JM-1000-0001", "title": TITLE}
        with capture_logs() as logged:
            said = wording.say(f"utter_{decision.code}", language, facts, timezone="Asia/Bangkok")
        assert logged == [], f"{decision.code}: {decision.facts}"
        assert said.language == language
        assert not PLACEHOLDER_LEFT.search(said.text.replace(TITLE, "")), said.text


def test_a_refusal_always_has_a_way_on(wording: Wording) -> None:
    for decision, _ in _over_an_order():
        if decision.outcome.value == "refuse":
            facts = {name: as_json(value) for name, value in decision.facts.items()}
            facts |= {"order_number": "JM-1000-0001", "title": TITLE}
            assert wording.say(f"utter_{decision.code}", "en", facts).choices, decision.code


def test_an_act_is_asked_with_a_yes_and_a_no(wording: Wording) -> None:
    for name in ("utter_cancel.allowed", "utter_change.cancel_and_rebuy"):
        (variant,) = wording.responses[name].variants
        assert [button.intent for button in variant.buttons] == ["affirm", "deny"]


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


def test_every_need_has_a_name_for_a_button_and_every_button_a_meaning(wording: Wording) -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = set(domain["intents"])
    assert set(named(wording.responses, "intent")) >= set(ORDER_INTENTS) | {"request_human"}
    assert set(named(wording.responses, "intent")) <= intents
    for response in wording.responses.values():
        for variant in response.variants:
            for button in variant.buttons:
                assert button.intent in intents, variant.context
                assert set(button.entities) <= set(domain["entities"]), variant.context


def test_the_style_guides_product_words_are_those_of_the_catalogs(wording: Wording) -> None:
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
