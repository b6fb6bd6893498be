"""Reminders: of which order, for whom, into which conversation, and when."""

from __future__ import annotations

import sqlalchemy as sa

from bot.database.metadata import metadata
from bot.database.types import UtcDateTime

reminders = sa.Table(
    "reminders",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=False),
    sa.Column("order_number", sa.ForeignKey("orders.number"), nullable=False),
    # day_100, last_day
    sa.Column("kind", sa.String(16), nullable=False),
    # The decision that offered it: the same rule is asked again before it is sent.
    sa.Column("code", sa.String(40), nullable=False),
    sa.Column("conversation_id", sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    # waiting, sent, dropped
    sa.Column("state", sa.String(16), nullable=False),
    # Why it was dropped.
    sa.Column("reason", sa.String(40)),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("done_at", UtcDateTime),
    sa.UniqueConstraint("customer_id", "order_number", "kind"),
    sa.Index(
        "ix_reminders_waiting",
        "due_at",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    ),
)
