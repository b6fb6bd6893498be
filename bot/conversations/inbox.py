"""The one door in: a message is cleaned, cut, stored, and a doubled one is known.

One write transaction stores the message and takes the conversation's turn.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.conversations import announcing, attached, rows
from bot.conversations.cleaning import clean
from bot.conversations.errors import ClientIdReused, UnknownChoice, UnknownConversation
from bot.conversations.messages import Conversation, InboundMessage, StoredMessage
from bot.conversations.redaction import redact
from bot.conversations.statements import ADVANCE, LOCK, STORE
from bot.conversations.tables import conversations, messages
from bot.database.engine import writing

TURN_SECONDS = 30
"""How long a gateway may hold a conversation's turn before another may take it."""

OFFERS_KEPT = 100
"""Choices of so many messages back may still be pressed."""

_IN_CONVERSATION = sa.select(messages).where(
    messages.c.conversation_id == sa.bindparam("conversation")
)
# Two indexes serve the two halves; with OR, SQLite would read the whole conversation.
_BEFORE = sa.union_all(
    _IN_CONVERSATION.where(messages.c.client_id == sa.bindparam("client_id")),
    _IN_CONVERSATION.where(messages.c.state == sa.text("'pending'")),
)


@dataclass(frozen=True)
class Received:
    """What became of a message. ``turn`` tells that this gateway now holds the turn,
    ``waiting`` that an earlier message is not answered yet, ``known`` that this one had come
    before."""

    conversation: Conversation
    message: StoredMessage
    turn: bool
    known: bool
    waiting: bool = False


def safe(inbound: InboundMessage) -> InboundMessage:
    """The message as it may be kept: cleaned, and card numbers cut."""
    cleaned = clean(inbound.text)
    text = redact(cleaned)
    return replace(inbound, text=text, card_cut=inbound.card_cut or text != cleaned)


def receive(
    engine: Engine, conversation_id: str, inbound: InboundMessage, holder: str, now: datetime
) -> Received:
    """Stores a message that :func:`safe` has cleaned. Raises :class:`ClientIdReused`,
    :class:`UnknownChoice`, :class:`UnknownAttachment`, :class:`UnknownConversation`."""
    with writing(engine) as connection:
        row = _locked(connection, conversation_id)
        conversation = rows.conversation(row)
        known, waiting = _before(connection, conversation_id, inbound)
        if known is not None:
            return Received(conversation, known, turn=False, known=True)
        choice = _choice(connection, conversation_id, inbound.choice_id)
        bots = conversation.owner in ("bot", "closed")
        message_id = str(uuid.uuid4())
        stored = StoredMessage(
            id=message_id,
            conversation_id=conversation_id,
            seq=conversation.last_seq + 1,
            author="customer",
            language=conversation.language,
            text=choice["label"] if choice else inbound.text,
            sent_at=now,
            choice=choice["payload"] if choice else None,
            attachments=attached.send(
                connection, conversation_id, inbound.attachments, message_id, now
            ),
            card_cut=inbound.card_cut,
            state="pending" if bots else "done",
            client_id=inbound.client_id,
            digest=inbound.digest,
        )
        connection.execute(STORE, rows.of_message(stored))
        turn = bots and _turn_is_free(row, holder, now)
        if conversation.owner == "closed":
            announcing.owner_changed(connection, conversation, "bot", now)
            conversation = replace(conversation, owner="bot")
        connection.execute(
            ADVANCE,
            {
                "conversation": conversation_id,
                "last_seq": stored.seq,
                "updated_at": now,
                "owner": conversation.owner,
                "turn_holder": holder if turn else row["turn_holder"],
                "turn_until": _turn_end(now) if turn else row["turn_until"],
            },
        )
        return Received(conversation, stored, turn=turn, known=False, waiting=waiting)


def take_turn(connection: Connection, conversation_id: str, holder: str, now: datetime) -> bool:
    """Takes the conversation's turn for this gateway if no other holds it."""
    taken = connection.execute(
        sa.update(conversations)
        .where(
            conversations.c.id == conversation_id,
            sa.or_(
                conversations.c.turn_holder.is_(None),
                conversations.c.turn_holder == holder,
                conversations.c.turn_until < now,
            ),
        )
        .values(turn_holder=holder, turn_until=_turn_end(now))
    )
    return bool(taken.rowcount)


def _turn_is_free(row: Mapping[str, Any], holder: str, now: datetime) -> bool:
    """As :func:`take_turn` decides, from the row that this transaction has locked."""
    return row["turn_holder"] in (None, holder) or row["turn_until"] < now


def _turn_end(now: datetime) -> datetime:
    return now + timedelta(seconds=TURN_SECONDS)


def _locked(connection: Connection, conversation_id: str) -> Mapping[str, Any]:
    row: Mapping[str, Any] | None = (
        connection.execute(LOCK, {"conversation": conversation_id}).mappings().one_or_none()
    )
    if row is None:
        raise UnknownConversation(conversation_id)
    return row


def _before(
    connection: Connection, conversation_id: str, inbound: InboundMessage
) -> tuple[StoredMessage | None, bool]:
    """The message with this client id if it came before, and whether another still waits."""
    found = connection.execute(
        _BEFORE, {"conversation": conversation_id, "client_id": inbound.client_id}
    ).mappings()
    known, waiting = None, False
    for row in found:
        if row["client_id"] != inbound.client_id:
            waiting = True
        elif row["digest"] != inbound.digest:
            raise ClientIdReused(inbound.client_id)
        else:
            known = rows.message(row)
    return known, waiting


def _choice(
    connection: Connection, conversation_id: str, choice_id: str | None
) -> dict[str, Any] | None:
    """The choice with this id among those that this conversation was offered."""
    if choice_id is None:
        return None
    offered = connection.execute(
        sa.select(messages.c.choices)
        .where(messages.c.conversation_id == conversation_id, messages.c.author != "customer")
        .order_by(messages.c.seq.desc())
        .limit(OFFERS_KEPT)
    ).scalars()
    for choices in offered:
        for choice in choices:
            if choice["id"] == choice_id:
                return dict(choice)
    raise UnknownChoice(choice_id)
