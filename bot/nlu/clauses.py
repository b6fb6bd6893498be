"""Where a message may fall into two clauses, and what speaks for two wishes there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from bot.nlu.entities.reading import small_letters

MOST_PLACES: Final = 5
"""So many places to part a message are looked at; the ends of sentences first."""

MOST_LETTERS: Final = 400
"""A longer message is a story."""

FEWEST_LETTERS: Final = 5
"""A part has at least so many letters, and two words where spaces part words."""

_ENDS: Final = re.compile(r"[.!?…;](?:[\"'»”)]*)(?=\s|$)|\n+")
_COMMAS: Final = re.compile(r",(?=\s)|\s[-–—]\s|:\s")
_AND: Final[dict[str, tuple[str, ...]]] = {
    "en": ("and", "also", "by the way", "and also", "plus"),
    "fr": ("et", "aussi", "au fait", "et aussi", "et puis"),
    "es": ("y", "e", "también", "por cierto", "y además", "además"),
    "de": ("und", "außerdem", "ausserdem", "übrigens", "und außerdem"),
    "pt": ("e", "também", "já agora", "aliás", "e também"),
    "ru": ("и", "а", "также", "но", "кстати", "а также", "и ещё", "а ещё"),
    "pl": ("i", "a", "oraz", "też", "przy okazji", "a także", "i jeszcze"),
    "th": ("และ", "แล้วก็", "แล้ว", "ส่วน", "ว่าแต่", "อีกอย่าง"),
    "it": ("e", "ed", "anche", "a proposito", "e anche", "inoltre"),
    "tr": ("ve", "bir de", "ayrıca", "bu arada", "ve ayrıca"),
    "ro": ("și", "iar", "de asemenea", "apropo", "și de asemenea"),
}
"""Words that begin a second clause, as their speakers spell them."""

_IS: Final = "éÉèÈ"
"""Portuguese and Italian for "is"; without its accent it is "and"."""

_ASKS: Final[dict[str, str]] = {
    "en": "when how what where which why can could is are do does will may",
    "fr": "quand comment combien quel quelle quels quelles ou est-ce puis-je peut avez-vous",
    "es": "cuando como cuanto cuanta que cual cuales donde puedo puede hay tienen se",
    "de": "wann wie was wo welche welcher welches warum kann konnte muss gibt haben ist sind darf",
    "pt": "quando como quanto qual quais onde posso pode ha tem preciso tenho",
    "ru": "когда как сколько какие какой какая где можно есть надо нужно почему",
    "pl": "kiedy jak ile jakie jaki jaka gdzie czy dlaczego moge",
    "th": "ไหม มั้ย ยังไง อย่างไร เท่าไหร่ เท่าไร เมื่อไหร่ เมื่อไร อะไร กี่ ไหน ทำไม หรือเปล่า รึเปล่า หรือยัง",
    "it": "quando come quanto quanta quali quale dove posso puo avete devo c",
    "tr": "ne nasil kac hangi nerede nereden neden var",
    "ro": "cand cum cat cata care ce unde pot aveti exista e trebuie",
}
"""Words that a question begins with, folded; in Thai, that it holds."""


@dataclass(frozen=True)
class Parting:
    """A place at which a message may fall into two.

    ``first`` and ``second`` are the clauses, the second without its "and"; it begins at
    ``second_start`` of the text.
    """

    place: int
    first: str
    second: str
    second_start: int
    language: str
    has_and: bool

    @cached_property
    def signs(self) -> int:
        """How much speaks for two wishes here, whatever they are: an "and" or the end of a
        sentence between them, and that either asks something."""
        return sum(
            (
                self.has_and,
                self.first.endswith("\n") or _ENDS.search(self.first.rstrip()[-1:]) is not None,
                asks(self.first, self.language),
                asks(self.second, self.language),
            )
        )


def partings(text: str, language: str) -> list[Parting]:
    """Where a text may fall into two; most texts nowhere."""
    if len(text) > MOST_LETTERS:
        return []
    found: list[Parting] = []
    for place in _places(text, language):
        if all(abs(place - other.place) >= FEWEST_LETTERS for other in found):
            parting = _parting(text, place, language)
            if _is_clause(parting.first, language) and _is_clause(parting.second, language):
                found.append(parting)
                if len(found) == MOST_PLACES:
                    break
    return found


def asks(clause: str, language: str) -> bool:
    """Whether a clause is a question, with its sign or by its first word."""
    if "?" in clause:
        return True
    pattern = _asks(language)
    return pattern is not None and pattern.search(small_letters(clause)) is not None


def _places(text: str, language: str) -> Iterator[int]:
    for match in _ENDS.finditer(text):
        yield match.end()
    small = small_letters(text)
    for match in _and(language).finditer(small):
        if text[match.start()] not in _IS:
            yield match.start()
    for match in _COMMAS.finditer(text):
        yield match.end()
    if language == "th":  # a space parts sentences there
        yield from (place for place, sign in enumerate(text) if sign == " ")


def _parting(text: str, place: int, language: str) -> Parting:
    start = place + len(text[place:]) - len(text[place:].lstrip())
    joined = _and(language).match(small_letters(f" {text[start:]}"), 1)
    if joined is not None and text[start] in _IS:
        joined = None
    if joined is not None:
        start += joined.end() - 1
    second = text[start:].lstrip(" ,")
    start += len(text[start:]) - len(second)
    return Parting(place, text[:place], second, start, language, joined is not None)


def _is_clause(part: str, language: str) -> bool:
    stripped = part.strip(" .,;!?\n")
    if len(stripped) < FEWEST_LETTERS:
        return False
    return language == "th" or " " in stripped


@cache
def _and(language: str) -> re.Pattern[str]:
    spelled = sorted(_AND.get(language, _AND["en"]), key=len, reverse=True)
    words = "|".join(re.escape(small_letters(word)) for word in spelled)
    if language == "th":
        return re.compile(rf"(?<=\s)(?:{words})|และ|ว่าแต่")
    return re.compile(rf"(?<=\s)(?:{words})(?=[\s,])")


@cache
def _asks(language: str) -> re.Pattern[str] | None:
    if language not in _ASKS:
        return None
    words = "|".join(re.escape(word) for word in _ASKS[language].split())
    if language == "th":
        return re.compile(words)
    turkish = r"|(?<!\w)m[iu](?:y|s|\b)" if language == "tr" else ""
    return re.compile(rf"^\W*(?:{words})(?!\w){turkish}")
