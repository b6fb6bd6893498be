"""Replies are stored, numbered, before they are sent; what a reply asks for is done with it.

One write transaction stores the replies of a turn, the language the conversation is in now, the
ticket that a handoff opens, and gives the turn back.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.conversations import rows
from bot.conversations.messages import Conversation, StoredMessage
from bot.conversations.statements import ADVANCE, LOCK, STORE
from bot.conversations.tables import conversations, messages, tickets
from bot.database.engine import reading, writing

DUE_HOURS = {"not_received": 24, "marked_delivered": 24}
"""By when a person must have spoken, by category: 24 hours for non-delivery (POLICY.md)."""

# Made once: see bot/conversations/statements.py.
_ANSWERED = (
    sa.update(messages)
    .where(
        messages.c.conversation_id == sa.bindparam("conversation"),
        messages.c.seq == sa.bindparam("asked"),
        messages.c.state == "pending",
    )
    .values(state="done")
)
_REPLIES = (
    sa.select(messages).where(messages.c.reply_to == sa.bindparam("asked")).order_by(messages.c.seq)
)


def store_replies(
    engine: Engine,
    conversation: Conversation,
    asked: StoredMessage,
    answer: Mapping[str, Any],
    holder: str,
    now: datetime,
) -> tuple[list[StoredMessage], str]:
    """Stores the responder's answer to a message. Gives the replies and the owner afterwards.

    A message that is answered already, by whomever, is not answered again.
    """
    with writing(engine) as connection:
        row = _lock(connection, conversation.id)
        current = rows.conversation(row)
        done = connection.execute(_ANSWERED, {"conversation": conversation.id, "asked": asked.seq})
        if not done.rowcount:
            return _replies(connection, asked.id), current.owner
        stored = [
            _reply(conversation.id, asked.id, current.last_seq + index, reply, now)
            for index, reply in enumerate(answer["messages"], 1)
        ]
        handoffs = [reply["handoff"] for reply in answer["messages"] if reply.get("handoff")]
        language = answer["language"]
        owner = "queue" if any(handoff.get("queue") for handoff in handoffs) else current.owner
        _insert(connection, stored)
        for handoff in handoffs:
            _open_ticket(connection, conversation, handoff, language["code"], now)
        # The turn is given back with the same statement.
        mine = row["turn_holder"] == holder
        connection.execute(
            ADVANCE,
            {
                "conversation": conversation.id,
                "last_seq": current.last_seq + len(stored),
                "language": language["code"],
                "language_asked": bool(language.get("asked")),
                "language_candidate": language.get("candidate"),
                "owner": owner,
                "updated_at": now,
                "turn_holder": None if mine else row["turn_holder"],
                "turn_until": None if mine else row["turn_until"],
            },
        )
        return stored, owner


def tell_answer_follows(
    engine: Engine, conversation_id: str, asked: StoredMessage, text: str, now: datetime
) -> list[StoredMessage]:
    """Tells the customer that the answer follows; once until it does. Gives the replies so far.

    Nothing is said where the message was answered in the meantime.
    """
    with writing(engine) as connection:
        current = rows.conversation(_lock(connection, conversation_id))
        state = connection.execute(
            sa.select(messages.c.state).where(messages.c.id == asked.id)
        ).scalar_one()
        told = connection.execute(
            sa.select(messages.c.response)
            .where(messages.c.conversation_id == conversation_id, messages.c.author == "bot")
            .order_by(messages.c.seq.desc())
            .limit(1)
        ).scalar_one_or_none()
        if state == "pending" and told != "utter_answer_follows":
            reply = {
                "text": text,
                "language": current.language,
                "response": "utter_answer_follows",
            }
            _insert(
                connection,
                [_reply(conversation_id, asked.id, current.last_seq + 1, reply, now)],
            )
            connection.execute(
                sa.update(conversations)
                .where(conversations.c.id == conversation_id)
                .values(last_seq=current.last_seq + 1, updated_at=now)
            )
        return _replies(connection, asked.id)


def give_turn_back(engine: Engine, conversation_id: str, holder: str) -> None:
    """Lets another gateway take the conversation's turn."""
    with writing(engine) as connection:
        _give_turn_back(connection, conversation_id, holder)


def replies_to(engine: Engine, message_id: str) -> list[StoredMessage]:
    """What was said to a message so far."""
    with reading(engine) as connection:
        return _replies(connection, message_id)


def _give_turn_back(connection: Connection, conversation_id: str, holder: str) -> None:
    connection.execute(
        sa.update(conversations)
        .where(conversations.c.id == conversation_id, conversations.c.turn_holder == holder)
        .values(turn_holder=None, turn_until=None)
    )


def _lock(connection: Connection, conversation_id: str) -> Mapping[str, Any]:
    row: Mapping[str, Any] = (
        connection.execute(LOCK, {"conversation": conversation_id}).mappings().one()
    )
    return row


def _replies(connection: Connection, message_id: str) -> list[StoredMessage]:
    found = connection.execute(_REPLIES, {"asked": message_id}).mappings()
    return [rows.message(row) for row in found]


def _reply(
    conversation_id: str, reply_to: str | None, seq: int, reply: Mapping[str, Any], now: datetime
) -> StoredMessage:
    handoff = reply.get("handoff")
    return StoredMessage(
        id=str(uuid.uuid4()),
        conversation_id=conversation_id,
        seq=seq,
        author="bot",
        language=reply["language"],
        text=reply["text"],
        sent_at=now,
        choices=[
            {"id": secrets.token_urlsafe(9), "label": c["label"], "payload": c["payload"]}
            for c in reply.get("choices") or ()
        ],
        response=reply.get("response"),
        decision=reply.get("decision"),
        ticket=(
            {"number": handoff["number"], "category": handoff["category"]} if handoff else None
        ),
        reply_to=reply_to,
    )


def insert_greeting(
    connection: Connection, conversation_id: str, reply: Mapping[str, Any], now: datetime
) -> StoredMessage:
    """Stores a conversation's first message."""
    greeting = _reply(conversation_id, None, 1, reply, now)
    _insert(connection, [greeting])
    return greeting


def _insert(connection: Connection, stored: Sequence[StoredMessage]) -> None:
    if stored:
        connection.execute(STORE, [rows.of_message(message) for message in stored])


def _open_ticket(
    connection: Connection,
    conversation: Conversation,
    handoff: Mapping[str, Any],
    language: str,
    now: datetime,
) -> None:
    number, category = handoff["number"], handoff["category"]
    known = connection.execute(
        sa.select(tickets.c.number).where(tickets.c.number == number)
    ).first()
    if known:
        return
    hours = DUE_HOURS.get(category)
    connection.execute(
        sa.insert(tickets).values(
            number=number,
            category=category,
            conversation_id=conversation.id,
            customer_id=conversation.customer_id,
            order_number=handoff.get("order_number"),
            decision=handoff.get("decision"),
            evidence=handoff.get("evidence") or {},
            summary=handoff.get("summary") or "",
            language=language,
            channel=conversation.channel,
            state="open",
            opened_at=now,
            due_at=now + timedelta(hours=hours) if hours else None,
        )
    )
