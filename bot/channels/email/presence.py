"""When a customer was last at the chat, and what they have seen of it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations.tables import conversations, messages


def away_since(connection: Connection, conversation_id: str) -> datetime | None:
    """Since when the customer is not connected any more; where that is not known, when they wrote
    last. None where neither ever happened."""
    if "last_connected_at" in conversations.c:
        asked = sa.select(conversations.c.last_connected_at).where(
            conversations.c.id == conversation_id
        )
        if (last := connection.execute(asked).scalar_one()) is not None:
            moment: datetime = last
            return moment
    spoke = sa.select(sa.func.max(messages.c.sent_at)).where(
        messages.c.conversation_id == conversation_id, messages.c.author == "customer"
    )
    wrote: datetime | None = connection.execute(spoke).scalar_one()
    return wrote


def delivered(connection: Connection, conversation_id: str) -> int:
    """Up to which number the customer's client has the messages; 0 where that is not known."""
    if "delivered_seq" not in conversations.c:
        return 0
    asked = sa.select(conversations.c.delivered_seq).where(conversations.c.id == conversation_id)
    return int(connection.execute(asked).scalar_one() or 0)
