"""Tells the language of each text, and in which language its conversation now is."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.languages import SOURCE_LANGUAGE, SURE, Detection, LanguageState, next_language
from bot.nlu import storing
from bot.nlu.folding import plain
from bot.nlu.linear_model import LinearModel, fit
from bot.nlu.vectorizing import Vectorizer

LANGUAGE = "language"
"""The message attribute with the text's language, and the conversation's (``state``)."""

SHORT = 2
"""Words of a text that says less of its language than its conversation does."""

_NO_WORDS = re.compile(r"\S*[\d@/_]\S*|https?:\S+")
"""Order numbers, emails and addresses say nothing of a language."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class LanguageIdentifier(GraphComponent):  # type: ignore[misc]
    """Character n-grams of our own utterances, and the language kept so far as a prior."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "c": 1.0,  # how closely the machines follow their data
            "longest": 4,  # letters in the longest n-gram
            "prior": 1.5,  # added to the log-probability of the language kept so far
            "short_prior": 4.0,  # likewise, of a text of one or two words
        }

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        vectorizer: Vectorizer | None = None,
        model: LinearModel | None = None,
    ) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._vectorizer, self._model = vectorizer, model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's signature
    ) -> LanguageIdentifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the utterances, whose intent blocks name their language."""
        examples = training_data.intent_examples
        fitted = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(1, self._config["longest"]),
            sublinear_tf=True,
            lowercase=False,
            min_df=2,
            dtype=np.float32,
        )
        rows = fitted.fit_transform([plain(example.get(TEXT)) for example in examples])
        self._vectorizer = Vectorizer(fitted)
        languages = [declared_language(example) for example in examples]
        self._model = fit(rows, languages, self._config["c"])
        state = {"vectorizer": self._vectorizer.as_state(), "model": self._model.as_state()}
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
    ) -> LanguageIdentifier:
        state = storing.load(model_storage, resource)
        return cls(
            config,
            model_storage,
            resource,
            Vectorizer.from_state(state["vectorizer"]),
            LinearModel.from_state(state["model"]),
        )

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Marks each training text with its declared language."""
        for example in training_data.training_examples:
            if example.get(TEXT):
                code = declared_language(example)
                example.set(LANGUAGE, {"code": code, "confidence": 1.0})
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets each message's language and its conversation's."""
        for message in messages:
            state = state_of(message)
            is_told = bool((message.get("metadata") or {}).get(LANGUAGE))
            detected = self.detect(message.get(TEXT) or "", state if is_told else None)
            after = next_language(state, detected)
            told = {
                "code": detected.code if detected else state.code,
                "confidence": round(detected.confidence, 4) if detected else 0.0,
                "state": {
                    "code": after.code,
                    "asked": after.asked,
                    "candidate": after.candidate,
                },
            }
            message.set(LANGUAGE, told, add_to_output=True)
        return messages

    def detect(self, text: str, state: LanguageState | None) -> Detection | None:
        """The language of a text, the one kept so far more likely; None where it has no words."""
        words = _NO_WORDS.sub(" ", plain(text)).split()
        letters = sum(character.isalpha() for word in words for character in word)
        if self._vectorizer is None or self._model is None or letters < 2:
            return None
        row = self._vectorizer.row(" ".join(words))
        prior = None
        if state is not None:
            prior = np.zeros(len(self._model.classes), dtype=np.float32)
            if state.code in self._model.classes:
                weight = self._config["short_prior" if len(words) <= SHORT else "prior"]
                prior[self._model.classes.index(state.code)] = weight
        found = self._model.probabilities(row, prior)
        best = int(found.argmax())
        return Detection(self._model.classes[best], float(found[best]), letters, len(words))


def language_meant(message: Message) -> str:
    """The language to read a text in: its own, or its conversation's where it is too short to
    tell."""
    told = message.get(LANGUAGE) or {}
    in_conversation = (message.get("metadata") or {}).get(LANGUAGE)
    if in_conversation and told.get("confidence", 0.0) < SURE:
        return str(told["state"]["code"])
    return str(told.get("code") or SOURCE_LANGUAGE)


def state_of(message: Message) -> LanguageState:
    """The conversation's language as the gateway told it; English for a lone text."""
    told = (message.get("metadata") or {}).get(LANGUAGE) or {}
    return LanguageState(
        told.get("code") or SOURCE_LANGUAGE, bool(told.get("asked")), told.get("candidate")
    )


def declared_language(example: Message) -> str:
    """The language that an utterance's intent block names."""
    metadata = (example.get("metadata") or {}).get("intent") or {}
    return str(metadata.get(LANGUAGE) or SOURCE_LANGUAGE)
