"""What the words of a language mean: each of its texts as the concepts that are named in it.

Concepts (`concepts/names.yml`: to arrive, money, not, birthday ...) are the same in every language,
so that what is learned of them in one language is known in all, also of words that no training
text holds. An entry of a lexicon is compared in folded letters and is

- ``word``: this word;
- ``stem*``: words that begin so, where none is listed that is the word itself or a longer stem;
- ``*part*``: what stands inside a word behind its known stem, or anywhere where it has none, as in
  German compounds;
- ``several words``, each of any of these kinds: words next to one another, before single ones.

Thai writes no spaces: there every entry is a piece of text, the longest is found first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from bot.nlu.folding import apart, fold

Concepts = tuple[str, ...]
"""What one word or phrase may mean; nothing where the lexicon does not know it."""

SHORTEST_PART: Final = 3
"""Letters of a part that is found inside a word."""

SURE_STEM: Final = 5
"""Letters of a stem that no other word is likely to begin with, even where it is a slip."""

_KNOWN_WORDS: Final = 8192
"""So many words of a language are kept with what they mean."""

_TOKEN = re.compile(r"[\w\u0e00-\u0e7f]+|[€$£฿₽₺]|[?.!,;:]")
_WORD = re.compile(r"\w|[€$£฿₽₺]")
_STAR: Final = "\u2217"


class Told(NamedTuple):
    """A word, phrase or mark of a text, and what it means."""

    text: str
    concepts: Concepts


class _Part(NamedTuple):
    """A word of an entry."""

    letters: str
    inside: bool
    begins: bool

    def fits(self, word: str) -> bool:
        """Whether a word of a text is what the entry means."""
        if self.inside:
            return self.letters in word
        return word.startswith(self.letters) if self.begins else word == self.letters


_Phrase = tuple[tuple[_Part, ...], str]
"""The words of a phrase, and what it means."""


class Lexicon:
    """The concepts of a language that parts words by spaces."""

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        """``entries`` has the words of each concept."""
        kinds: tuple[defaultdict[str, list[str]], ...]
        kinds = defaultdict(list), defaultdict(list), defaultdict(list)
        phrases: defaultdict[str, list[_Phrase]] = defaultdict(list)
        for concept, told in entries.items():
            for parts in map(_parts, told):
                if len(parts) > 1:
                    phrases[parts[0].letters].append((parts, concept))
                elif parts:
                    kinds[2 if parts[0].inside else parts[0].begins][parts[0].letters].append(
                        concept
                    )
        self._words, self._stems, self._inner = ({k: tuple(v) for k, v in m.items()} for m in kinds)
        self._phrases = dict(phrases)
        self._longest = max(map(len, self._stems), default=0)
        self._longest_inner = max(map(len, self._inner), default=0)
        self._looked_up = lru_cache(_KNOWN_WORDS)(self._look_up)

    def knows(self, word: str) -> bool:
        """Whether a folded word surely is one: it stands here, or begins with a long stem."""
        return word in self._words or any(
            word[:length] in self._stems for length in range(SURE_STEM, len(word) + 1)
        )

    def read(self, folded: str) -> list[Told]:
        """What a folded text says, word by word; marks that part sentences mean nothing."""
        tokens = _TOKEN.findall(apart(folded))
        found, at = [], 0
        while at < len(tokens):
            concepts, phrases = self._looked_up(tokens[at])
            length, meant = _longest(phrases, tokens, at) if phrases else (0, ())
            if length:
                found.append(Told(" ".join(tokens[at : at + length]), meant))
            else:
                found.append(Told(tokens[at], concepts))
            at += length or 1
        return found

    def _look_up(self, word: str) -> tuple[Concepts, dict[str, list[_Phrase]]]:
        """What a word means by itself, and the phrases that may begin with it, by how their
        second word begins."""
        phrases: defaultdict[str, list[_Phrase]] = defaultdict(list)
        for length in range(len(word), 0, -1):
            for phrase in self._phrases.get(word[:length], ()):
                if phrase[0][0].fits(word):
                    phrases[_beginning(phrase[0][1])].append(phrase)
        return self._alone(word), dict(phrases)

    def _alone(self, word: str) -> Concepts:
        if (exact := self._words.get(word)) is not None:
            return exact
        found: Concepts = ()
        begun = 0
        for length in range(min(len(word), self._longest), 0, -1):
            if (by_stem := self._stems.get(word[:length])) is not None:
                found, begun = by_stem, length
                break
        return found + tuple(self._inside(word, begun)) if self._inner else found

    def _inside(self, word: str, at: int) -> Iterator[str]:
        while at <= len(word) - SHORTEST_PART:
            for length in range(min(len(word) - at, self._longest_inner), SHORTEST_PART - 1, -1):
                if (found := self._inner.get(word[at : at + length])) is not None:
                    yield from found
                    at += length - 1
                    break
            at += 1


class SpacelessLexicon:
    """The concepts of a language that writes words without spaces between."""

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        """``entries`` has the pieces of text of each concept."""
        pieces = defaultdict(list)
        for concept, told in entries.items():
            for piece in told:
                pieces[fold(piece)].append(concept)
        self._pieces = {piece: tuple(concepts) for piece, concepts in pieces.items() if piece}
        self._longest = max(map(len, self._pieces), default=0)

    def knows(self, word: str) -> bool:
        """Whether a folded word means anything."""
        return word in self._pieces

    def read(self, folded: str) -> list[Told]:
        """What a folded text says, piece by piece; the rest means nothing."""
        found: list[Told] = []
        at = rest = 0
        while at < len(folded):
            end = self._end(folded, at)
            if end > at:
                found += _meaningless(folded[rest:at])
                found.append(Told(folded[at:end], self._pieces[folded[at:end]]))
                rest = end
            at = max(end, at + 1)
        return found + _meaningless(folded[rest:])

    def _end(self, text: str, at: int) -> int:
        """Where the longest piece ends that begins here; ``at`` where none does."""
        for end in range(min(at + self._longest, len(text)), at, -1):
            if text[at:end] in self._pieces and not _cuts_a_word(text, at, end):
                return end
        return at


def _cuts_a_word(text: str, begin: int, end: int) -> bool:
    """Whether a piece of Latin letters stands within a longer word: "ok" in "booking"."""
    before, behind = text[begin - 1 : begin], text[end : end + 1]
    return (_latin(before) and _latin(text[begin])) or (_latin(text[end - 1]) and _latin(behind))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _meaningless(text: str) -> list[Told]:
    return [Told(token, ()) for token in _TOKEN.findall(text)]


def _beginning(part: _Part) -> str:
    return "" if part.inside else part.letters[:2]


def _longest(phrases: dict[str, list[_Phrase]], tokens: list[str], at: int) -> tuple[int, Concepts]:
    """How many words the longest phrase takes that stands here, and what such phrases mean."""
    length, meant = 0, list[str]()
    second = tokens[at + 1] if at + 1 < len(tokens) else ""
    for beginning in dict.fromkeys((second[:2], second[:1], "")):
        for parts, concept in phrases.get(beginning, ()):
            following = tokens[at + 1 : at + len(parts)]
            if len(parts) < max(length, 2) or len(following) < len(parts) - 1:
                continue
            if all(part.fits(word) for part, word in zip(parts[1:], following, strict=True)):
                meant = [*(meant if len(parts) == length else ()), concept]
                length = len(parts)
    return length, tuple(dict.fromkeys(meant))


def _parts(entry: str) -> tuple[_Part, ...]:
    """The words of an entry, folded as texts are."""
    found = []
    for spelled in entry.replace("*", _STAR).split():
        words = _TOKEN.findall(apart(fold(spelled.strip(_STAR))))
        words = [word for word in words if _WORD.match(word)]
        for n, word in enumerate(words):
            inside = n == 0 and spelled.startswith(_STAR)
            begins = n == len(words) - 1 and spelled.endswith(_STAR)
            found.append(_Part(word, inside, begins))
    return tuple(found)
