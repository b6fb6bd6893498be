"""When a customer was last at the chat, and whether they wrote last by mail."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.email.receiving import client_id_of
from bot.channels.email.tables import mails
from bot.conversations.presence import connected_until
from bot.conversations.tables import messages


def away_since(connection: Connection, conversation_id: str) -> datetime | None:
    """Since when the customer is not connected any more: a moment to come while they are. Where
    that is not known, when they wrote last; None where neither ever happened."""
    until = connected_until(connection, conversation_id)
    if until is not None:
        return until
    spoke = sa.select(sa.func.max(messages.c.sent_at)).where(
        messages.c.conversation_id == conversation_id, messages.c.author == "customer"
    )
    wrote: datetime | None = connection.execute(spoke).scalar_one()
    return wrote


def last_by_mail(connection: Connection, conversation_id: str) -> datetime | None:
    """When the customer wrote last, if that was by mail; None where it was not."""
    last = connection.execute(
        sa.select(messages.c.client_id, messages.c.sent_at)
        .where(messages.c.conversation_id == conversation_id, messages.c.author == "customer")
        .order_by(messages.c.seq.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return None
    newest = connection.execute(
        sa.select(mails.c.id)
        .where(mails.c.conversation_id == conversation_id)
        .order_by(mails.c.received_at.desc())
        .limit(10)
    ).scalars()
    by_mail = last.client_id in [client_id_of(mail) for mail in newest]
    return last.sent_at if by_mail else None
