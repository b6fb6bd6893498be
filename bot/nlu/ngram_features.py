"""TF-IDF of a text's character n-grams and of its words, one sparse row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.folding import apart
from bot.nlu.vectorizing import BREAK, Row, Vectorizer, of_terms

WORD_WEIGHT: Final = 0.7
"""Of the words' features beside those of the n-grams."""


@dataclass(frozen=True)
class NgramFeatures:
    """Character n-grams within words, and words alone and in pairs, for all languages at once.

    Languages share letters and stems, so that each teaches the others: docs/nlu.md.
    """

    letters: Vectorizer
    words: Vectorizer

    @classmethod
    def of(cls, texts: Sequence[str], words: Sequence[list[str]]) -> NgramFeatures:
        """Learns from folded texts and their words which there are, and how rare each is."""
        letters = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(2, 5),
            sublinear_tf=True,
            lowercase=False,
            min_df=2,
            dtype=np.float32,
        ).fit(map(apart, texts))
        spoken = of_terms((1, 2), min_df=2).fit(map(BREAK.join, words))
        return cls(Vectorizer(letters), Vectorizer(spoken))

    def row(self, text: str, words: list[str]) -> Row:
        """The features of one folded text and its words."""
        first = self.letters.row(apart(text))
        second = self.words.row(BREAK.join(words), WORD_WEIGHT, self.letters.width)
        return np.concatenate([first[0], second[0]]), np.concatenate([first[1], second[1]])

    def rows(self, texts: Sequence[str], words: Sequence[list[str]]) -> csr_matrix:
        """The features of many, for training."""
        found = self.words.rows(list(map(BREAK.join, words)))
        return hstack([self.letters.rows(list(map(apart, texts))), found * WORD_WEIGHT], "csr")

    def as_state(self) -> dict[str, Any]:
        """What to store."""
        return {"letters": self.letters.as_state(), "words": self.words.as_state()}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> NgramFeatures:
        """What :meth:`as_state` stored."""
        return cls(Vectorizer.from_state(state["letters"]), Vectorizer.from_state(state["words"]))
