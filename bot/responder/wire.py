"""What the gateway asks the responder, and how a turn is told to Rasa. See docs/architecture.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.languages import SOURCE_LANGUAGE

_WORD_JOINER = "\u2060"
"""Put before text that starts with "/", which Rasa would take for a command."""


class BadTurn(ValueError):
    """A turn that is not of the agreed form: the gateway's mistake, never the customer's."""

    code = "bad_turn"


@dataclass(frozen=True)
class Turn:
    """One message of a customer, with what the gateway knows about who sent it."""

    conversation_id: str
    message_id: str
    text: str
    choice: Mapping[str, Any] | None
    metadata: Mapping[str, Any]
    """channel, identity, language, context and attachments: what actions and NLU read."""

    @property
    def rasa_text(self) -> str:
        """The text for Rasa. One that starts with "/" stays text and is no command."""
        return _WORD_JOINER + self.text if self.text.startswith("/") else self.text

    @property
    def chosen(self) -> dict[str, Any] | None:
        """NLU's result for a pressed button: its intent, with certainty; None for typed text."""
        if self.choice is None:
            return None
        entities = [
            {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "choice"}
            for name, value in (self.choice.get("entities") or {}).items()
        ]
        intent = {"name": self.choice["intent"], "confidence": 1.0}
        language = dict(self.metadata["language"])
        return {
            "text": self.rasa_text,
            "intent": intent,
            "intent_ranking": [intent],
            "entities": entities,
            "language": {"code": language["code"], "confidence": 1.0, "state": language},
        }


def read_turn(body: Any) -> Turn:
    """The turn in a request's JSON. Raises :class:`BadTurn`."""
    if not isinstance(body, dict):
        raise BadTurn("a JSON object was expected")
    try:
        language = body.get("language") or {}
        metadata = {
            "channel": str(body["channel"]),
            "identity": {
                "assurance": str(body["identity"]["assurance"]),
                "customer_id": body["identity"].get("customer_id"),
            },
            "language": {
                "code": language.get("code") or SOURCE_LANGUAGE,
                "asked": bool(language.get("asked")),
                "candidate": language.get("candidate"),
            },
            "context": body.get("context") or {},
            "attachments": list(body.get("attachments") or ()),
            "card_cut": bool(body.get("card_cut")),
        }
        choice = body.get("choice")
        if choice is not None and not isinstance(choice.get("intent"), str):
            raise BadTurn("a choice names its intent")
        return Turn(
            conversation_id=str(body["conversation_id"]),
            message_id=str(body["message_id"]),
            text=str(body.get("text") or ""),
            choice=choice,
            metadata=metadata,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BadTurn(f"missing or misshapen: {error}") from error


@dataclass(frozen=True)
class Reply:
    """One message of the bot, as the gateway stores it."""

    text: str
    language: str
    response: str | None = None
    choices: tuple[Mapping[str, Any], ...] = ()
    decision: Mapping[str, Any] | None = None
    handoff: Mapping[str, Any] | None = None
    identified: Mapping[str, Any] | None = None
    """Who the customer has shown to be: the conversation is theirs from here on."""

    def as_json(self) -> dict[str, Any]:
        """The reply without what it does not have."""
        return {name: value for name, value in asdict(self).items() if value not in (None, ())}


def reply_of(text: str | None, said: Mapping[str, Any], language: str) -> Reply:
    """The reply in a bot event: its text and the metadata that actions and NLG put there."""
    return Reply(
        text=text or "",
        language=str(said.get("language") or language),
        response=said.get("response") or said.get("utter_action"),
        choices=tuple(said.get("choices") or ()),
        decision=said.get("decision"),
        handoff=said.get("handoff"),
        identified=said.get("identified"),
    )


def language_after(state: Mapping[str, Any], said: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The conversation's language after a turn: one that was asked for, else as NLU left it."""
    for metadata in said:
        if asked := metadata.get("language_asked"):
            return {"code": asked, "asked": True, "candidate": None}
    return dict(state)
