"""Which charset a text of eight bits is in, by the letters of the bot's languages."""

from __future__ import annotations

from functools import cache
from typing import Final

_SAMPLE: Final = 20_000
"""Bytes that are looked at."""

_LATIN: Final = {
    "en": "éèïñç",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "es": "áéíñóúüç",
    "de": "äöüßé",
    "pt": "áàâãçéêíóôõúü",
    "pl": "ąćęłńóśźż",
    "it": "àèéìíîòóùú",
    "tr": "çğıöşüâîû",
    "ro": "ăâîşţșțé",
}
_CYRILLIC: Final = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_THAI: Final = "".join(chr(code) for code in range(0x0E01, 0x0E5A) if chr(code) not in "ฃฅฦฺ๎ํๅ๏")
_THAI_MARKS: Final = "ัิีึืุู็่้๊๋์"
"""They stand above or below a consonant."""
_SIGNS: Final = "’‘“”„«»–—…€£¿¡№°§©®•·ºª\u00a0"

_CANDIDATES: Final = (
    ("cp1252", ("en", "fr", "es", "de", "pt", "it")),
    ("iso8859-15", ("fr", "es", "de", "pt", "it")),
    ("cp1254", ("tr",)),
    ("cp1250", ("pl", "ro")),
    ("iso8859-2", ("pl", "ro")),
    ("iso8859-16", ("ro",)),
    ("cp1251", ("ru",)),
    ("koi8-r", ("ru",)),
    ("cp866", ("ru",)),
    ("cp874", ("th",)),
)
"""Charsets from before UTF-8, and whose letters each is for; of equals the first is taken."""

_MARGIN: Final = 3
"""By how much another charset has to fit better than the one that is declared."""


def guessed_charset(data: bytes, declared: str | None) -> str | None:
    """The charset in which the bytes are most like one of the bot's languages.

    The ``declared`` one (Python's name) where no other fits clearly better; None where none is
    declared and the bytes are like no language.
    """
    sample = data[:_SAMPLE]
    found = [(_likeness(sample, name, languages), name) for name, languages in _CANDIDATES]
    best, name = max(found, key=lambda scored: scored[0])
    if declared is None:
        return name if best > 0 else None
    here = max(
        _likeness(sample, declared, (*_LATIN, "ru", "th")),
        max((score for score, other in found if other == declared), default=-len(sample) * 3),
    )
    return name if best > max(here, 0) + _MARGIN else declared


def _likeness(data: bytes, charset: str, languages: tuple[str, ...]) -> int:
    """How like one of the languages the bytes read: letters of its own count, others cost."""
    text = data.decode(charset, "replace")
    return max(_score(text, language) for language in languages)


def _score(text: str, language: str) -> int:
    small, large = _letters(language)
    latin = language in _LATIN
    score, before = 0, " "
    for character in text:
        if character > "\x7f":
            if character in small:
                score += 2
            elif character in large:
                score += -1 if before.islower() else 1
            elif character not in _SIGNS:
                score -= 2
            if latin:
                score -= before > "\x7f" and before.isalpha()  # accents seldom stand together
            elif (
                character in _THAI_MARKS and not "ก" <= before <= "ฮ" and before not in _THAI_MARKS
            ):
                score -= 4
            elif before.isascii() and _both_letters(before, character):
                score -= 4  # another script begins in the middle of a word
        elif not latin and before > "\x7f" and _both_letters(before, character):
            score -= 4
        before = character
    return score


def _both_letters(before: str, character: str) -> bool:
    return before.isalpha() and character.isalpha()


@cache
def _letters(language: str) -> tuple[frozenset[str], frozenset[str]]:
    letters = {"ru": _CYRILLIC, "th": _THAI}.get(language) or _LATIN[language]
    large = "İ" + letters.upper() if language == "tr" else letters.upper()
    return frozenset(letters), frozenset(large) - frozenset(letters)
