"""Where a message falls into two clauses, and when they are two wishes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evaluation.judging import utterances_of
from bot.languages import LANGUAGES, LanguageState
from bot.nlu.clauses import MOST_PLACES, Parting, partings
from bot.nlu.two_wishes import ANSWERED, TOPICS, Ranked, two_wishes

TOLD = yaml.safe_load(
    (Path(__file__).with_name("references") / "wishes.yml").read_text(encoding="utf-8")
)
LEAST, SIGN = 1.16, 0.1
"""As in bot/nlu/wishes.py."""


def doubles() -> list[tuple[str, str, str, str]]:
    return [(language, *two) for language, told in TOLD.items() for two in told["two"]]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "where is my order"),
        ("en", "please cancel"),
        ("de", "Wo ist meine Bestellung?"),
        ("fr", "Où est mon colis ?"),
        ("th", "ของอยู่ไหน"),
        ("tr", "Siparişim nerede?"),
        ("en", "it costs 18.90 euros, right?"),
        ("en", "yes, please"),
        ("ru", "да, отмените"),
    ],
)
def test_a_message_of_one_clause_falls_nowhere_apart(language: str, text: str) -> None:
    assert partings(text, language) == []


@pytest.mark.parametrize(
    ("language", "first", "second", "text"),
    doubles(),
    ids=lambda value: str(value)[:60],
)
def test_two_wishes_have_a_place_between_them(
    language: str, first: str, second: str, text: str
) -> None:
    assert {first, second} <= TOPICS.keys()
    assert {first, second} & ANSWERED
    assert partings(text, language)


def test_a_second_clause_is_told_without_its_and() -> None:
    (found,) = partings("cancel it, and when do I get my money?", "en")
    assert found.first == "cancel it, "
    assert found.second == "when do I get my money?"
    assert found.has_and
    assert "cancel it, and when do I get my money?"[found.second_start :] == found.second


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_twelve_double_wishes_and_stories_of_one(language: str) -> None:
    assert len(TOLD[language]["two"]) >= 12
    assert len(TOLD[language]["one"]) >= 4


def ranked(
    first: tuple[str, float],
    second: tuple[str, float],
    text: tuple[str, str] = ("where is it? ", "can I pay with PayPal?"),
    has_and: bool = True,
) -> list[Ranked]:
    parting = Parting(len(text[0]), *text, len(text[0]), "en", has_and)
    told = [[{"name": name, "confidence": sure}] for name, sure in (first, second)]
    return [(parting, told[0], told[1])]


def intents(found: list[Ranked]) -> list[str]:
    return [wish["intent"] for wish in two_wishes(found, LEAST, SIGN)]


def test_two_sure_clauses_are_two_wishes() -> None:
    found = ranked(("track_order", 0.95), ("ask_payment_methods", 0.9))
    first, second = two_wishes(found, LEAST, SIGN)
    assert first == {
        "intent": "track_order",
        "confidence": 0.95,
        "text": "where is it?",
        "start": 0,
    }
    assert second["text"] == "can I pay with PayPal?"
    assert second["start"] == 13


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("track_order", 0.95), ("track_order", 0.95)),  # the same
        (("report_defect", 0.99), ("request_refund", 0.99)),  # a story: neither is but an answer
        (("greet", 0.99), ("track_order", 0.99)),  # small talk is no wish
        (("request_human", 0.99), ("ask_coupon", 0.99)),  # a person answers all of it
        (("track_order", 0.95), ("ask_payment_methods", 0.5)),  # not sure enough
    ],
)
def test_others_are_one(first: tuple[str, float], second: tuple[str, float]) -> None:
    assert intents(ranked(first, second)) == []


def test_the_less_speaks_for_two_the_surer_both_must_be() -> None:
    sure = (("track_order", 0.9), ("ask_payment_methods", 0.9))
    plain = ("my parcel is late ", "my card has a name on it")
    assert intents(ranked(*sure)) == ["track_order", "ask_payment_methods"]
    assert intents(ranked(*sure, text=plain, has_and=False)) == []
    assert intents(ranked(*sure, text=("my parcel is late. ", "can I pay?"), has_and=False))


def test_a_question_for_the_money_behind_a_cancel_asks_when_it_comes() -> None:
    found = ranked(
        ("cancel_order", 0.99),
        ("request_refund", 0.9),
        text=("cancel it. ", "when do I get my money?"),
    )
    assert intents(found) == ["cancel_order", "refund_status"]
    story = ranked(
        ("cancel_order", 0.99), ("request_refund", 0.99), text=("cancel it. ", "I want my money")
    )
    assert intents(story) == []


def test_what_is_answered_is_a_wish() -> None:
    assert not ANSWERED - TOPICS.keys()


@given(st.text(max_size=200), st.sampled_from([*LANGUAGES, "xx"]))
@settings(max_examples=300, deadline=None)
def test_any_text_falls_apart_without_an_error(text: str, language: str) -> None:
    found = partings(text, language)
    assert len(found) <= MOST_PLACES
    for parting in found:
        assert text.startswith(parting.first)
        assert text[parting.second_start :] == parting.second
        assert 0 <= parting.signs <= 4


EACH = 3
"""Of the test utterances every third is read: each takes two milliseconds."""


@pytest.mark.slow
def test_hardly_any_single_wish_is_split_and_most_double_ones_are(parser: Any) -> None:
    """The trained model, asked about utterances that it did not learn and the double wishes."""
    split, of = Counter[str](), Counter[str]()
    for language, utterance in utterances_of(LANGUAGES)[::EACH]:
        of[language] += 1
        split[language] += bool(wishes(parser, utterance.text, language))
    assert sum(split.values()) / sum(of.values()) <= 0.015, split
    assert all(split[language] / of[language] <= 0.03 for language in LANGUAGES), split
    right = sum(wishes(parser, text, lang) == [one, two] for lang, one, two, text in doubles())
    assert right >= 0.75 * len(doubles()), right
    for language, told in TOLD.items():
        assert [text for text in told["one"] if wishes(parser, text, language)] == []


def wishes(parser: Any, text: str, language: str) -> list[str]:
    """The intents of the two wishes of a text; none where it has one."""
    parsed = parser.parse(text, LanguageState(language))
    return [wish["intent"] for wish in parsed.get("wishes", [])]
