"""TF-IDF of the concepts that a text names, one sparse row."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scipy.sparse import csr_matrix

from bot.languages import LANGUAGES
from bot.nlu.concepts import AnyLexicon, entries_of, lexicon, terms
from bot.nlu.vectorizing import BREAK, Row, Vectorizer, of_terms

_ENTRY, _CONCEPT = "\n", "\t"


@dataclass(frozen=True)
class ConceptFeatures:
    """The concepts of texts, and their pairs, whatever the language: each teaches the others."""

    lexicons: Mapping[str, AnyLexicon]
    words: Mapping[str, str]
    """What the lexicons were made of, to store it: a string a language."""
    vectorizer: Vectorizer

    @classmethod
    def of(cls, texts: Iterable[tuple[str, str]]) -> ConceptFeatures:
        """Learns which concepts and pairs there are, and how rare each is, from folded texts with
        their languages; the words are those of the files."""
        words = {language: _stored(entries_of(language)) for language in LANGUAGES}
        lexicons = _lexicons(words)
        said = [_said(lexicons, text, language) for text, language in texts]
        return cls(lexicons, words, Vectorizer(of_terms((1, 1), min_df=3).fit(said)))

    def knows(self, word: str, language: str) -> bool:
        """Whether a folded word of a language means anything."""
        return language in self.lexicons and self.lexicons[language].knows(word)

    def row(self, text: str, language: str) -> Row:
        """The features of one folded text."""
        return self.vectorizer.row(_said(self.lexicons, text, language))

    def rows(self, texts: Sequence[tuple[str, str]]) -> csr_matrix:
        """The features of many, each with its language."""
        return self.vectorizer.rows([_said(self.lexicons, *text) for text in texts])

    def as_state(self) -> dict[str, Any]:
        """What to store: the words of the lexicons are part of the model."""
        return {"vectorizer": self.vectorizer.as_state(), "words": dict(self.words)}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> ConceptFeatures:
        """What :meth:`as_state` stored."""
        words = state["words"]
        return cls(_lexicons(words), words, Vectorizer.from_state(state["vectorizer"]))


def _lexicons(words: Mapping[str, str]) -> dict[str, AnyLexicon]:
    return {language: lexicon(language, _told(stored)) for language, stored in words.items()}


def _stored(entries: Mapping[str, list[str]]) -> str:
    """A language's words in one string: a list of 200,000 would take skops minutes."""
    return _ENTRY.join(
        f"{concept}{_CONCEPT}{entry}" for concept, told in entries.items() for entry in told
    )


def _told(stored: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in filter(None, stored.split(_ENTRY)):
        concept, entry = line.split(_CONCEPT)
        found.setdefault(sys.intern(concept), []).append(entry)
    return found


def _said(lexicons: Mapping[str, AnyLexicon], text: str, language: str) -> str:
    if language not in lexicons:
        return ""
    return BREAK.join(terms(lexicons[language].read(text)))
