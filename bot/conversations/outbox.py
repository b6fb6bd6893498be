"""Replies are stored, numbered, before they are sent; what a reply asks for is done with it.

One write transaction stores the replies of a turn, the language the conversation is in now, who
the customer has shown to be, the ticket that a handoff opens, and gives the turn back.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.conversations import announcing, rows, tickets
from bot.conversations.identity import as_known, identified
from bot.conversations.messages import Conversation, StoredMessage
from bot.conversations.statements import ADVANCE, LOCK, STORE
from bot.conversations.tables import conversations, messages
from bot.database.engine import reading, writing

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
            _give_turn_back(connection, conversation.id, holder)
            return _replies(connection, asked.id), current.owner
        # Whoever took the conversation over while the bot was thinking speaks now.
        silent = current.owner in ("queue", "agent")
        stored = [
            _reply(conversation.id, asked.id, current.last_seq + index, reply, now)
            for index, reply in enumerate([] if silent else answer["messages"], 1)
        ]
        handoffs = [reply["handoff"] for reply in answer["messages"] if reply.get("handoff")]
        language = answer["language"]
        waits = not silent and any(handoff.get("queue") for handoff in handoffs)
        owner = "queue" if waits else current.owner
        announcing.owner_changed(connection, current, owner, now)
        current = identified(current, answer["messages"], now)
        _insert(connection, stored)
        if stored:
            announcing.reply_waits(connection, current, now)
        for handoff in handoffs:
            tickets.keep(connection, as_known(current, now), asked, handoff, language["code"], now)
        # The turn is given back with the same statement.
        mine = row["turn_holder"] == holder
        connection.execute(
            ADVANCE,
            {
                "conversation": conversation.id,
                "customer_id": current.customer_id,
                "assurance": current.assurance,
                "identified_at": current.identified_at,
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


def say_unasked(
    connection: Connection, conversation: Conversation, reply: Mapping[str, Any], now: datetime
) -> StoredMessage:
    """Stores a message of the bot's that answers none, as the conversation's next.

    In the caller's write transaction, which has locked the conversation by :func:`lock`.
    """
    stored = _reply(conversation.id, None, conversation.last_seq + 1, reply, now)
    _insert(connection, [stored])
    connection.execute(
        ADVANCE,
        {"conversation": conversation.id, "last_seq": stored.seq, "updated_at": now},
    )
    announcing.reply_waits(connection, conversation, now)
    return stored


def say_as_agent(
    connection: Connection,
    conversation: Conversation,
    agent: Mapping[str, Any],
    text: str,
    client_id: str,
    now: datetime,
) -> StoredMessage:
    """Stores what an agent says, as the conversation's next message; likewise."""
    said = {"text": text, "language": conversation.language}
    stored = replace(
        _reply(conversation.id, None, conversation.last_seq + 1, said, now),
        author="agent",
        agent=dict(agent),
        client_id=client_id,
    )
    _insert(connection, [stored])
    connection.execute(
        ADVANCE, {"conversation": conversation.id, "last_seq": stored.seq, "updated_at": now}
    )
    return stored


def lock(connection: Connection, conversation_id: str) -> Conversation:
    """The conversation, which no other transaction changes until this one ends."""
    return rows.conversation(_lock(connection, conversation_id))


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
        ).scalar_one_or_none()  # none where the conversation was erased meanwhile
        told = connection.execute(
            sa.select(messages.c.response)
            .where(messages.c.conversation_id == conversation_id, messages.c.author == "bot")
            .order_by(messages.c.seq.desc())
            .limit(1)
        ).scalar_one_or_none()
        if state == "pending" and told != "utter_answer_follows":
            reply = {
                "text": text,
                "language": asked.language,
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
