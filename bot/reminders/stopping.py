"""A customer wants no more reminders: what waits is dropped."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.reminders.tables import reminders


def stop_reminders(connection: Connection, conversation_id: str, now: datetime) -> int:
    """Drops the reminders of a conversation that wait, in the caller's write transaction. Gives
    how many."""
    done = connection.execute(
        sa.update(reminders)
        .where(
            reminders.c.conversation_id == conversation_id,
            reminders.c.state == sa.text("'waiting'"),
        )
        .values(state="dropped", reason="unsubscribed", done_at=now)
    )
    return int(done.rowcount)
