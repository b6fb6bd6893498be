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
from bot.nlu.folding import fold
from bot.nlu.spacy_tokenizer import WORDS
from bot.nlu.vectorizing import vectorizer_from_state, vectorizer_state

ROW = "ngrams"
"""The message attribute with the text's features: one CSR row, float32."""

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
        letters: TfidfVectorizer | None = None,
        words: TfidfVectorizer | None = None,
    ) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._letters, self._words = letters, words

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
        self._letters = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(self._config["shortest"], self._config["longest"]),
            sublinear_tf=True,
            lowercase=False,
            dtype=np.float32,
        ).fit([fold(example.get(TEXT)) for example in examples])
        self._words = TfidfVectorizer(
            token_pattern=f"[^{_BREAK}]+",
            ngram_range=(1, 2),
            sublinear_tf=True,
            lowercase=False,
            min_df=2,
            dtype=np.float32,
        ).fit([_BREAK.join(example.get(WORDS)) for example in examples])
        state = {
            "letters": vectorizer_state(self._letters),
            "words": vectorizer_state(self._words),
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
            vectorizer_from_state(state["letters"]),
            vectorizer_from_state(state["words"]),
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
            row = self._rows([fold(message.get(TEXT) or "")], [message.get(WORDS) or []])
            message.set(ROW, row)
        return messages

    def _rows(self, texts: list[str], words: list[list[str]]) -> csr_matrix:
        assert self._letters is not None  # noqa: S101 - trained or loaded before
        assert self._words is not None  # noqa: S101
        letters = self._letters.transform(texts)
        spoken = self._words.transform([_BREAK.join(entry) for entry in words])
        return hstack([letters, spoken * self._config["word_weight"]], format="csr")
