"""Words by language: spaCy's rules for ten of them, PyThaiNLP's dictionary for Thai."""

from __future__ import annotations

from functools import cache
from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.languages import LANGUAGES, SOURCE_LANGUAGE
from bot.nlu.folding import fold
from bot.nlu.language_identifier import LANGUAGE

WORDS = "words"
"""The message attribute with the folded text's words."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SpacyTokenizerByLanguage(GraphComponent):  # type: ignore[misc]
    """Cuts each text into words by the rules of its own language."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003 - Rasa's signature
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> SpacyTokenizerByLanguage:
        return cls(config)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Cuts the training texts."""
        self.process([m for m in training_data.training_examples if m.get(TEXT)])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets each message's words."""
        for message in messages:
            language = (message.get(LANGUAGE) or {}).get("code") or SOURCE_LANGUAGE
            message.set(WORDS, words_of(message.get(TEXT) or "", language))
        return messages


def words_of(text: str, language: str) -> list[str]:
    """The folded words of a text, without punctuation."""
    folded = fold(text)
    return [
        token.text
        for token in _tokenizer(language)(folded)
        if any(character.isalnum() for character in token.text)
    ]


@cache
def _tokenizer(language: str) -> Any:
    """A language's tokenizer, made when first needed."""
    return spacy.blank(language).tokenizer


def warm_up() -> None:
    """Makes every language's tokenizer, so that nobody's first message waits seconds for it."""
    for code in LANGUAGES:
        words_of("1", code)
