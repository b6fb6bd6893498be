"""Whatever the text: no card number survives, nothing but digits is touched, twice is once."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.conversations.redaction import redact
from tests.conversations.card_numbers import LENGTHS, cards_within, completed

SEPARATORS = [" ", "-", ".", " - ", "\u00a0", "–", "/"]
DIGITS = "0123456789"

texts = st.text(st.sampled_from(DIGITS * 3 + "๔๑٤١*.-/ ,\n€ab+\ufe0f"), max_size=80)
rows = st.text(st.sampled_from(DIGITS), min_size=13, max_size=60)
neighbours = st.lists(st.text(st.sampled_from(DIGITS), min_size=1, max_size=25), max_size=3)
separators = st.sampled_from(SEPARATORS)


@st.composite
def cards(draw: Any) -> str:
    length = draw(st.sampled_from(LENGTHS))
    body = draw(st.text(st.sampled_from(DIGITS), min_size=length - 1, max_size=length - 1))
    return completed("4" + body[1:] if set(body) == {"0"} else body)


@st.composite
def written_cards(draw: Any) -> tuple[str, list[int]]:
    """A card among other numbers, and the places of the digits that must not be read."""
    before, after = draw(neighbours), draw(neighbours)
    card = draw(cards())
    text = "".join(number + draw(separators) for number in before)
    places = []
    for index, digit in enumerate(card):
        if index and draw(st.booleans()):
            text += draw(separators)
        places.append(len(text))
        text += digit
    text += "".join(draw(separators) + number for number in after)
    return text, places[6:-4]


@settings(deadline=None)
@given(rows)
@example("90210411111111111111190210")
@example("1010212240525206096899")
def test_no_card_number_survives_in_a_row_of_digits(row: str) -> None:
    assert list(cards_within(redact(row))) == []


@settings(deadline=None)
@given(texts)
def test_no_card_number_survives_in_a_text(text: str) -> None:
    assert list(cards_within(redact(text))) == []


@settings(deadline=None)
@given(written_cards())
def test_the_middle_of_a_card_among_other_numbers_is_cut(written: tuple[str, list[int]]) -> None:
    text, middle = written
    redacted = redact(text)
    assert {redacted[place] for place in middle} == {"*"}


@settings(deadline=None)
@given(st.one_of(texts, rows, written_cards().map(lambda written: written[0])))
@example("00000000000264100033")
def test_redacting_twice_is_redacting_once(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@settings(deadline=None)
@given(st.one_of(texts, rows))
def test_nothing_but_digits_is_touched_and_nothing_moves(text: str) -> None:
    redacted = redact(text)
    assert len(redacted) == len(text)
    for before, after in zip(text, redacted, strict=True):
        assert after == before or (after == "*" and before.isdecimal())


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from(DIGITS), max_size=12), max_size=6))
def test_numbers_shorter_than_a_card_stay_between_words(numbers: list[str]) -> None:
    text = " and ".join(numbers)
    assert redact(text) == text
