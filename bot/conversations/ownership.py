"""Who answers in a conversation: bot → queue → agent → bot, or closed.

Each step is one statement that finds the conversation as it is expected to be, within the caller's
write transaction: of two agents who grab one at once exactly one has it. Nothing that a customer
types does any of this; a closed conversation goes to the bot with their next message (inbox).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations import outbox, rows
from bot.conversations.errors import NotYours, UnknownConversation
from bot.conversations.messages import Conversation, StoredMessage
from bot.conversations.statements import LOCK
from bot.conversations.tables import conversations, messages

Reply = Mapping[str, Any]
"""What the bot says at a step, as a responder's message: text, language, response, choices."""


@dataclass(frozen=True)
class AtTheDesk:
    """The agent who acts: their id, and the first name that customers are told. ``desk`` names
    the help desk that they sit at, where it is another's."""

    id: str
    name: str
    desk: str | None = None


def take(
    connection: Connection,
    conversation_id: str,
    agent: AtTheDesk,
    joined: Reply,
    now: datetime,
    *,
    over: bool = False,
) -> bool:
    """Gives the conversation to the agent and tells the customer, ``joined``, who is there.

    False where the agent has it already. Raises :class:`NotYours` where another agent has it,
    unless it is taken ``over``.
    """
    conversation, holder = _locked(connection, conversation_id)
    if conversation.owner == "agent":
        if holder == agent.id:
            return False
        if not over:
            raise NotYours("agent", holder)
    _give(connection, conversation_id, "agent", agent.id, now)
    outbox.say_unasked(connection, conversation, joined, now)
    return True


def say(
    connection: Connection,
    conversation_id: str,
    agent: AtTheDesk,
    text: str,
    client_id: str,
    now: datetime,
) -> tuple[StoredMessage, bool]:
    """Stores what the agent says. The same ``client_id`` again gives the same message: whether it
    is new comes with it. Raises :class:`NotYours`."""
    conversation = _held(connection, conversation_id, agent)
    known = connection.execute(
        sa.select(messages).where(
            messages.c.conversation_id == conversation_id, messages.c.client_id == client_id
        )
    )
    if (row := known.mappings().one_or_none()) is not None:
        return rows.message(row), False
    about = {"name": agent.name, **({"desk": agent.desk} if agent.desk else {})}
    return outbox.say_as_agent(connection, conversation, about, text, client_id, now), True


def tell(
    connection: Connection, conversation_id: str, agent: AtTheDesk, reply: Reply, now: datetime
) -> StoredMessage:
    """Puts a message of the bot's into a conversation that the agent has: what was decided.

    Raises :class:`NotYours`.
    """
    conversation = _held(connection, conversation_id, agent)
    return outbox.say_unasked(connection, conversation, reply, now)


def hand_back(
    connection: Connection, conversation_id: str, agent: AtTheDesk, reply: Reply, now: datetime
) -> None:
    """Gives the conversation to the bot, which says ``reply``. Raises :class:`NotYours`."""
    conversation = _held(connection, conversation_id, agent)
    _give(connection, conversation_id, "bot", None, now)
    outbox.say_unasked(connection, conversation, reply, now)


def put_back(connection: Connection, conversation_id: str, agent: AtTheDesk, now: datetime) -> None:
    """Lets the conversation wait for another agent. Raises :class:`NotYours`."""
    _held(connection, conversation_id, agent)
    _give(connection, conversation_id, "queue", None, now)


def close(
    connection: Connection, conversation_id: str, agent: AtTheDesk, reply: Reply, now: datetime
) -> None:
    """Ends the conversation with a last word, ``reply``. Raises :class:`NotYours`."""
    conversation = _held(connection, conversation_id, agent)
    _give(connection, conversation_id, "closed", None, now)
    outbox.say_unasked(connection, conversation, reply, now)


def _held(connection: Connection, conversation_id: str, agent: AtTheDesk) -> Conversation:
    """The conversation, locked, that this agent has."""
    conversation, holder = _locked(connection, conversation_id)
    if conversation.owner != "agent" or holder != agent.id:
        raise NotYours(conversation.owner, holder)
    return conversation


def _locked(connection: Connection, conversation_id: str) -> tuple[Conversation, str | None]:
    found = connection.execute(LOCK, {"conversation": conversation_id}).mappings().one_or_none()
    if found is None:
        raise UnknownConversation(conversation_id)
    return rows.conversation(found), found["agent_id"]


def _give(
    connection: Connection, conversation_id: str, owner: str, agent_id: str | None, now: datetime
) -> None:
    connection.execute(
        sa.update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(owner=owner, agent_id=agent_id, updated_at=now)
    )
