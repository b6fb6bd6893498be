"""Conversations are begun, found again, and read."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.conversations import rows
from bot.conversations.errors import UnknownConversation
from bot.conversations.messages import Conversation, StoredMessage
from bot.conversations.outbox import insert_greeting
from bot.conversations.statements import FIND
from bot.conversations.tables import conversations, messages
from bot.database.engine import reading, writing


def begin(
    engine: Engine,
    *,
    customer_id: str | None,
    channel: str,
    language: str,
    context: Mapping[str, Any],
    greeting: Mapping[str, Any],
    now: datetime,
) -> tuple[Conversation, StoredMessage]:
    """Begins a conversation, with an id made here, and stores its greeting."""
    conversation = Conversation(
        id=str(uuid.uuid4()),
        customer_id=customer_id,
        assurance="signed" if customer_id else "anonymous",
        channel=channel,
        language=language,
        language_asked=False,
        language_candidate=None,
        context=dict(context),
        owner="bot",
        last_seq=1,
    )
    values = {name: getattr(conversation, name) for name in conversation.__dataclass_fields__}
    with writing(engine) as connection:
        connection.execute(
            sa.insert(conversations).values(**values, created_at=now, updated_at=now)
        )
        return conversation, insert_greeting(connection, conversation.id, greeting, now)


def find(engine: Engine, conversation_id: str) -> Conversation:
    """The conversation with this id. Raises :class:`UnknownConversation`."""
    with reading(engine) as connection:
        row = connection.execute(FIND, {"conversation": conversation_id}).mappings().one_or_none()
    if row is None:
        raise UnknownConversation(conversation_id)
    return rows.conversation(row)


def update_context(
    engine: Engine, conversation_id: str, context: Mapping[str, Any], now: datetime
) -> None:
    """Keeps what the app or page told when the conversation was opened again."""
    with writing(engine) as connection:
        connection.execute(
            sa.update(conversations)
            .where(conversations.c.id == conversation_id)
            .values(context=dict(context), updated_at=now)
        )


def messages_after(engine: Engine, conversation_id: str, seq: int) -> list[StoredMessage]:
    """Every message of the conversation with a higher number, in order."""
    with reading(engine) as connection:
        found = connection.execute(
            sa.select(messages)
            .where(messages.c.conversation_id == conversation_id, messages.c.seq > seq)
            .order_by(messages.c.seq)
        ).mappings()
        return [rows.message(row) for row in found]


def note_delivered(engine: Engine, conversation_id: str, seq: int) -> None:
    """Keeps that the customer's client has every message up to this number. Writes only where
    that is news."""
    news = sa.and_(
        conversations.c.id == conversation_id,
        conversations.c.delivered_seq < seq,
        conversations.c.last_seq >= seq,
    )
    with reading(engine) as connection:
        if connection.execute(sa.select(conversations.c.id).where(news)).first() is None:
            return
    with writing(engine) as connection:
        connection.execute(sa.update(conversations).where(news).values(delivered_seq=seq))


def pending(engine: Engine, conversation_id: str) -> list[StoredMessage]:
    """The conversation's unanswered messages, in order."""
    with reading(engine) as connection:
        found = connection.execute(
            sa.select(messages)
            .where(messages.c.conversation_id == conversation_id, messages.c.state == "pending")
            .order_by(messages.c.seq)
        ).mappings()
        return [rows.message(row) for row in found]


def conversations_with_pending(engine: Engine) -> list[str]:
    """The conversations in which a customer waits for an answer of the bot's."""
    with reading(engine) as connection:
        return list(
            connection.execute(
                sa.select(messages.c.conversation_id)
                .where(messages.c.state == "pending")
                .distinct()
            ).scalars()
        )
