"""The words of an item's title, and how far a customer's message names them.

A title's head weighs most: what stands before the first "with", "for", comma or bracket names the
thing, what stands behind tells more of it. Words that customers use all the time, as
``common_words.yml`` lists them, weigh half and are never taken for a form of another word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

_WORD = re.compile(r"[^\W\d_]+")
_THAI = re.compile(r"[\u0e01-\u0e4e]+")
_OWN_LETTERS = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae"})
_HEAD_ENDS = re.compile(
    r"(?<=\w)\s*[(\[,;:/|+–—]|"
    r"(?<=\w)\s(?:with|for|in|of|from|and|mit|fur|aus|im|samt|und|de|du|des|a|au|en|avec|pour|sans|et"
    r"|con|para|sin|y|da|di|per|senza|e|com|do|em|sem|c|с|со|для|на|из|под|от|и|z|ze|na|do|dla|bez|i|o"
    r"|cu|pentru|din|fara|si|ve)\s|\sd['’]"
)


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TAIL, _COMMON = 0.5, 0.5
_SHORTEST, _SHORTEST_THAI = 3, 3
_SHORTEST_INFLECTED = {"ru": 4, "pl": 4, "ro": 4, "tr": 4}
"""A shorter word of these languages is not taken for a form of another."""
_SHORTEST_PART = 5
_STEM = 4
_ENDINGS = {
    "en": frozenset(["", "s", "es"]),
    "fr": frozenset(["", "s", "x", "e", "es"]),
    "es": frozenset(["", "s", "es", "a", "o", "as", "os"]),
    "pt": frozenset(["", "s", "es", "a", "o", "as", "os"]),
    "it": frozenset(["", "a", "e", "i", "o", "he", "hi"]),
    "de": frozenset(["", "e", "n", "en", "s", "es", "er", "em"]),
}
"""The endings in which forms of one word differ, where they are few."""
_CASE_ENDINGS = {
    "ru": _listed("а я у ю ы и е ой ей ом ем ов ев ам ям ами ями ах ях ым ого ому ую ая ое ые"),
    "pl": _listed("a e y i u em om ow ami ach ie iem iego ej ym ych"),
}
"""What may come behind a whole word that is inflected."""
_INFLECTED = 0.9
"""How much another form of a word counts."""


@dataclass(frozen=True)
class Word:
    """A title's word and how much it tells, from 0 to 1."""

    text: str
    weight: float
    common: bool


def small(text: str) -> str:
    """The text in small letters without diacritics; Thai keeps its marks."""
    lowered = text.replace("İ", "i").lower()
    if lowered.isascii():
        return lowered
    return "".join(map(_bare, unicodedata.normalize("NFC", lowered))).translate(_OWN_LETTERS)


@lru_cache(maxsize=4096)
def _bare(sign: str) -> str:
    if "\u0e00" <= sign <= "\u0e7f":
        return sign
    decomposed = unicodedata.normalize("NFD", sign)
    return "".join(c for c in decomposed if not unicodedata.combining(c)) or sign


@lru_cache(maxsize=2048)
def title_words(title: str, language: str) -> tuple[Word, ...]:
    """The words of a title in its order, each once."""
    folded = small(title)
    end = _HEAD_ENDS.search(folded)
    head = end.start() if end else len(folded)
    known = common_words(language)
    words: dict[str, Word] = {}
    for match in _WORD.finditer(_THAI.sub(" ", folded)):
        text = match.group()
        if len(text) >= _SHORTEST and text not in words:
            common = text in known
            weight = (1 if match.start() < head else _TAIL) * (_COMMON if common else 1)
            words[text] = Word(text, weight, common)
    return tuple(words.values())


class Message:
    """The words of a message that may name a thing, ready to be looked for in many titles. Thai
    has no words with spaces between: see :func:`thai_named`."""

    def __init__(self, text: str, language: str) -> None:
        self.language = language
        self.small = small(text)
        words = _WORD.findall(_THAI.sub(" ", self.small))
        self.words = frozenset(word for word in words if len(word) >= _SHORTEST)
        self._beginnings: dict[str, list[str]] = {}
        self._parts: list[str] = []
        for word in self.words:
            if len(word) >= _SHORTEST_INFLECTED.get(language, _SHORTEST) and not _is_often(
                word, language
            ):
                self._beginnings.setdefault(word[:_SHORTEST], []).append(word)
                if language == "de" and len(word) >= _SHORTEST_PART:
                    self._parts.append(word)

    @property
    def may_name(self) -> bool:
        """Whether any word is one that customers do not say all the time, and so may be part of a
        title; Thai text may always be."""
        return not self.words <= _told(self.language, "said") or bool(_THAI.search(self.small))

    def named(self, title: str) -> dict[str, float]:
        """Each word of a title that the message names, with how much it tells."""
        found: dict[str, float] = {}
        for word in title_words(title, self.language):
            if word.text in self.words:
                found[word.text] = word.weight
            elif not word.common and self._has_form_of(word.text):
                found[word.text] = word.weight * _INFLECTED
        return found

    def _has_form_of(self, word: str) -> bool:
        alike = self._beginnings.get(word[:_SHORTEST], ())
        return any(_same_stem(said, word, self.language) for said in alike) or any(
            _is_part(said, word) for said in self._parts
        )


def _is_often(word: str, language: str) -> bool:
    """Whether a word is one of the common ones, or a form of one."""
    known = common_words(language)
    if word in known:
        return True
    begin = _common_beginnings(language).get(word[:_STEM], ())
    return any(_same_stem(word, common, language) for common in begin)


@cache
def _common_beginnings(language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in common_words(language):
        if len(word) >= _STEM:
            found.setdefault(word[:_STEM], []).append(word)
    return found


def _same_stem(one: str, other: str, language: str) -> bool:
    """Whether two words begin alike and differ in an ending alone."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    short, long = sorted((one[shared:], other[shared:]), key=len)
    if shared < _SHORTEST:
        return False
    if endings := _ENDINGS.get(language):
        return short in endings and long in endings
    if shared == _SHORTEST:
        return len(long) <= 2
    if not short and language in _CASE_ENDINGS:
        return long in _CASE_ENDINGS[language]
    return len(short) <= 2 and len(long) <= (6 if language == "tr" else 3)


def _is_part(said: str, word: str) -> bool:
    """Whether a German word is the last part of a longer one: "Hülle" of "Handyhülle"."""
    for stem in (said, said[:-1]):
        place = word.find(stem, 2)
        if place > 0 and len(word) - place - len(stem) <= 2:
            return True
    return False


_AT_THE_HEAD, _LATER = 4, 5
"""So many Thai signs must be alike, where no spaces part words, at a title's head and later."""


def thai_named(message: str, title: str, brief: bool) -> dict[str, float]:
    """What a Thai message, in small letters, tells of a Thai title: the signs that both have
    running."""
    common = common_words("th")
    found: dict[str, float] = {}
    said = " ".join(_THAI.findall(message))
    if not said:
        return {}
    for number, run in enumerate(_THAI.findall(small(title))):
        place = 0
        while place < len(run) - _SHORTEST_THAI + 1:
            shared = _longest(said, run, place)
            head = place == number == 0
            fewest = (_SHORTEST_THAI if brief else _AT_THE_HEAD) if head else _LATER
            if len(shared) < fewest or shared in common:
                place += 1
                continue
            found[shared] = max(found.get(shared, 0.0), 1.0 if head else _TAIL)
            place += len(shared)
    return found


def _longest(said: str, run: str, place: int) -> str:
    """The longest piece of a title from a place on that the message has."""
    end = place + _SHORTEST_THAI
    if run[place:end] not in said:
        return ""
    while end < len(run) and run[place : end + 1] in said:
        end += 1
    return run[place:end]


@cache
def common_words(language: str) -> frozenset[str]:
    """The words that tell no order from another; none for a language that is not spoken here."""
    return _told(language, "said") | _told(language, "beside")


@cache
def _told(language: str, kind: str) -> frozenset[str]:
    return frozenset(small(_file().get(language, {}).get(kind, "")).split())


@cache
def _file() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("common_words.yml")
    told: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return told
