"""Webhooks to the shop's server; which clients are connected, and what they were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.database import types

revision = "0006_webhooks_presence"
down_revision = "0005_mail_codes_reminders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Brings the tables to this revision."""
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("body", types.Json(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("merge_key", sa.String(length=80)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=200)),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("due_at", types.UtcDateTime(), nullable=False),
        sa.Column("good_until", types.UtcDateTime(), nullable=False),
        sa.Column("done_at", types.UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
    )
    op.create_index(
        "ix_webhook_deliveries_waiting",
        "webhook_deliveries",
        ["due_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_webhook_deliveries_merge_key",
        "webhook_deliveries",
        ["merge_key"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting' AND attempts = 0"),
        postgresql_where=sa.text("state = 'waiting' AND attempts = 0"),
    )
    op.create_index("ix_webhook_deliveries_created_at", "webhook_deliveries", ["created_at"])
    op.create_table(
        "client_presence",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("gateway", sa.String(length=36), nullable=False),
        sa.Column("connected_until", types.UtcDateTime(), nullable=False),
        sa.Column("delivered_seq", sa.Integer(), nullable=False),
        sa.Column("seen_seq", sa.Integer(), nullable=False),
        sa.Column("updated_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "gateway", name=op.f("pk_client_presence")),
    )
    op.create_index("ix_client_presence_updated_at", "client_presence", ["updated_at"])


def downgrade() -> None:
    """Takes them back."""
    op.drop_table("client_presence")
    op.drop_table("webhook_deliveries")
