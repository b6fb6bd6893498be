"""How satisfied a customer was: one rating a conversation, with a few words where they like."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.conversations.cleaning import clean
from bot.conversations.errors import AlreadyRated
from bot.conversations.redaction import redact
from bot.conversations.statements import LOCK
from bot.conversations.tables import satisfaction
from bot.database.engine import writing

CHANGEABLE = timedelta(hours=1)
"""So long a rating may still be changed."""


def rate(
    engine: Engine, conversation_id: str, rating: int, comment: str | None, now: datetime
) -> None:
    """Keeps a rating from 1 to 5; one of the last hour is replaced. The comment is cleaned, and
    card numbers are cut from it. Raises :class:`AlreadyRated`."""
    kept = redact(clean(comment or "")) or None
    mine = satisfaction.c.conversation_id == conversation_id
    with writing(engine) as connection:
        connection.execute(LOCK, {"conversation": conversation_id})
        first = connection.execute(
            sa.select(satisfaction.c.created_at).where(mine)
        ).scalar_one_or_none()
        if first is None:
            connection.execute(
                sa.insert(satisfaction).values(
                    conversation_id=conversation_id, rating=rating, comment=kept, created_at=now
                )
            )
        elif now - first > CHANGEABLE:
            raise AlreadyRated(conversation_id)
        else:
            connection.execute(
                sa.update(satisfaction).where(mine).values(rating=rating, comment=kept)
            )
