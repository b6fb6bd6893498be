"""Who asks, for what, and with which words: all that an action reads from the tracker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from rasa_sdk import Tracker


@dataclass(frozen=True)
class Asking:
    """One message as actions see it. ``customer_id`` is None for an anonymous customer."""

    message_id: str
    text: str
    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    entities: Mapping[str, str]
    """The first value of each entity."""
    customer_id: str | None
    assurance: str
    context: Mapping[str, Any]
    slots: Mapping[str, Any]
    now: datetime
    """The moment of the action, aware, in UTC."""

    def slot(self, name: str) -> Any:
        """The slot's value, None where it is empty."""
        return self.slots.get(name)


def asking_of(tracker: Tracker) -> Asking:
    """What the tracker's latest message asks."""
    message = tracker.latest_message
    metadata = message.get("metadata") or {}
    identity = metadata.get("identity") or {}
    known = identity.get("assurance") in ("email", "signed")
    entities: dict[str, str] = {}
    for entity in message.get("entities") or ():
        entities.setdefault(entity["entity"], entity["value"])
    return Asking(
        message_id=str(message.get("message_id") or ""),
        text=str(message.get("text") or ""),
        intent=str((message.get("intent") or {}).get("name") or ""),
        confidence=float((message.get("intent") or {}).get("confidence") or 0.0),
        ranking=tuple(
            (entry["name"], float(entry["confidence"]))
            for entry in message.get("intent_ranking") or ()
        ),
        entities=entities,
        customer_id=identity.get("customer_id") if known else None,
        assurance=str(identity.get("assurance") or "anonymous"),
        context=metadata.get("context") or {},
        slots=dict(tracker.slots),
        now=datetime.now(timezone.utc),
    )
