"""What holds of the facts of every text."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import phonenumbers
import pytest
from babel.dates import format_date
from babel.numbers import format_currency
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.languages import LANGUAGES
from bot.nlu.entities.all_facts import entities_of
from bot.nlu.entities.check_digits import s10_check_digit
from bot.nlu.entities.short_words import SHORT_WORDS
from tests.nlu.annotated import TODAY, sentences

FORMS = {
    "order_number": r"[A-Z]{2}-\d{4}-\d{4}",
    "tracking_number": r"[A-Z0-9]{8,34}",
    "coupon_code": r"\S{3,60}",
    "money": r'\{"amount": "\d+(\.\d\d)?", "currency": "[A-Z]{3}"\}',
    "email": r"\S+@\S+\.\S+",
    "phone": r"\+\d{7,15}",
    "date": r"\d{4}-\d\d-\d\d",
    "language": r"[a-z]{2}",
    "card_mask": r"\d{0,6}\*{6}\d{4}",
}
LOCALES = {
    **{code: (language.locale,) for code, language in LANGUAGES.items()},
    "en": ("en_GB", "en_AU"),
    "fr": ("fr_FR", "fr_BE", "fr_CA", "fr_CH"),
    "es": ("es_ES", "es_MX"),
    "de": ("de_DE", "de_AT", "de_CH"),
    "pt": ("pt_PT", "pt_BR"),
}
CURRENCIES = ("EUR", "USD", "GBP", "RUB", "PLN", "THB", "TRY", "RON", "BRL", "CHF")
DAYS = st.dates(date(2001, 1, 1), date(2045, 12, 31))
LANGUAGE = st.sampled_from(list(LANGUAGES))
HYPHENS = ("-", " - ", "–", "—", "‑", "−", "－")
"""A number whose letters are also a word is one only with these."""
PIECES = st.lists(
    st.one_of(
        st.sampled_from([sentence.text for sentence in sentences()]),
        st.text(max_size=12),
        st.text("0123456789 .,-/:+*@€$ละงАая", max_size=16),
    ),
    max_size=4,
)


def values(entity: str, text: str, language: str) -> list[str]:
    found = entities_of(text, language, TODAY)
    return [fact.value for fact in found if fact.entity == entity]


@given(PIECES, st.sampled_from(["", " ", "\n", ", "]), LANGUAGE | st.text(max_size=3), DAYS)
@settings(max_examples=600, deadline=None)
def test_every_text_has_facts_in_place_and_in_form(
    pieces: list[str], between: str, language: str, today: date
) -> None:
    text = between.join(pieces)
    end = 0
    for fact in entities_of(text, language, today):
        assert end <= fact.start < fact.end <= len(text)
        assert text[fact.start : fact.end].strip()
        assert re.fullmatch(FORMS[fact.entity], fact.value), fact
        end = fact.end


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2), st.integers(0, 99_999_999))
@settings(max_examples=300, deadline=None)
def test_every_valid_s10_number_is_found(service: str, serial: int) -> None:
    digits = f"{serial:08d}"
    number = f"{service}{digits}{s10_check_digit(digits)}CN"
    assert values("tracking_number", f"where is {number}?", "en") == [number]
    assert values("tracking_number", f"อยู่ไหน{number.lower()}คะ", "th") == [number]


@given(st.integers(0, 99_999_999), st.integers(0, 8), st.integers(1, 9))
@settings(max_examples=500, deadline=None)
def test_an_s10_number_with_one_digit_changed_is_refused(serial: int, place: int, by: int) -> None:
    digits = f"{serial:08d}"
    right = f"{digits}{s10_check_digit(digits)}"
    changed = right[:place] + str((int(right[place]) + by) % 10) + right[place + 1 :]
    # The standard gives 5 for two remainders, so a few changes escape it; no other may.
    expected = [f"RB{changed}CN"] if s10_check_digit(changed[:8]) == int(changed[8]) else []
    assert expected == [] or changed[8] == "5"
    assert values("tracking_number", f"RB{changed}CN", "en") == expected
    assert values("coupon_code", f"code RB{changed}CN", "en") == []


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


@given(
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2),
    st.integers(0, 99_999_999),
    st.sampled_from([*HYPHENS, "", " ", "_", ".", "\u00a0"]),
    st.sampled_from([str.upper, str.lower, str.title, full_width]),
    st.sampled_from(["0123456789", "๐๑๒๓๔๕๖๗๘๙"]),
)
@settings(max_examples=500, deadline=None)
def test_an_order_number_is_the_same_however_it_is_typed(
    letters: str, serial: int, mark: str, case: Any, digits: str
) -> None:
    assume(letters.lower() not in SHORT_WORDS or mark in HYPHENS)
    first, second = f"{serial:08d}"[:4], f"{serial:08d}"[4:]
    typed = case(f"{letters}{mark}{first}{mark}{second}")
    typed = typed.translate(str.maketrans("0123456789", digits))
    expected = [f"{letters}-{first}-{second}"]
    assert values("order_number", typed, "en") == expected
    assert values("order_number", f"ออเดอร์{typed}ค่ะ", "th") == expected
    assert values("order_number", f"заказ {typed}, жду", "ru") == expected


@pytest.mark.parametrize("code", LANGUAGES)
@given(day=DAYS, width=st.sampled_from(["full", "long", "medium", "short"]))
@settings(max_examples=60, deadline=None)
def test_a_date_is_read_as_each_country_writes_it(code: str, day: date, width: str) -> None:
    for locale in LOCALES[code]:
        written = format_date(day, width, locale)
        assert values("date", written, code) == [day.isoformat()], written
        assert values("date", f"({written}) ok", code) == [day.isoformat()], written


@given(day=DAYS, width=st.sampled_from(["full", "long", "medium"]))
@settings(max_examples=60, deadline=None)
def test_a_date_is_read_as_americans_write_it(day: date, width: str) -> None:
    assert values("date", format_date(day, width, "en_US"), "en") == [day.isoformat()]


@pytest.mark.parametrize("code", LANGUAGES)
@given(cents=st.integers(1, 10**9), currency=st.sampled_from(CURRENCIES))
@settings(max_examples=60, deadline=None)
def test_an_amount_is_read_as_each_country_writes_it(code: str, cents: int, currency: str) -> None:
    amount = Decimal(cents) / 100
    for locale in LOCALES[code]:
        written = format_currency(amount, currency, locale=locale)
        (value,) = values("money", f"({written})", code)
        told = json.loads(value)
        assert (Decimal(told["amount"]), told["currency"]) == (amount, currency), written


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_a_number_of_any_country_is_read_with_its_code(region: str) -> None:
    number = phonenumbers.example_number(region)
    expected = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    for form in (
        phonenumbers.PhoneNumberFormat.INTERNATIONAL,
        phonenumbers.PhoneNumberFormat.E164,
    ):
        written = phonenumbers.format_number(number, form)
        assert values("phone", f"call {written} now", "en") == [expected]
