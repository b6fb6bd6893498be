"""A word with one slip is read as the word that was meant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.folding import fold
from bot.nlu.typos import LONGEST, MOST_WORDS, Typos

TYPOS = Typos.of(
    [
        *[("i want a refund", "en")] * 3,
        *[("my order", "en")] * 2,
        ("rarely", "en"),
        *[("bestellung stornieren", "de")] * 2,
        *[("верните деньги", "ru")] * 2,
        *[("คืนเงินให้ฉัน", "th")] * 2,
    ]
)


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("en", "refudn please", "refund please"),
        ("en", "a reffund, my ordr", "a refund, my order"),
        ("en", "regund", "refund"),  # the key beside
        ("en", "repund", "repund"),  # not beside it
        ("en", "rarly", "rarly"),  # too rare to be meant
        ("en", "ordes", "ordes"),  # two keys from it
        ("en", "bestellung", "bestellung"),  # known elsewhere
        ("de", "bestelung stornieren", "bestellung stornieren"),
        ("ru", "верните денги", "верните деньги"),
        ("th", "คืนเงนให้ฉัน", "คืนเงนให้ฉัน"),
        ("xx", "refudn", "refudn"),
    ],
)
def test_what_was_meant(language: str, text: str, meant: str) -> None:
    # й and ё are folded before, as everything is
    assert TYPOS.mended(fold(text), language) == meant


def test_a_word_that_a_lexicon_has_is_no_slip() -> None:
    assert TYPOS.mended("ordr of refudn", "en", {"ordr"}.__contains__) == "ordr of refund"


def test_so_many_words_of_a_text_are_mended() -> None:
    assert TYPOS.mended("refudn " * 20, "en").split().count("refund") == MOST_WORDS
    assert TYPOS.mended("e" * (LONGEST + 1), "en") == "e" * (LONGEST + 1)


def test_what_was_stored_knows_the_same() -> None:
    kept = Typos.from_state(TYPOS.as_state())
    assert kept.mended("refudn of my ordr", "en") == "refund of my order"
    assert kept.mended("rarely rarly", "en") == "rarely rarly"


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_text_keeps_its_words_and_what_stands_between(text: str) -> None:
    folded = fold(text)
    assert len(TYPOS.mended(folded, "en").split()) == len(folded.split())
