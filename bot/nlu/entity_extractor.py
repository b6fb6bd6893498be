"""The facts that a text holds, as Rasa's entities."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.languages import SOURCE_LANGUAGE
from bot.nlu.entities.all_facts import entities_of, read_tables
from bot.nlu.entities.references import references_of
from bot.nlu.language_identifier import LANGUAGE, language_meant


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PatternEntityExtractor(GraphComponent):  # type: ignore[misc]
    """Runs every finder; the more specific ones first."""

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
    ) -> PatternEntityExtractor:
        read_tables()
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets each message's entities."""
        today = datetime.now(timezone.utc).date()
        for message in messages:
            language = (message.get(LANGUAGE) or {}).get("code") or SOURCE_LANGUAGE
            text = message.get(TEXT) or ""
            facts = entities_of(text, language, today)
            found = references_of(text, language_meant(message), today, facts)
            message.set(
                ENTITIES,
                [
                    {
                        "entity": fact.entity,
                        "value": fact.value,
                        "start": fact.start,
                        "end": fact.end,
                        "extractor": type(self).__name__,
                    }
                    for fact in found
                ],
                add_to_output=True,
            )
        return messages
