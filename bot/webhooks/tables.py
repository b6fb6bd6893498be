"""What the shop's server is to be told, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa

from bot.database.metadata import metadata
from bot.database.types import Json, UtcDateTime

webhook_deliveries = sa.Table(
    "webhook_deliveries",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("event", sa.String(40), nullable=False),
    # Ids, counts and names of states: nothing that a customer wrote.
    sa.Column("body", Json, nullable=False),
    # waiting, delivered, dead
    sa.Column("state", sa.String(16), nullable=False),
    # Two deliveries that wait and say the same are one.
    sa.Column("merge_key", sa.String(80)),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("last_error", sa.String(200)),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    # After this moment it is not tried again by itself.
    sa.Column("good_until", UtcDateTime, nullable=False),
    sa.Column("done_at", UtcDateTime),
    sa.Index(
        "ix_webhook_deliveries_waiting",
        "due_at",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    ),
    sa.Index(
        "ix_webhook_deliveries_merge_key",
        "merge_key",
        unique=True,
        sqlite_where=sa.text("state = 'waiting' AND attempts = 0"),
        postgresql_where=sa.text("state = 'waiting' AND attempts = 0"),
    ),
    sa.Index("ix_webhook_deliveries_created_at", "created_at"),
)
