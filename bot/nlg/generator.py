"""Our wording as Rasa's natural language generator; named in ``endpoints.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.languages import SOURCE_LANGUAGE
from bot.nlg.wording import Said, Wording
from bot.settings import load_settings


class GettextNaturalLanguageGenerator(NaturalLanguageGenerator):  # type: ignore[misc]
    """Says responses from the catalogs, in the conversation's language."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,  # noqa: ARG002 - Rasa's signature
        domain: Domain | None = None,  # noqa: ARG002 - the responses come from domain.yml itself
    ) -> None:
        self.wording = Wording.load()
        settings = load_settings()
        self.shop = {"brand": settings.brand, "mail": settings.mail_address}

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,  # noqa: ARG002 - every channel is said the same
        **kwargs: Any,
    ) -> dict[str, Any]:
        """The message: text, language, response, and choices as label and payload.

        ``kwargs`` may hold ``facts``, ``language``, ``locale``, ``timezone`` and ``offers``:
        choices that an action adds, each with its intent, entities, and a label or the
        response that labels it.
        """
        language = kwargs.get("language") or conversation_language(tracker)
        here = {"locale": kwargs.get("locale"), "timezone": kwargs.get("timezone")}
        facts = {**self.shop, **claim_facts(tracker), **(kwargs.get("facts") or {})}
        said = self.wording.say(utter_action, language, facts, **here)
        choices = [_choice(c.label, c.intent, c.entities) for c in said.choices]
        for offered in kwargs.get("offers") or ():
            label = offered.get("label") or self._label(offered, language, here).text
            choices.append(_choice(label, offered["intent"], offered.get("entities") or {}))
        return {
            "text": said.text,
            "language": said.language,
            "response": utter_action,
            "choices": choices,
        }

    def _label(
        self, offered: Mapping[str, Any], language: str, here: Mapping[str, str | None]
    ) -> Said:
        return self.wording.say(
            offered["label_response"],
            language,
            offered.get("facts"),
            locale=here["locale"],
            timezone=here["timezone"],
        )


def claim_facts(tracker: DialogueStateTracker) -> dict[str, Any]:
    """The facts of the claim that a form is gathering evidence for: a form's own questions, which
    no action says, may name them."""
    claim = tracker.slots["claim"].value if "claim" in tracker.slots else None
    return dict(claim["facts"]) if claim else {}


def conversation_language(tracker: DialogueStateTracker) -> str:
    """The language that the conversation is in: one that was asked for in this turn, else the one
    that NLU found; English before the first message."""
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered) and (asked := event.metadata.get("language_asked")):
            return str(asked)
    message = tracker.latest_message
    found = (message.parse_data or {}).get("language") if message else None
    return ((found or {}).get("state") or {}).get("code") or SOURCE_LANGUAGE


def _choice(label: str, intent: str, entities: Mapping[str, Any]) -> dict[str, Any]:
    return {"label": label, "payload": {"intent": intent, "entities": dict(entities)}}
