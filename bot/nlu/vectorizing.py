"""TF-IDF vectorizers: fitted by scikit-learn, stored as plain values, quick for one text.

scikit-learn's ``transform`` checks and copies for a millisecond a call, which a batch does not
notice and a single message does: :class:`Vectorizer` reckons the same row without that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

_PARAMETERS = ("analyzer", "ngram_range", "sublinear_tf", "lowercase", "token_pattern")

_KEPT_WORDS: Final = 4096
"""So many words are kept with the columns of their n-grams."""

BREAK: Final = "\u2029"
"""Stands between the terms of a text that was cut before: no word holds it."""

Row = tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]
"""The columns of a sparse row and the value in each."""


@dataclass
class Vectorizer:
    """A fitted vectorizer with L2 norm and sublinear term frequency."""

    fitted: TfidfVectorizer

    def __post_init__(self) -> None:
        self._analyze = self.fitted.build_analyzer()
        self._column: dict[str, int] = self.fitted.vocabulary_
        self._idf = np.asarray(self.fitted.idf_, dtype=np.float32)
        self._of_word = lru_cache(_KEPT_WORDS)(self._columns)

    @property
    def width(self) -> int:
        """How many columns a row has."""
        return len(self._idf)

    def row(self, text: str, weight: float = 1.0, offset: int = 0) -> Row:
        """The row of one text, as ``transform`` gives it, times ``weight``; its columns are
        moved by ``offset``."""
        counts = Counter(self._columns_of(text))
        if not counts:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        indices = np.fromiter(counts, np.int32, len(counts))
        values = np.fromiter(counts.values(), np.float32, len(counts))
        values = (1 + np.log(values)) * self._idf[indices]
        values *= weight / np.sqrt(values @ values)
        return indices + np.int32(offset), values.astype(np.float32)

    def _columns_of(self, text: str) -> Iterable[int]:
        """The columns of a text's terms, as often as each stands there."""
        if self.fitted.analyzer == "char_wb":  # no term goes beyond a word: most words come again
            return chain.from_iterable(map(self._of_word, text.split()))
        return self._columns(text)

    def _columns(self, text: str) -> tuple[int, ...]:
        column = self._column
        return tuple(column[term] for term in self._analyze(text) if term in column)

    def rows(self, texts: list[str]) -> csr_matrix:
        """The rows of many texts, for training."""
        return self.fitted.transform(texts)

    def as_state(self) -> dict[str, Any]:
        """What to store: parameters, terms and weights."""
        parameters = self.fitted.get_params()
        terms = sorted(self._column, key=self._column.__getitem__)
        return {
            **{name: parameters[name] for name in _PARAMETERS},
            "ngram_range": list(parameters["ngram_range"]),
            # One string a vocabulary: a list of 100,000 would take skops minutes.
            "terms": "\n".join(terms),
            "idf": self._idf,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Vectorizer:
        """The vectorizer that :meth:`as_state` stored."""
        parameters = {name: state[name] for name in _PARAMETERS}
        parameters["ngram_range"] = tuple(parameters["ngram_range"])
        fitted = TfidfVectorizer(
            **parameters, dtype=np.float32, vocabulary=state["terms"].split("\n")
        )
        fitted.idf_ = np.asarray(state["idf"], dtype=np.float32)
        fitted._validate_vocabulary()
        return cls(fitted)


def of_terms(longest: tuple[int, int], *, min_df: int) -> TfidfVectorizer:
    """Counts terms that :data:`BREAK` parts, so many in a row, of so many texts or more."""
    return TfidfVectorizer(
        token_pattern=f"[^{BREAK}]+",
        ngram_range=longest,
        sublinear_tf=True,
        lowercase=False,
        min_df=min_df,
        dtype=np.float32,
    )
