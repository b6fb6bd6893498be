"""What customers type is kept in one form, without what hides or turns text around."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.conversations.cleaning import clean, has_surrogates

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
RAINBOW = "🏳\ufe0f\u200d🌈"
JOINER = "\u200d"

HIDDEN = {
    "zero-width space": "\u200b",
    "zero-width non-joiner": "\u200c",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "Arabic letter mark": "\u061c",
    "left-to-right embedding": "\u202a",
    "right-to-left override": "\u202e",
    "isolate": "\u2066",
    "end of isolate": "\u2069",
    "Mongolian vowel separator": "\u180e",
    "Hangul filler": "\u3164",
    "invisible plus": "\u2064",
    "tag": "\U000e0041",
    "joiner between letters": JOINER,
}


@pytest.mark.parametrize("sign", HIDDEN.values(), ids=HIDDEN)
def test_a_hidden_sign_is_dropped_wherever_it_stands(sign: str) -> None:
    assert clean(f"{sign}pay{sign}ment{sign} {sign}method{sign}") == "payment method"


def test_a_control_is_dropped() -> None:
    controls = [*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)]
    assert {code: clean(f"a{chr(code)}b") for code in controls} == dict.fromkeys(controls, "ab")


def test_new_lines_and_tabs_stay() -> None:
    assert clean("one\ntwo\tthree") == "one\ntwo\tthree"


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
def test_every_line_end_becomes_a_new_line(line_end: str) -> None:
    assert clean(f"one{line_end}{line_end}two") == "one\n\ntwo"


@pytest.mark.parametrize(
    "emoji", [FAMILY, RAINBOW, "👍🏽", "❤\ufe0f\u200d🔥", "🇹🇭", "1\ufe0f\u20e3"]
)
def test_emoji_stay_whole(emoji: str) -> None:
    assert clean(f"thanks {emoji} bye") == f"thanks {emoji} bye"


def test_a_joiner_that_joins_no_emoji_is_dropped() -> None:
    assert clean(f"or{JOINER}der {JOINER}{JOINER}👍") == "order 👍"
    assert clean(f"👩{JOINER}{JOINER}👧") == f"👩{JOINER}👧"


def test_a_hidden_sign_before_a_joiner_does_not_keep_it() -> None:
    assert clean(f"a\u200b{JOINER}b") == "ab"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("e\u0301te\u0301", "été"),
        ("i\u0307stanbul", "i\u0307stanbul"),
        ("I\u0307stanbul", "İstanbul"),
        ("ştiu", "ştiu"),
        ("s\u0326tiu", "știu"),
        ("и\u0306", "й"),
        ("z\u0307o\u0301łty", "żółty"),
        ("น้ำ", "น้ำ"),
        ("\u212b", "Å"),
    ],
)
def test_composed_letters_are_kept_in_one_form(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_what_looks_different_stays_different() -> None:
    assert clean("① ½ ﬁ １２") == "① ½ ﬁ １２"


def test_a_hidden_sign_within_a_letter_does_not_split_it() -> None:
    assert clean("e\u200b\u0301") == "é"


@pytest.mark.parametrize("text", ["", "   ", "\n\t ", "\u200b\u202e", "\u00a0\u2003", "\x00\x7f"])
def test_a_text_of_nothing_visible_is_empty(text: str) -> None:
    assert clean(text) == ""


def test_spaces_around_are_trimmed_and_within_kept() -> None:
    assert clean("  a  b \n") == "a  b"


@pytest.mark.parametrize("half", ["\ud83d", "a\ude00b"])
def test_half_a_character_is_seen(half: str) -> None:
    assert has_surrogates(half)


@pytest.mark.parametrize("text", ["", "abc", "😀", FAMILY, "\ud7ff\ue000", "\U0010ffff"])
def test_whole_characters_are_not_taken_for_halves(text: str) -> None:
    assert not has_surrogates(text)


odd_signs = st.sampled_from([*HIDDEN.values(), "👩", "\ufe0f", "\u0301", "\r", "\n", " ", "e", "1"])


@settings(deadline=None)
@given(st.text() | st.text(odd_signs | st.characters(), max_size=20))
@example(f"👩{JOINER}\u200b{JOINER}👧")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@settings(deadline=None)
@given(st.text(odd_signs | st.characters(), max_size=30))
def test_what_is_kept_is_composed_trimmed_and_shows(text: str) -> None:
    kept = clean(text)
    assert kept == kept.strip() == unicodedata.normalize("NFC", kept)
    assert not set(kept) & (set(HIDDEN.values()) - {JOINER})
    assert not [sign for sign in kept if unicodedata.category(sign) == "Cc" and sign not in "\n\t"]


@settings(deadline=None)
@given(st.text(st.characters(whitelist_categories=("L", "N", "P", "Zs", "So")), max_size=30))
def test_visible_text_is_only_composed_and_trimmed(text: str) -> None:
    fillers = str.maketrans("", "", "\u115f\u1160\u3164\uffa0")
    text = text.translate(fillers)
    assert clean(text) == unicodedata.normalize("NFC", text).strip()
