"""The responder's table: the current session of each conversation."""

from __future__ import annotations

import sqlalchemy as sa

from bot.database.metadata import metadata
from bot.database.types import UtcDateTime

trackers = sa.Table(
    "trackers",
    metadata,
    sa.Column("conversation_id", sa.String(64), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("message_id", sa.String(64)),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False, index=True),
)
