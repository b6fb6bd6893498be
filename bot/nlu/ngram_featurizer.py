"""Features of a text: TF-IDF of its character n-grams and of its words, one sparse row."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu import storing
from bot.nlu.clauses import partings
from bot.nlu.folding import apart, fold
from bot.nlu.greetings import behind_greeting
from bot.nlu.language_identifier import declared_language, language_meant
from bot.nlu.spacy_tokenizer import WORDS, words_of
from bot.nlu.typos import Typos
from bot.nlu.vectorizing import Row, Vectorizer

ROW = "ngrams"
"""The message attribute with the text's features: columns and values of one sparse row; for
training, the row as a matrix."""

CLAUSE_ROWS = "clause_rows"
"""The message attribute with the places where it may fall into two clauses, and the features of
both; most messages have none. See wishes.py."""

GREETED_ROW = "greeted_row"
"""The message attribute with the features of what stands behind a greeting, where there is one."""

_BREAK = "\u2029"
"""Stands between words that a tokenizer found: no word holds it."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(GraphComponent):  # type: ignore[misc]
    """Character n-grams within words, and words alone and in pairs, for all languages at once.

    Languages share letters and stems, so that each teaches the others: docs/nlu.md.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "shortest": 2,  # letters in the shortest n-gram
            "longest": 5,  # letters in the longest
            "word_weight": 0.7,  # of the words' features beside those of the n-grams
        }

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        letters: Vectorizer | None = None,
        words: Vectorizer | None = None,
        typos: Typos | None = None,
    ) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._letters, self._words, self._typos = letters, words, typos

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
    ) -> NgramFeaturizer:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns which n-grams and words there are, and how rare each is."""
        examples = training_data.intent_examples
        folded = [fold(example.get(TEXT)) for example in examples]
        letters = letters_vectorizer(self._config["shortest"], self._config["longest"])
        letters.fit(map(apart, folded))
        words = words_vectorizer().fit([_BREAK.join(example.get(WORDS)) for example in examples])
        self._typos = Typos.of(zip(folded, map(declared_language, examples), strict=True))
        self._letters, self._words = Vectorizer(letters), Vectorizer(words)
        state = {
            "letters": self._letters.as_state(),
            "words": self._words.as_state(),
            "typos": self._typos.as_state(),
        }
        storing.store(self._storage, self._resource, state)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
        **kwargs: Any,  # noqa: ARG003
    ) -> NgramFeaturizer:
        state = storing.load(model_storage, resource)
        return cls(
            config,
            model_storage,
            resource,
            Vectorizer.from_state(state["letters"]),
            Vectorizer.from_state(state["words"]),
            Typos.from_state(state["typos"]),
        )

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Sets the features of the training texts."""
        examples = training_data.intent_examples
        rows = self._rows(
            [fold(example.get(TEXT)) for example in examples],
            [example.get(WORDS) for example in examples],
        )
        for index, example in enumerate(examples):
            example.set(ROW, rows[index])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets each message's features."""
        for message in messages:
            text = message.get(TEXT) or ""
            language = language_meant(message)
            folded = fold(text)
            mended = self._mended(folded, language)
            words = message.get(WORDS) if mended == folded else words_of(mended, language)
            message.set(ROW, self.row(mended, words or []))
            if behind := behind_greeting(folded, language):
                message.set(GREETED_ROW, self._clause_row(behind, language))
            parted = [
                (parting, self._clause_row(parting.first, language), second)
                for parting in partings(text, language)
                if len((second := self._clause_row(parting.second, language))[0])
            ]
            if parted:
                message.set(CLAUSE_ROWS, parted)
        return messages

    def _clause_row(self, text: str, language: str) -> Row:
        mended = self._mended(fold(text), language)
        return self.row(mended, words_of(mended, language))

    def _mended(self, folded: str, language: str) -> str:
        return folded if self._typos is None else self._typos.mended(folded, language)

    def row(self, text: str, words: list[str]) -> Row:
        """The features of one folded text and its words."""
        letters, spoken = self._fitted()
        first = letters.row(apart(text))
        second = spoken.row(_BREAK.join(words), self._config["word_weight"], letters.width)
        return np.concatenate([first[0], second[0]]), np.concatenate([first[1], second[1]])

    def _rows(self, texts: list[str], words: list[list[str]]) -> csr_matrix:
        letters, spoken = self._fitted()
        found = spoken.rows([_BREAK.join(entry) for entry in words])
        return hstack(
            [letters.rows(list(map(apart, texts))), found * self._config["word_weight"]],
            format="csr",
        )

    def _fitted(self) -> tuple[Vectorizer, Vectorizer]:
        assert self._letters is not None  # noqa: S101 - trained or loaded before
        assert self._words is not None  # noqa: S101
        return self._letters, self._words


def letters_vectorizer(shortest: int = 2, longest: int = 5) -> TfidfVectorizer:
    """Counts n-grams of letters in folded texts whose punctuation stands apart."""
    return TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(shortest, longest),
        sublinear_tf=True,
        lowercase=False,
        min_df=2,
        dtype=np.float32,
    )


def words_vectorizer() -> TfidfVectorizer:
    """Counts words and pairs of them."""
    return TfidfVectorizer(
        token_pattern=f"[^{_BREAK}]+",
        ngram_range=(1, 2),
        sublinear_tf=True,
        lowercase=False,
        min_df=2,
        dtype=np.float32,
    )
