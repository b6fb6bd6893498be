"""The facts that a text holds, as Rasa's entities."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timezone
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.languages import SOURCE_LANGUAGE
from bot.nlu.entities.dates import dates
from bot.nlu.entities.found import Found, without_overlaps
from bot.nlu.entities.languages_named import language_names
from bot.nlu.entities.money import amounts
from bot.nlu.entities.numbers_and_codes import (
    card_masks,
    coupon_codes,
    order_numbers,
    tracking_numbers,
)
from bot.nlu.entities.people import emails, phones
from bot.nlu.folding import MOST_CHARACTERS
from bot.nlu.language_identifier import LANGUAGE


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
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets each message's entities."""
        today = datetime.now(timezone.utc).date()
        for message in messages:
            language = (message.get(LANGUAGE) or {}).get("code") or SOURCE_LANGUAGE
            found = entities_of(message.get(TEXT) or "", language, today)
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


def entities_of(text: str, language: str, today: date) -> list[Found]:
    """The facts of a text, none overlapping, in its order. ``today`` dates days without year."""
    return without_overlaps(_all(text[:MOST_CHARACTERS], language, today))


def _all(text: str, language: str, today: date) -> Iterator[Found]:
    yield from emails(text)
    yield from card_masks(text)
    yield from order_numbers(text)
    yield from tracking_numbers(text)
    yield from dates(text, today)
    yield from amounts(text)
    yield from phones(text, language)
    yield from coupon_codes(text)
    yield from language_names(text)
