"""Mails that were not answered are forgotten after a while: nobody will ask for them."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.channels.email.tables import mails
from bot.database.engine import writing

KEPT = timedelta(days=30)


def forget_silenced(engine: Engine, now: datetime) -> int:
    """Deletes what is kept of mails that belong to no conversation and came a month ago and
    longer. Gives how many. Those that do are forgotten with it."""
    with writing(engine) as connection:
        done = connection.execute(
            sa.delete(mails).where(
                mails.c.conversation_id.is_(None), mails.c.received_at < now - KEPT
            )
        )
    return int(done.rowcount)
