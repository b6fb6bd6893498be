"""Texts made alike for the models: what people type with and without care should look the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MOST_CHARACTERS = 2000
"""So much of a text is read: a longer one says what it wants before or not at all."""

_STANDALONE = str.maketrans(
    {"ı": "i", "ł": "l", "ß": "ss", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe"}
)
_NUMBER = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")
_REPEAT = re.compile(r"(.)\1{2,}")
_SHORTENED = re.compile(r"(?<=[a-z])['’ʼ`´](?=(?:s|t|m|re|ve|ll|d)\b)")
_PUNCTUATION = re.compile(r"([^\w\s\u0e00-\u0e7f]+)")  # Thai vowels and tones are no letters


def plain(text: str) -> str:
    """The text in small letters, its numbers as 0, diacritics kept. For telling languages."""
    lowered = text[:MOST_CHARACTERS].replace("İ", "i").lower()
    return _SPACE.sub(" ", _NUMBER.sub("0", unicodedata.normalize("NFC", lowered))).strip()


def fold(text: str) -> str:
    """The text as the intent model reads it: small, without diacritics, numbers as 0.

    Thai keeps its marks, which are vowels and tones; Turkish İ, I and ı are one letter here, so
    that a phone set to English does no harm. Letters repeated for emphasis stand twice at most.
    """
    return _REPEAT.sub(r"\1\1", "".join(map(_bare, plain(text))).translate(_STANDALONE))


@lru_cache(maxsize=4096)
def _bare(character: str) -> str:
    """A letter without its diacritics; й and ё lose theirs too, as many leave them out."""
    if "\u0e00" <= character <= "\u0e7f":
        return character
    decomposed = unicodedata.normalize("NFD", character)
    return "".join(c for c in decomposed if not unicodedata.combining(c)) or character


def apart(folded: str) -> str:
    """Punctuation as words of their own: "money?" then has the n-grams of "money". An English
    "don't" is "dont", as many type it."""
    return _PUNCTUATION.sub(r" \1 ", _SHORTENED.sub("", folded))
