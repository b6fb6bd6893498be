"""Tickets: what a person must take up, how urgent it is, and by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations import announcing
from bot.conversations.messages import Conversation, StoredMessage
from bot.conversations.tables import messages, tickets

WORDS_OF_MESSAGES = 5
"""So many of the customer's newest messages stand in a ticket as their own words."""


@dataclass(frozen=True)
class Kind:
    """How urgent a category is, and within how many hours a person must have spoken."""

    priority: str
    due_hours: int


KINDS = {
    # 24 hours for non-delivery: POLICY.md. The others are this project's choice.
    "not_received": Kind("high", 24),
    "marked_delivered": Kind("high", 24),
    "person": Kind("high", 24),
    "order_inconsistent": Kind("high", 24),
    "cancel": Kind("high", 4),
    "change_address": Kind("high", 4),
    "charge": Kind("high", 24),
    "dispatch_overdue": Kind("normal", 24),
    "defect": Kind("normal", 48),
    "wrong_item": Kind("normal", 48),
    "return": Kind("normal", 48),
    "refund_overdue": Kind("normal", 48),
    "orders_missing": Kind("normal", 48),
}
"""By category; one that is not named here is as ``person``."""


def keep(
    connection: Connection,
    conversation: Conversation,
    asked: StoredMessage,
    handoff: Mapping[str, Any],
    language: str,
    now: datetime,
) -> None:
    """Opens the ticket that a reply hands over, or adds to the one with its number.

    Within the transaction that stores the reply.
    """
    number, category = handoff["number"], handoff["category"]
    known = connection.execute(
        sa.select(tickets.c.evidence).where(tickets.c.number == number).with_for_update()
    ).one_or_none()
    if known is not None:
        connection.execute(
            sa.update(tickets)
            .where(tickets.c.number == number)
            .values(
                evidence={**known.evidence, **(handoff.get("evidence") or {})},
                summary=handoff.get("summary") or "",
            )
        )
        return
    kind = KINDS.get(category, KINDS["person"])
    ticket = {
        "number": number,
        "category": category,
        "priority": kind.priority,
        "conversation_id": conversation.id,
        "customer_id": conversation.customer_id,
        "order_number": handoff.get("order_number"),
        "decision": handoff.get("decision"),
        "evidence": handoff.get("evidence") or {},
        "missing": handoff.get("missing") or [],
        "summary": handoff.get("summary") or "",
        "words": _words(connection, conversation.id, asked.seq),
        "language": language,
        "channel": conversation.channel,
        "state": "open",
        "opened_at": now,
        "due_at": now + timedelta(hours=kind.due_hours),
    }
    connection.execute(sa.insert(tickets).values(**ticket))
    announcing.ticket_opened(connection, ticket, now)


def _words(connection: Connection, conversation_id: str, up_to: int) -> str:
    """What the customer wrote last, oldest first."""
    found = connection.execute(
        sa.select(messages.c.text)
        .where(
            messages.c.conversation_id == conversation_id,
            messages.c.author == "customer",
            messages.c.seq <= up_to,
            messages.c.text != "",
        )
        .order_by(messages.c.seq.desc())
        .limit(WORDS_OF_MESSAGES)
    ).scalars()
    return "\n".join(reversed(found.all()))
