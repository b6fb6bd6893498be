"""Card numbers are cut in whatever way they are written; other numbers stay as they are."""

from __future__ import annotations

import itertools

import pytest

from bot.conversations.redaction import redact
from tests.conversations.card_numbers import (
    LENGTHS,
    card_of,
    cards_within,
    completed,
    cut_of,
    in_groups,
    passes_luhn,
    spoiled,
)

VISA = "4111111111111111"
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
FULLWIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize("length", LENGTHS)
def test_a_card_number_of_every_length_keeps_six_and_four_digits(length: int) -> None:
    card = card_of(length)
    assert redact(f"card {card}, please") == f"card {cut_of(card)}, please"


@pytest.mark.parametrize("length", LENGTHS)
def test_a_number_that_fails_the_check_stays(length: int) -> None:
    text = f"number {spoiled(card_of(length))}"
    assert redact(text) == text


def test_twelve_digits_are_no_card() -> None:
    number = completed("41234567890")
    assert len(number) == LENGTHS.start - 1
    assert redact(number) == number


def test_twenty_digits_without_a_card_among_them_are_no_card() -> None:
    number = next(
        row
        for row in (completed(str(head)) for head in itertools.count(4_000_000_000_000_000_000))
        if not list(cards_within(row))
    )
    assert len(number) == LENGTHS.stop
    assert passes_luhn(number)
    assert redact(number) == number


@pytest.mark.parametrize("separator", [" ", "-", ".", "–", "—", "−", "\u00a0", "\u2009", "/", "_"])
def test_a_card_number_in_groups_is_cut(separator: str) -> None:
    for size in (1, 2, 3, 4, 6):
        written = f"it is {in_groups(VISA, separator, size)} ok"
        redacted = redact(written)
        assert redacted.replace(separator, "").replace(" ", "") == f"itis{cut_of(VISA)}ok"
        assert len(redacted) == len(written)


@pytest.mark.parametrize("separator", [" - ", "  ", "\n", "\t", ". ", " / "])
def test_a_card_number_in_loose_groups_is_cut(separator: str) -> None:
    digits = [sign for sign in redact(in_groups(VISA, separator)) if sign.isdigit() or sign == "*"]
    assert "".join(digits) == cut_of(VISA)


def test_an_american_card_in_its_own_groups_is_cut() -> None:
    assert redact("3782 822463 10005") == "3782 82**** *0005"


@pytest.mark.parametrize("digits", [THAI, ARABIC, FULLWIDTH])
def test_digits_of_other_scripts_are_digits(digits: dict[int, int]) -> None:
    card = VISA.translate(digits)
    assert redact(f"บัตร {card}") == f"บัตร {cut_of(card)}"


def test_digits_of_two_scripts_in_one_number_are_cut() -> None:
    card = VISA[:8] + VISA[8:].translate(THAI)
    assert redact(card) == cut_of(card)


def test_digits_with_keycaps_are_cut() -> None:
    keycaps = "".join(f"{digit}\ufe0f\u20e3" for digit in VISA)
    assert redact(keycaps).replace("\ufe0f\u20e3", "") == cut_of(VISA)


@pytest.mark.parametrize("before", ["7", "12", "70315928", "JM-4821-7305 "])
@pytest.mark.parametrize("after", ["", "12/26", "737", "08/29 123"])
def test_a_card_number_beside_other_numbers_is_cut(before: str, after: str) -> None:
    redacted = redact(f"{before} {in_groups(VISA, ' ')} {after}")
    start = len(before) + 1
    assert redacted[start + 7 : start + 14] == "** ****"


def test_a_card_number_inside_a_longer_row_of_digits_is_cut() -> None:
    redacted = redact(f"90210{VISA}90210")
    assert len(redacted) == len(VISA) + 10
    assert set(redacted[5 + 6 : 5 + 12]) == {"*"}
    assert list(cards_within(redacted)) == []


def test_a_number_that_begins_before_the_card_does_not_hide_it() -> None:
    # With the card's first group these three make a card number too.
    before = next(
        digits
        for digits in (f"{lead}23456789012" for lead in "0123456789")
        if passes_luhn(digits + VISA[:4])
    )
    redacted = redact(f"{in_groups(before, ' ')} {in_groups(VISA, ' ')}")
    assert redacted.endswith(" **** 1111")


def test_two_card_numbers_are_both_cut() -> None:
    other = card_of(16)
    assert redact(f"{VISA} or {other}") == f"{cut_of(VISA)} or {cut_of(other)}"
    assert redact(f"{VISA} {other}") == f"{cut_of(VISA)} {cut_of(other)}"


def test_a_row_of_one_digit_is_no_card() -> None:
    text = "0000 0000 0000 0000"
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Where is my order JM-4821-7305?",
        "JM-4821-7305, JM-1400-6600 and JM-1404-8276",
        "Parcel LP00512345678CN of order JM-4821-7305 from 2026-11-24",
        "RB123456785DE, CP 123 456 785 PL",
        "call me: +351 210 000 000",
        "+49 151 23456789 or 0151/23456789",
        "+55 11 91234-5678",
        "+7 (912) 345-67-89",
        "โทร 081-234-5678",
        "On 24.11.2026 at 12:30 I paid 1.234,56 €",
        "my code is 123456",
    ],
)
def test_order_tracking_and_telephone_numbers_stay(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize("length", [13, 14, 15])
def test_a_telephone_number_with_a_plus_stays_even_if_it_passes_the_check(length: int) -> None:
    number = completed("55119" + "123456789012"[: length - 6])
    assert redact(f"call +{number}") == f"call +{number}"
    written = f"call +{number[:2]} {number[2:4]} {number[4:]}"
    assert redact(written) == written
    assert redact(f"pay {number}") == f"pay {cut_of(number)}"


def test_a_plus_does_not_save_a_number_longer_than_a_telephones() -> None:
    assert redact(f"+{VISA}") == f"+{cut_of(VISA)}"


def test_what_was_cut_is_not_cut_again() -> None:
    for text in (VISA, in_groups(VISA, " "), f"{card_of(13)} 12/26 123", f"7{VISA}{VISA}7"):
        once = redact(text)
        assert redact(once) == once


def test_a_text_without_enough_digits_is_given_back() -> None:
    for text in ("", "hello", "1 2 3", "…" * 10_000):
        assert redact(text) == text
