"""The names of months in the eleven languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from babel import Locale

from bot.languages import LANGUAGES
from bot.nlu.entities.reading import small_letters

_MORE: Final[dict[str, dict[str, int]]] = {  # what CLDR does not list
    "en": {"sept": 9},
    "fr": {"jan": 1, "fev": 2, "juill": 7},
    "es": {"setiembre": 9, "sep": 9},
    "de": {"janner": 1, "jaenner": 1, "feber": 2, "maerz": 3, "sep": 9},
    "ru": {"сен": 9, "ноя": 11},
    "it": {"sett": 9},
}
_ALSO_WORDS: Final[dict[str, frozenset[str]]] = {
    "en": frozenset(("may", "march", "mar", "dec")),
    "fr": frozenset(("mars",)),
    "es": frozenset(("mar", "ago")),
    "pt": frozenset(("out", "mar", "set", "ago", "dez")),
    "pl": frozenset(("lis", "lip", "sie", "mar", "maj", "sty")),
    "it": frozenset(("set", "mar", "gen", "ago", "mag", "lug", "dic")),
    "tr": frozenset(("ara", "kas", "eki", "haz", "tem", "may", "mar", "oca", "ekim", "ocak")),
    "ro": frozenset(("mai", "mar")),
}
"""Names that are other words, too, and need more to be months."""
_UNMISTAKABLE = 6
"""A name of so many letters is a month in any language."""


@dataclass(frozen=True)
class Month:
    """A month by a name. ``doubtful``: the name is another word, too. ``short``: abbreviated."""

    number: int
    doubtful: bool = False
    short: bool = False


@cache
def months(language: str) -> dict[str, Month]:
    """The months by folded name, as a text in this language may name them: in its own words,
    short ones too, and by the longer names of the other languages."""
    names: dict[str, Month] = {}
    for code in (language, *LANGUAGES):
        own = code == language
        for name, month in _of(code).items():
            if own or (len(name) >= _UNMISTAKABLE and not month.short):
                names.setdefault(name, month)
    return names


@cache
def _of(language: str) -> dict[str, Month]:
    if language not in LANGUAGES:
        return {}
    names: dict[str, Month] = {}
    doubtful = _ALSO_WORDS.get(language, frozenset())
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            for number, name in Locale(language).months[context][width].items():
                folded = small_letters(name).rstrip(".")
                short = width == "abbreviated"
                names.setdefault(folded, Month(number, folded in doubtful, short))
    for name, number in _MORE.get(language, {}).items():
        names.setdefault(name, Month(number, name in doubtful, short=True))
    return names
