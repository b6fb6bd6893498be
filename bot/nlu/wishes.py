"""Two wishes in one message: "where is my parcel, and can I pay with PayPal next time?".

The clauses at each place where a message may fall into two were featurized and classified beside
the whole (ngram_featurizer.py, intent_classifier.py); here it is decided whether they are two
wishes. How it was measured, and on what, stands in docs/nlu.md.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.intent_classifier import CLAUSE_RANKINGS
from bot.nlu.two_wishes import two_wishes

WISHES = "wishes"
"""The message attribute with its two wishes; messages with one have none."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class TwoWishes(GraphComponent):  # type: ignore[misc]
    """Finds the place where both clauses are sure enough of a wish of their own."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "least": 1.18,  # the confidence that both clauses need where nothing speaks for two
            "sign": 0.1,  # what each sign of two wishes takes off that
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003 - Rasa's signature
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> TwoWishes:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the wishes of messages that have two."""
        for message in messages:
            ranked = message.get(CLAUSE_RANKINGS)
            found = (
                two_wishes(ranked, self._config["least"], self._config["sign"]) if ranked else []
            )
            if found:
                message.set(WISHES, found, add_to_output=True)
        return messages
