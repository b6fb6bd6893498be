"""Words with one typing error, taken for the word that was meant.

A slip in a short text leaves few of its n-grams: "refudn" shares little with "refund". So a word
that nobody wrote in the training data, and that no lexicon has, is read as the most frequent word
of its language from which it is one slip away: a letter left out, doubled or put in, two that
changed places, or a neighbour on the keyboard. What is no slip away from any word stays as it is,
and so does Thai, which writes no spaces between words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Final

UNMENDED: Final = frozenset(["th"])

SHORTEST, LONGEST = 4, 20
"""Letters of the words that are mended."""

FEWEST_TEXTS: Final = 2
"""A word of fewer training texts is known, but nothing is taken for it."""

MOST_WORDS: Final = 12
"""So many words of a text are mended: a long one says what it wants in others."""

_WORD = re.compile(r"[^\W\d_]+")

_KEYS: Final = {
    "fr": ("azertyuiop", "qsdfghjklm", "wxcvbn"),
    "de": ("qwertzuiop", "asdfghjkl", "yxcvbnm"),
    "ru": ("ицукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
}
_OTHER_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _is_no_word(word: str) -> bool:  # noqa: ARG001 - what a lexicon would be asked
    return False


class Typos:
    """The words of the training data, by language."""

    def __init__(self, words: dict[str, dict[str, int]]) -> None:
        """``words`` has the number of texts that hold each folded word, by language."""
        self._meant = {
            language: {word: count for word, count in counts.items() if count >= FEWEST_TEXTS}
            for language, counts in words.items()
        }
        self._known = frozenset(word for counts in words.values() for word in counts)
        self._letters = {
            language: "".join(sorted({letter for word in meant for letter in word}))
            for language, meant in self._meant.items()
        }
        self._words = words

    @classmethod
    def of(cls, texts: Iterable[tuple[str, str]]) -> Typos:
        """What the training texts know: each folded, with its language."""
        counted: dict[str, Counter[str]] = defaultdict(Counter)
        for text, language in texts:
            counted[language].update(set(_WORD.findall(text)))
        return cls({language: dict(counts) for language, counts in counted.items()})

    def mended(
        self, folded: str, language: str, is_word: Callable[[str], bool] = _is_no_word
    ) -> str:
        """The folded text with the words that were meant. What ``is_word`` says is one stays."""
        if language in UNMENDED or language not in self._meant:
            return folded
        left = MOST_WORDS

        def meant(found: re.Match[str]) -> str:
            nonlocal left
            word = found[0]
            if word in self._known or not SHORTEST <= len(word) <= LONGEST or not left:
                return word
            if is_word(word):
                return word
            left -= 1
            return self._meant_by(word, language)

        return _WORD.sub(meant, folded)

    def _meant_by(self, word: str, language: str) -> str:
        known = self._meant[language]
        likeliest, most = word, 0
        for slipped in _before_a_slip(word, language, self._letters[language]):
            if (count := known.get(slipped, 0)) > most:
                likeliest, most = slipped, count
        return likeliest

    def as_state(self) -> dict[str, Any]:
        """What to store: the words of each language, and in how many texts each is."""
        return {
            # One string a language: a list of 100,000 would take skops minutes.
            language: "\n".join(f"{word} {count}" for word, count in counts.items())
            for language, counts in self._words.items()
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Typos:
        """The words that :meth:`as_state` stored."""
        return cls(
            {
                language: {
                    word: int(count)
                    for word, count in (line.split(" ") for line in told.split("\n") if line)
                }
                for language, told in state.items()
            }
        )


def _before_a_slip(word: str, language: str, letters: str) -> Iterator[str]:
    """What the word may have been before one slip made it what it is."""
    for at in range(len(word)):
        before, letter, behind = word[:at], word[at], word[at + 1 :]
        yield before + behind
        if behind:
            yield before + behind[0] + letter + behind[1:]
        for other in _neighbours(language).get(letter, ""):
            yield before + other + behind
        for left_out in letters:
            yield before + left_out + letter + behind
    for left_out in letters:
        yield word + left_out


@cache
def _neighbours(language: str) -> dict[str, str]:
    """The keys beside each key, as folded letters."""
    return {
        key: row[max(at - 1, 0) : at] + row[at + 1 : at + 2]
        for row in _KEYS.get(language, _OTHER_KEYS)
        for at, key in enumerate(row)
    }
