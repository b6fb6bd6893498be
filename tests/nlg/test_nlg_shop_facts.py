"""The shop's figures: at hand in every response, and a changed one changes what is said."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.languages import LANGUAGES
from bot.nlg import Wording
from bot.nlg.rendering import AGREEING, PLACEHOLDER, Scene, render, zone_of
from bot.nlg.shop_facts import shop_facts
from bot.nlg.wording import babel_locale
from bot.policy import guarantee_of
from bot.policy.encoding import as_json
from bot.policy.numbers import FILE, read_numbers
from tests.nlg.conftest import SmallShop
from tests.policy.orders_of_age import NOW, order_of

GENERAL = (
    "utter_ask_delivery_guarantee",
    "utter_ask_how_to_order",
    "utter_ask_support_languages",
)
"""Responses that a rule of data/rules says without an action, or that may come without facts."""


def wording_with(wording: Wording, tmp_path: Path, **values: int) -> Wording:
    """This wording, over a numbers.yml in which these values were changed."""
    figures = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for name, value in values.items():
        figures[name]["value"] = value
    changed = tmp_path / "numbers.yml"
    changed.write_text(yaml.safe_dump(figures), encoding="utf-8")
    return Wording(wording.responses, wording.catalogs, shop_facts(read_numbers(changed)))


@pytest.mark.parametrize("language", [*LANGUAGES])
def test_a_changed_number_changes_the_text(language: str, wording: Wording, tmp_path: Path) -> None:
    changed = wording_with(
        wording, tmp_path, delivery_days=91, guarantee_days=121, refund_days=22, most_pieces=31
    )
    guarantee = changed.say("utter_ask_delivery_guarantee", language).text
    assert set(re.findall(r"\d+", guarantee)) == {"91", "121", "22"}
    assert "31" in changed.say("utter_ask_how_to_order", language).text


@pytest.mark.parametrize("language", [*LANGUAGES])
@pytest.mark.parametrize("response", GENERAL)
def test_general_answers_need_no_facts_of_an_action(
    response: str, language: str, wording: Wording
) -> None:
    said = wording.say(response, language)
    assert said.language == language
    assert said.text != wording.say("utter_error", language, {"reference": "x"}).text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", {1: "1 day", 14: "14 days", 21: "21 days"}),
        ("de", {1: "1 Tag,", 14: "14 Tagen", 21: "21 Tagen"}),
        ("fr", {1: "1 jour ", 14: "14 jours", 21: "21 jours"}),
        ("ru", {1: "1 дня", 2: "2 дней", 14: "14 дней", 21: "21 дня"}),
        ("pl", {1: "1 dnia", 2: "2 dni", 14: "14 dni", 21: "21 dni"}),
        ("ro", {1: "1 zi ", 14: "14 zile", 20: "20 de zile", 21: "21 de zile", 115: "115 zile"}),
        ("th", {1: "1 วัน", 14: "14 วัน"}),
        ("tr", {1: "1 gün", 14: "14 gün"}),
    ],
)
def test_words_agree_with_a_changed_number(
    language: str, said: dict[int, str], wording: Wording, tmp_path: Path
) -> None:
    for days, words in said.items():
        text = wording_with(wording, tmp_path, refund_days=days).say(GENERAL[0], language).text
        assert words in text


def test_facts_of_the_action_win_over_the_shops(small_shop: SmallShop) -> None:
    root = small_shop({"utter_x": [{"text": "{lead_days} {lead_days|day|days}"}]})
    wording = Wording.load(root, shop={"lead_days": 12})
    assert wording.say("utter_x", "en").text == "12 days"
    assert wording.say("utter_x", "en", {"lead_days": 1}).text == "1 day"


def test_rows_and_labels_have_the_shops_facts_too(small_shop: SmallShop) -> None:
    rows = {"utter_x": [{"text": "{things:rows}"}], "utter_row.things": [{"text": "{lead_days}"}]}
    wording = Wording.load(small_shop(rows), shop={"lead_days": 12})
    assert wording.say("utter_x", "en", {"things": [{}]}).text == "12"


def test_every_figure_of_the_rules_is_a_fact_of_the_shop() -> None:
    named: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    values = {name for name, entry in named.items() if "value" in entry}
    told_only_to_programs = {"clock_skew_minutes"}
    figures = [value for value in shop_facts().values() if isinstance(value, int)]
    assert len(figures) == len(values - told_only_to_programs) + 1  # and the languages' count


@pytest.mark.parametrize("language", [*LANGUAGES])
def test_what_is_counted_agrees_with_its_number(language: str, wording: Wording) -> None:
    """Beside every figure stands a word for each plural form, where the language has several."""
    counted = {name for name, value in shop_facts().items() if isinstance(value, int)}
    counted |= {"window_hours", "usual_days", "limit_days"}
    begins_a_range = {"refund_from_days"}  # "7 to 14 business days": the second one counts
    for context, text in texts(wording, language):
        names = {name for name, spec in PLACEHOLDER.findall(text) if not spec} & counted
        agreeing = {found.group(1) for found in AGREEING.finditer(text)}
        if language not in ("th", "tr"):  # one form for every number
            assert names - begins_a_range <= agreeing, f"{language}: {context}"


def texts(wording: Wording, language: str) -> list[tuple[str, str]]:
    """Every text of a language with its context, as the catalog has it."""
    found = []
    for response in wording.responses.values():
        for variant in response.variants:
            if variant.singular is None:
                text = wording.catalogs.text(language, variant.context, variant.text)
                found.append((variant.context, text or variant.text))
    return found


@pytest.mark.parametrize("language", [*LANGUAGES])
def test_with_an_order_at_hand_its_own_days_are_told(language: str, wording: Wording) -> None:
    said = set()
    for paid in ("20d", "101d", "116d"):
        order = order_of({"status": "shipped", "paid": paid, "shipped": "9d"})
        facts = {name: as_json(value) for name, value in guarantee_of(order, NOW).items()}
        facts["order_number"] = order.number
        text = wording.say("utter_ask_delivery_guarantee", language, facts).text
        assert date_in(language, facts["guarantee_until"]) in text
        assert order.number in text
        said.add(text)
    assert len(said) == 3


def date_in(language: str, moment: str) -> str:
    scene = Scene(language, babel_locale(language, None), zone_of(None), str, bool)
    return render("{day:date}", {"day": moment}, scene).removesuffix(".")
