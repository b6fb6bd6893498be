"""Conversations, messages and answers, whole and right unless a test changes them."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.conversations import inbox, opening
from bot.conversations.inbox import Received
from bot.conversations.messages import Conversation, InboundMessage, StoredMessage
from bot.conversations.tables import conversations
from bot.conversations.turns import Turns
from bot.database.engine import writing

NewTurns = Callable[..., Awaitable[Turns]]
"""Starts the turns of one more gateway."""

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)
LATER = NOW + timedelta(hours=1)

HOLDER, OTHER = "gateway-1", "gateway-2"

TRACK = {"label": "Where is it?", "payload": {"intent": "track_order", "entities": {}}}


def begun(engine: Engine, *, choices: list[dict[str, Any]] | None = None, **changes: Any) -> str:
    """The id of a new conversation with its greeting."""
    greeting = {
        "text": "Hello!",
        "language": changes.get("language", "en"),
        "response": "utter_greet.opening",
        "choices": choices or [],
    }
    given = {"customer_id": None, "channel": "widget", "language": "en", "context": {}, **changes}
    conversation, _ = opening.begin(engine, greeting=greeting, now=NOW, **given)
    return conversation.id


def said(text: str = "hello", client_id: str | None = None, **more: Any) -> InboundMessage:
    """A message as a customer's client sends it."""
    return InboundMessage(client_id or str(uuid.uuid4()), text, **more)


def received(
    engine: Engine,
    conversation_id: str,
    inbound: InboundMessage | str = "hello",
    holder: str = HOLDER,
    now: datetime = NOW,
) -> Received:
    """What became of a message that the inbox was given."""
    message = said(inbound) if isinstance(inbound, str) else inbound
    return inbox.receive(engine, conversation_id, inbox.safe(message), holder, now)


def answer(*texts: str, language: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A responder's answer of these messages; ``more`` belongs to the last."""
    state = {"code": "en", "asked": False, "candidate": None, **(language or {})}
    messages = [{"text": text, "language": state["code"]} for text in texts]
    if messages:
        messages[-1].update(more)
    return {"language": state, "messages": messages}


def handoff(number: str | None = None, *, queue: bool = True, **changes: Any) -> dict[str, Any]:
    """What a reply asks for that brings in a person."""
    return {
        "number": number or f"T-{uuid.uuid4()}",
        "category": "request_human",
        "summary": "wants a person",
        "order_number": None,
        "decision": None,
        "evidence": {},
        "queue": queue,
        **changes,
    }


def owned_by(engine: Engine, conversation_id: str, owner: str) -> None:
    """Gives the conversation to somebody, as the desk does."""
    with writing(engine) as connection:
        connection.execute(
            sa.update(conversations)
            .where(conversations.c.id == conversation_id)
            .values(owner=owner)
        )


def of(engine: Engine, conversation_id: str) -> Conversation:
    """The conversation as it stands."""
    return opening.find(engine, conversation_id)


def history(engine: Engine, conversation_id: str) -> list[StoredMessage]:
    """All messages of the conversation."""
    return opening.messages_after(engine, conversation_id, 0)


def texts(messages: list[StoredMessage]) -> list[str]:
    """What the messages say."""
    return [message.text for message in messages]
