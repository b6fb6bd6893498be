"""A text made ready for the finders, with every character in its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.languages import LANGUAGES, SOURCE_LANGUAGE

_WORD = re.compile(r"[^\W\d_]+")
_THAI = re.compile(r"[\u0e01-\u0e4e]")
_OWN_LETTERS = {"ı": "i", "ł": "l", "đ": "d", "ø": "o"}
_REMEMBERED = 0x3000
"""Characters below this are worth remembering; above are ten thousands, in no language here."""


@dataclass(frozen=True)
class Reading:
    """A text as the finders see it. All three forms are of one length, so that a place in one
    is the same place in the others.

    ``text`` as it was typed; ``plain`` with digits of every script as 0 to 9, every dash as
    ``-``, every space as one, letters of full width as usual ones; ``small`` that in small
    letters without diacritics (Thai keeps its marks). ``today`` dates days without year.
    """

    text: str
    plain: str
    small: str
    language: str
    today: date

    @cached_property
    def words(self) -> list[tuple[str, int, int]]:
        """The words of ``small``, each with its start and end. Thai's are not parted."""
        return [(match.group(), *match.span()) for match in _WORD.finditer(self.small)]

    @cached_property
    def has_digits(self) -> bool:
        """Whether there is a digit."""
        return any(digit in self.plain for digit in "0123456789")

    @cached_property
    def has_thai(self) -> bool:
        """Whether there is a Thai letter."""
        return not self.text.isascii() and _THAI.search(self.text) is not None


def reading_of(text: str, language: str, today: date) -> Reading:
    """The text in the forms that the finders need; in English where its language is unknown."""
    language = language if language in LANGUAGES else SOURCE_LANGUAGE
    plain = text.replace("\t", " ") if text.isascii() else text.translate(_PLAIN)
    return Reading(text, plain, small_letters(plain), language, today)


def small_letters(text: str) -> str:
    """The text in small letters without diacritics, as long as it was."""
    return text.lower() if text.isascii() else text.translate(_SMALL)


class _Plain(dict[int, int]):
    def __missing__(self, code: int) -> int:
        plain = _plain(chr(code))
        if code < _REMEMBERED:
            self[code] = plain
        return plain


class _Small(dict[int, int]):
    def __missing__(self, code: int) -> int:
        small = _small(chr(code))
        if code < _REMEMBERED:
            self[code] = small
        return small


def _plain(sign: str) -> int:
    if (digit := unicodedata.decimal(sign, None)) is not None:
        return ord(str(digit))
    category = unicodedata.category(sign)
    if category == "Pd" or sign == "\u2212":
        return ord("-")
    if category == "Zs" or sign == "\t":
        return ord(" ")
    if "\uff01" <= sign <= "\uff5e":
        return ord(sign) - 0xFEE0
    return ord(sign)


def _small(sign: str) -> int:
    if "\u0e00" <= sign <= "\u0e7f":
        return ord(sign)
    bare = unicodedata.normalize("NFD", sign.lower())[0]
    return ord(_OWN_LETTERS.get(bare, bare))


_PLAIN, _SMALL = _Plain(), _Small()
