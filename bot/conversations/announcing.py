"""What the shop's server is told of a conversation: ids, states and counts, no words.

Each is queued in the transaction that makes it so. See docs/webhooks.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations.messages import Conversation
from bot.conversations.presence import delivered_up_to
from bot.conversations.tables import conversations, messages
from bot.webhooks.queueing import queue

REPLY_WAITING = "reply.waiting"

SETTLES = timedelta(seconds=5)
"""So long a reply may take to its customer before it counts as waiting."""

_UNREAD = sa.select(sa.func.count(), sa.func.max(messages.c.seq)).where(
    messages.c.conversation_id == sa.bindparam("conversation"),
    messages.c.seq > sa.bindparam("seq"),
    messages.c.author != sa.text("'customer'"),
)


def reply_waits(connection: Connection, conversation: Conversation, now: datetime) -> None:
    """A reply of the bot's or of an agent's may not reach its customer: looked at in a moment.

    A conversation that goes by mail needs no push.
    """
    if conversation.channel != "email":
        body = {"conversation_id": conversation.id}
        key = f"{REPLY_WAITING}:{conversation.id}"
        queue(connection, REPLY_WAITING, body, now, after=SETTLES, merge_key=key)


def still_waiting(connection: Connection, body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What is told of a waiting reply, as it stands now; None once a client got it."""
    conversation_id = body["conversation_id"]
    row = (
        connection.execute(sa.select(conversations).where(conversations.c.id == conversation_id))
        .mappings()
        .one_or_none()
    )
    if row is None:
        return None
    seq = delivered_up_to(connection, conversation_id)
    given = {"conversation": conversation_id, "seq": seq}
    unread, last_seq = connection.execute(_UNREAD, given).one()
    if not unread:
        return None
    return {
        "conversation_id": conversation_id,
        "customer_id": row["customer_id"],
        "channel": row["channel"],
        "language": row["language"],
        "unread": unread,
        "last_seq": last_seq,
        "app": row["context"].get("app"),
    }


def owner_changed(
    connection: Connection, conversation: Conversation, owner: str, now: datetime
) -> None:
    """Somebody else answers from now on. ``conversation`` is as it was before."""
    if owner != conversation.owner:
        queue(
            connection,
            "conversation.owner_changed",
            {**_whose(conversation), "from": conversation.owner, "to": owner},
            now,
        )


def ticket_opened(connection: Connection, ticket: Mapping[str, Any], now: datetime) -> None:
    """A person has something to do. ``ticket`` is the row as it is stored."""
    queue(connection, "ticket.opened", _of_ticket(ticket), now)


def ticket_closed(
    connection: Connection, ticket: Mapping[str, Any], reason: str, now: datetime
) -> None:
    """A ticket is done; ``reason`` is a code, not words. ``ticket`` is its row."""
    queue(connection, "ticket.closed", {**_of_ticket(ticket), "reason": reason}, now)


def _whose(conversation: Conversation) -> dict[str, Any]:
    return {
        "conversation_id": conversation.id,
        "customer_id": conversation.customer_id,
        "channel": conversation.channel,
        "language": conversation.language,
    }


def _of_ticket(ticket: Mapping[str, Any]) -> dict[str, Any]:
    told = (
        "number",
        "category",
        "priority",
        "conversation_id",
        "customer_id",
        "order_number",
        "channel",
        "language",
    )
    due = ticket["due_at"]
    return {
        **{name: ticket[name] for name in told},
        "due_at": due.isoformat().replace("+00:00", "Z") if due else None,
    }
