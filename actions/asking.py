"""Who asks, for what, and with which words: all that an action reads from the tracker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from rasa_sdk import Tracker

from bot.languages import SOURCE_LANGUAGE


@dataclass(frozen=True)
class Asking:
    """One message as actions see it. ``customer_id`` is None for an anonymous customer."""

    conversation_id: str
    message_id: str
    text: str
    """The words of the message, or of the one of its two wishes that is being served."""
    whole: str
    """The words of the whole message."""
    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    entities: Mapping[str, str]
    """The first value of each entity."""
    spans: tuple[tuple[int, int], ...]
    """Where the entities stand in the text, as start and end."""
    customer_id: str | None
    assurance: str
    channel: str
    """What the customer writes from: ``widget``, ``app``, ``email`` or ``api``."""
    language: str
    """The code of the language that the conversation is in."""
    context: Mapping[str, Any]
    slots: Mapping[str, Any]
    attachments: tuple[str, ...]
    """Ids of the files that came with the message."""
    pictures: tuple[str, ...]
    """Those of them that are images and not documents."""
    fresh: bool
    """Whether this action is the first to hear the message; a form that is come back to is not."""
    also: bool
    """Whether the message had another wish, answered before this one."""
    after: str | None
    """The intent of that other wish."""
    now: datetime
    """The moment of the action, aware, in UTC."""

    @property
    def text_left(self) -> str:
        """The text with blanks in the place of the facts that NLU found in it."""
        left = list(self.text)
        for start, end in self.spans:
            left[start:end] = " " * len(left[start:end])
        return "".join(left)

    def slot(self, name: str) -> Any:
        """The slot's value, None where it is empty."""
        return self.slots.get(name)


def asking_of(tracker: Tracker) -> Asking:
    """What the tracker's latest message asks."""
    message = tracker.latest_message
    metadata = message.get("metadata") or {}
    identity = metadata.get("identity") or {}
    known = identity.get("assurance") in ("email", "signed")
    files = metadata.get("attachments") or ()
    entities: dict[str, str] = {}
    for entity in message.get("entities") or ():
        entities.setdefault(entity["entity"], entity["value"])
    return Asking(
        conversation_id=str(tracker.sender_id),
        message_id=str(message.get("message_id") or ""),
        text=str(message.get("text") or ""),
        whole=str(metadata.get("whole") or message.get("text") or ""),
        intent=str((message.get("intent") or {}).get("name") or ""),
        confidence=float((message.get("intent") or {}).get("confidence") or 0.0),
        ranking=tuple(
            (entry["name"], float(entry["confidence"]))
            for entry in message.get("intent_ranking") or ()
        ),
        entities=entities,
        spans=tuple((entity["start"], entity["end"]) for entity in message.get("entities") or ()),
        customer_id=identity.get("customer_id") if known else None,
        assurance=str(identity.get("assurance") or "anonymous"),
        channel=str(metadata.get("channel") or ""),
        language=_language(message, metadata),
        context=metadata.get("context") or {},
        slots=dict(tracker.slots),
        attachments=tuple(str(file["id"]) for file in files),
        pictures=tuple(
            str(file["id"]) for file in files if str(file["content_type"]).startswith("image/")
        ),
        fresh=_fresh(tracker.events),
        also=bool(metadata.get("also")),
        after=metadata.get("after"),
        now=datetime.now(timezone.utc),
    )


def _language(message: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
    """As NLU left it, else as the gateway brought it."""
    found = (message.get("language") or {}).get("state") or metadata.get("language") or {}
    return str(found.get("code") or SOURCE_LANGUAGE)


_OF_FORMS = frozenset(["action_listen", "action_extract_slots", "evidence_form", "identify_form"])


def _fresh(events: Sequence[Mapping[str, Any]]) -> bool:
    """Whether nothing but a form has run since the customer spoke."""
    for event in reversed(events):
        if event["event"] == "user":
            return True
        if event["event"] == "action" and event.get("name") not in _OF_FORMS:
            return False
    return True
