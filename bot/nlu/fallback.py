"""Says when the bot is unsure: too little confidence, or two intents too close."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.intent_classifier import RANKING

FALLBACK = "nlu_fallback"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class UnsureFallback(GraphComponent):  # type: ignore[misc]
    """Puts ``nlu_fallback`` in the place of an intent that is not sure enough.

    The ranking stays as it was: the likeliest meanings are offered as buttons.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "threshold": 0.35,  # below this the first guess counts as unsure
            "margin": 0.05,  # the first two this close count as unsure, too
            "sure": 0.6,  # from this on the margin is not asked
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
    ) -> UnsureFallback:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Replaces the intents of unsure messages; a bare fact that was asked for is sure."""
        for message in messages:
            ranking = message.get(RANKING) or []
            if _bare_fact(message):
                known = {"name": "inform", "confidence": 1.0}
                message.set(INTENT, known, add_to_output=True)
            elif self._is_unsure(ranking):
                confidence = ranking[0]["confidence"] if ranking else 0.0
                unsure = {"name": FALLBACK, "confidence": confidence}
                message.set(INTENT, unsure, add_to_output=True)
        return messages

    def _is_unsure(self, ranking: list[dict[str, Any]]) -> bool:
        if not ranking or ranking[0]["confidence"] < self._config["threshold"]:
            return True
        if ranking[0]["confidence"] >= self._config["sure"] or len(ranking) < 2:
            return False
        apart = ranking[0]["confidence"] - ranking[1]["confidence"]
        return bool(apart < self._config["margin"])


def _bare_fact(message: Message) -> bool:
    """Whether the text is nothing but a fact: an order number, an email, an amount."""
    text = str(message.get("text") or "")
    left = list(text)
    for entity in message.get(ENTITIES) or ():
        if entity["entity"] != "language":
            left[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    words = "".join(left)
    return words != text and not any(character.isalnum() for character in words)
