"""Says when the bot is unsure: too little confidence, or two intents too close."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities.fillers import nothing_but_fillers
from bot.nlu.entities.references import IN_WORDS, REFERENCES
from bot.nlu.intent_classifier import RANKING
from bot.nlu.language_identifier import language_meant

FALLBACK = "nlu_fallback"

_COMMAND = re.compile(r"\W*/[a-z_]+\s*(?:\{|$)")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class UnsureFallback(GraphComponent):  # type: ignore[misc]
    """Puts ``nlu_fallback`` in the place of an intent that is not sure enough.

    The ranking stays as it was: the likeliest meanings are offered as buttons.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "threshold": 0.4,  # below this the first guess counts as unsure
            "margin": 0.05,  # the first two this close count as unsure, too
            "sure": 0.6,  # from this on the margin is not asked
            "knows": 0.9,  # from this on words that just point at an order are a wish of their own
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
        """Replaces the intents of unsure messages; a bare fact is sure to be one that was asked
        for."""
        for message in messages:
            ranking = message.get(RANKING) or []
            if _bare_fact(message) or (not self._knows(ranking) and _bare_reference(message)):
                known = {"name": "inform", "confidence": 1.0}
                message.set(INTENT, known, add_to_output=True)
            elif self._is_unsure(ranking) or _is_a_command(message):
                confidence = ranking[0]["confidence"] if ranking else 0.0
                unsure = {"name": FALLBACK, "confidence": confidence}
                message.set(INTENT, unsure, add_to_output=True)
        return messages

    def _knows(self, ranking: list[dict[str, Any]]) -> bool:
        return bool(ranking) and bool(ranking[0]["confidence"] >= self._config["knows"])

    def _is_unsure(self, ranking: list[dict[str, Any]]) -> bool:
        if not ranking or ranking[0]["confidence"] < self._config["threshold"]:
            return True
        if ranking[0]["confidence"] >= self._config["sure"] or len(ranking) < 2:
            return False
        apart = ranking[0]["confidence"] - ranking[1]["confidence"]
        return bool(apart < self._config["margin"])


def _is_a_command(message: Message) -> bool:
    """Whether the text is written as a command of Rasa's: its words are no wish in any language."""
    return bool(_COMMAND.match(str(message.get(TEXT) or "")))


def _bare_fact(message: Message) -> bool:
    """Whether the text is nothing but a fact: an order number, an email, an amount."""
    found = _facts(message)
    told_in_words = any(entity["entity"] in IN_WORDS for entity in found)
    return bool(found) and not told_in_words and not _is_letter_left(_words_left(message, found))


def _bare_reference(message: Message) -> bool:
    """Whether the text just points at an order, or back at an answer, with words that carry
    nothing else: "the one from May, please", "and the other one?"."""
    found = _facts(message)
    if not any(entity["entity"] in REFERENCES for entity in found) or _is_no(message, found):
        return False
    left = _words_left(message, found)
    return not _is_letter_left(left) or nothing_but_fillers(left, language_meant(message))


def _is_no(message: Message, found: list[dict[str, Any]]) -> bool:
    """Whether the text denies, and says by that that another order is meant: "not that one"."""
    ranking = message.get(RANKING) or [{"name": ""}]
    return ranking[0]["name"] == "deny" and any(
        entity["entity"] == "which_order" and entity["value"] == "other" for entity in found
    )


def _facts(message: Message) -> list[dict[str, Any]]:
    return [entity for entity in message.get(ENTITIES) or () if entity["entity"] != "language"]


def _words_left(message: Message, found: list[dict[str, Any]]) -> str:
    left = list(str(message.get("text") or ""))
    for entity in found:
        left[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    return "".join(left)


def _is_letter_left(words: str) -> bool:
    return any(character.isalnum() for character in words)
