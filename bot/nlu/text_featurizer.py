"""Reads a text, what stands behind its greeting and its clauses: the features of each."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import storing
from bot.nlu.clauses import partings
from bot.nlu.concept_features import ConceptFeatures
from bot.nlu.features import Features, TrainingFeatures
from bot.nlu.folding import fold
from bot.nlu.greetings import behind_greeting
from bot.nlu.language_identifier import declared_language, language_meant
from bot.nlu.ngram_features import NgramFeatures
from bot.nlu.spacy_tokenizer import WORDS, words_of
from bot.nlu.typos import Typos

FEATURES = "text_features"
"""The message attribute with the text's :class:`Features`; for training, ``TrainingFeatures``."""

CLAUSES = "clause_features"
"""The message attribute with the places where it may fall into two clauses, and the features of
both; most messages have none. See wishes.py."""

BEHIND_GREETING = "features_behind_greeting"
"""The message attribute with the features of what stands behind a greeting, where there is one."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class TextFeaturizer(GraphComponent):  # type: ignore[misc]
    """N-grams of letters and words, and the concepts that the words mean."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}

    def __init__(
        self,
        storage: ModelStorage,
        resource: Resource,
        ngrams: NgramFeatures | None = None,
        concepts: ConceptFeatures | None = None,
        typos: Typos | None = None,
    ) -> None:
        self._storage, self._resource = storage, resource
        self._ngrams, self._concepts, self._typos = ngrams, concepts, typos

    @classmethod
    def create(
        cls,
        config: dict[str, Any],  # noqa: ARG003 - Rasa's signature
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> TextFeaturizer:
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns which n-grams, words and concepts there are, and how rare each is."""
        examples = training_data.intent_examples
        texts = _folded(examples)
        self._ngrams = NgramFeatures.of(
            [text for text, _ in texts], [example.get(WORDS) for example in examples]
        )
        self._concepts = ConceptFeatures.of(texts)
        self._typos = Typos.of(texts)
        state = {
            "ngrams": self._ngrams.as_state(),
            "concepts": self._concepts.as_state(),
            "typos": self._typos.as_state(),
        }
        storing.store(self._storage, self._resource, state)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],  # noqa: ARG003 - Rasa's signature
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
        **kwargs: Any,  # noqa: ARG003
    ) -> TextFeaturizer:
        state = storing.load(model_storage, resource)
        return cls(
            model_storage,
            resource,
            NgramFeatures.from_state(state["ngrams"]),
            ConceptFeatures.from_state(state["concepts"]),
            Typos.from_state(state["typos"]),
        )

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Sets the features of the training texts."""
        examples = training_data.intent_examples
        ngrams, concepts, _ = self._fitted()
        texts = _folded(examples)
        letters = ngrams.rows(
            [text for text, _ in texts], [example.get(WORDS) for example in examples]
        )
        meanings = concepts.rows(texts)
        for index, example in enumerate(examples):
            example.set(FEATURES, TrainingFeatures(letters[index], meanings[index]))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets each message's features."""
        for message in messages:
            text = message.get(TEXT) or ""
            language = language_meant(message)
            message.set(FEATURES, self.features(text, language, message.get(WORDS)))
            if behind := behind_greeting(fold(text), language):
                message.set(BEHIND_GREETING, self.features(behind, language))
            parted = [
                (parting, self.features(parting.first, language), second)
                for parting in partings(text, language)
                if not (second := self.features(parting.second, language)).is_empty
            ]
            if parted:
                message.set(CLAUSES, parted)
        return messages

    def features(self, text: str, language: str, words: list[str] | None = None) -> Features:
        """The features of one text in a language; ``words`` where they are known."""
        ngrams, concepts, typos = self._fitted()
        folded = fold(text)
        mended = typos.mended(folded, language, lambda word: concepts.knows(word, language))
        if words is None or mended != folded:
            words = words_of(mended, language)
        return Features(ngrams.row(mended, words), concepts.row(mended, language))

    def _fitted(self) -> tuple[NgramFeatures, ConceptFeatures, Typos]:
        assert self._ngrams is not None  # noqa: S101 - trained or loaded before
        assert self._concepts is not None  # noqa: S101
        assert self._typos is not None  # noqa: S101
        return self._ngrams, self._concepts, self._typos


def _folded(examples: list[Message]) -> list[tuple[str, str]]:
    """The folded texts, each with its language."""
    return [(fold(example.get(TEXT)), declared_language(example)) for example in examples]
