"""Variants, plural forms, missing translations and missing facts."""

from __future__ import annotations

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.languages import LANGUAGES
from bot.nlg import Said, Wording
from bot.nlg.responses import BadResponse, read_responses
from tests.nlg.conftest import SmallShop

DAYS = {
    "utter_days": [
        {
            "text": "{days_left} days left",
            "metadata": {"plural": {"count": "days_left", "one": "{days_left} day left"}},
        }
    ]
}
FORMS = {
    "ru": ("Остался {days_left} день", "Осталось {days_left} дня", "Осталось {days_left} дней"),
    "pl": ("Został {days_left} dzień", "Zostały {days_left} dni", "Zostało {days_left} dni"),
    "ro": (
        "A mai rămas {days_left} zi",
        "Au mai rămas {days_left} zile",
        "Au mai rămas {days_left} de zile",
    ),
    "th": ("เหลืออีก {days_left} วัน",),
    "fr": ("Il reste {days_left} jour", "Il reste {days_left} jours"),
}
BY_COUNT = {
    "ru": {1: 0, 2: 1, 5: 2, 11: 2, 12: 2, 21: 0, 22: 1, 25: 2, 111: 2, 121: 0},
    "pl": {1: 0, 2: 1, 5: 2, 11: 2, 12: 2, 21: 2, 22: 1, 25: 2, 112: 2, 122: 1},
    "ro": {1: 0, 2: 1, 5: 1, 19: 1, 20: 2, 21: 2, 22: 2, 25: 2, 101: 1, 120: 2},
    "th": {1: 0, 2: 0, 5: 0, 21: 0, 22: 0, 25: 0},
    "fr": {1: 0, 2: 1, 5: 1, 21: 1, 22: 1, 25: 1},
}


@pytest.mark.parametrize("language", [*BY_COUNT])
def test_each_count_has_its_plural_form(language: str, small_shop: SmallShop) -> None:
    wording = Wording.load(small_shop(DAYS, {language: {"utter_days": FORMS[language]}}))
    for count, form in BY_COUNT[language].items():
        said = wording.say("utter_days", language, {"days_left": count})
        assert said.text == FORMS[language][form].replace("{days_left}", str(count))
        assert said.language == language


def test_english_has_its_singular_for_one_alone(small_shop: SmallShop) -> None:
    wording = Wording.load(small_shop(DAYS))
    assert wording.say("utter_days", "en", {"days_left": 1}).text == "1 day left"
    assert wording.say("utter_days", "en", {"days_left": 21}).text == "21 days left"


VARIANTS = {
    "utter_where": [
        {
            "text": "On its way, {number}, from {place}.",
            "metadata": {"variant": "tracked", "when": {"status": "sent", "number": "any"}},
        },
        {
            "text": "On its way.",
            "metadata": {"variant": "sent", "when": {"status": ["sent", "flying"]}},
        },
        {
            "text": "No number yet.",
            "metadata": {"variant": "bare", "when": {"number": None, "status": "paid"}},
        },
        {"text": "It is over, on {ended:date}."},
    ],
    "utter_error": [{"text": "Sorry, reference {reference}."}],
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"status": "sent", "number": "LP1", "place": "Riga"}, "On its way, LP1, from Riga."),
        ({"status": "sent", "number": ""}, "On its way."),
        ({"status": "flying", "number": "LP1"}, "On its way."),
        ({"status": "paid"}, "No number yet."),
        ({"status": "paid", "number": []}, "No number yet."),
        ({"status": "done", "ended": "2026-11-24"}, "It is over, on 24 November 2026."),
    ],
)
def test_the_first_variant_that_fits_is_said(
    facts: dict[str, Any], expected: str, small_shop: SmallShop
) -> None:
    assert Wording.load(small_shop(VARIANTS)).say("utter_where", "en", facts).text == expected


def test_where_a_fact_is_missing_the_next_variant_that_fits_is_said(
    small_shop: SmallShop,
) -> None:
    wording = Wording.load(small_shop(VARIANTS))
    with capture_logs() as logged:
        said = wording.say("utter_where", "en", {"status": "sent", "number": "LP1"})
    assert said.text == "On its way."
    assert [(e["event"], e["fact"]) for e in logged] == [("missing_fact", "place")]


def test_a_variant_whose_condition_does_not_hold_is_never_said(small_shop: SmallShop) -> None:
    wording = Wording.load(small_shop(VARIANTS))
    with capture_logs() as logged:
        said = wording.say("utter_where", "en", {"status": "done"})
    assert apology(said, logged) == "utter_where"


def apology(said: Said, logged: list[Any]) -> str:
    """The response that could not be said, found in the log by the reference of the apology."""
    reference = re.fullmatch(r"Sorry, reference ([0-9a-f]{8})\.", said.text)
    assert reference, said.text
    (entry,) = [e for e in logged if e.get("reference") == reference.group(1)]
    assert (entry["event"], entry["log_level"]) == ("not_said", "error")
    return str(entry["response"])


def test_a_row_that_lacks_a_fact_is_not_said_in_part(small_shop: SmallShop) -> None:
    rows = {
        "utter_list": [{"text": "These:\n{things:rows}"}],
        "utter_row.things": [{"text": "{name}, {at:date}"}],
        **VARIANTS,
    }
    wording = Wording.load(small_shop(rows))
    whole = {"name": "A", "at": "2026-11-24"}
    assert wording.say("utter_list", "en", {"things": [whole, whole]}).text == (
        "These:\nA, 24 November 2026\nA, 24 November 2026"
    )
    assert wording.say("utter_list", "en", {"things": []}).text == "These:"
    with capture_logs() as logged:
        said = wording.say("utter_list", "en", {"things": [whole, {"name": "B"}]})
    assert apology(said, logged) == "utter_list"


def test_a_missing_translation_is_said_in_english_and_logged_once(small_shop: SmallShop) -> None:
    wording = Wording.load(small_shop(VARIANTS, {"de": {"utter_where|sent": "Unterwegs."}}))
    flying = {"status": "flying"}
    assert wording.say("utter_where", "de", flying).text == "Unterwegs."
    with capture_logs() as logged:
        for _ in range(3):
            said = wording.say("utter_where", "fr", flying)
    assert (said.text, said.language) == ("On its way.", "en")
    assert [(e["event"], e["language"], e["context"]) for e in logged] == [
        ("translation_missing", "fr", "utter_where|sent")
    ]


def test_english_in_place_of_a_translation_has_english_dates(small_shop: SmallShop) -> None:
    wording = Wording.load(small_shop(VARIANTS))
    with capture_logs():
        said = wording.say("utter_where", "ru", {"ended": "2026-11-24"}, locale="ru-RU")
    assert said.text == "It is over, on 24 November 2026."


def test_a_language_not_spoken_is_answered_in_english(wording: Wording) -> None:
    said = wording.say("utter_goodbye", "ja")
    assert said == wording.say("utter_goodbye", "en")


def test_buttons_are_labelled_in_the_language_and_keep_their_meaning(
    small_shop: SmallShop,
) -> None:
    ask = {
        "utter_ask": [
            {
                "text": "Cancel?",
                "buttons": [
                    {"title": "Yes", "payload": "/affirm"},
                    {"title": "English", "payload": '/switch_language{"language": "en"}'},
                ],
            }
        ]
    }
    texts = {"utter_ask": "¿Cancelar?", "utter_ask|affirm": "Sí"}
    wording = Wording.load(small_shop(ask, {"es": texts}))
    with capture_logs():
        said = wording.say("utter_ask", "es")
    assert [(c.label, c.intent, dict(c.entities)) for c in said.choices] == [
        ("Sí", "affirm", {}),
        ("English", "switch_language", {"language": "en"}),
    ]


def test_a_response_without_note_or_with_an_odd_payload_is_refused(small_shop: SmallShop) -> None:
    root = small_shop({"utter_x": [{"text": "x"}]})
    domain = root / "domain.yml"
    domain.write_text("responses: {utter_x: [{text: x}]}", encoding="utf-8")
    with pytest.raises(BadResponse, match="note"):
        read_responses(domain)
    domain.write_text(
        "responses: {utter_x: [{text: x, metadata: {note: n},"
        " buttons: [{title: t, payload: 'https://x'}]}]}",
        encoding="utf-8",
    )
    with pytest.raises(BadResponse, match="payload"):
        read_responses(domain)


def test_what_is_said_is_in_normal_form(wording: Wording) -> None:
    name = unicodedata.normalize("NFD", "Zoë Müller")
    said = wording.say("utter_greet", "de", {"name": name, "greeting": "morning"})
    assert unicodedata.is_normalized("NFC", said.text)
    assert "Zoë Müller" in said.text


def test_an_unknown_response_is_a_programming_error(wording: Wording) -> None:
    with pytest.raises(KeyError):
        wording.say("utter_no_such_thing", "en")


def test_threads_hear_their_own_language(wording: Wording) -> None:
    def hear(code: str) -> set[str]:
        return {wording.say("utter_label.status.paid", code).text for _ in range(50)}

    alone = {code: hear(code) for code in LANGUAGES}
    with ThreadPoolExecutor(max_workers=8) as pool:
        together = dict(zip(LANGUAGES, pool.map(hear, LANGUAGES), strict=True))
    assert together == alone
    assert all(len(heard) == 1 for heard in together.values())
