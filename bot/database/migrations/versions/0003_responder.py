"""The responder's trackers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.database import types

revision = "0003_responder"
down_revision = "0002_conversations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Brings the tables to this revision."""
    op.create_table(
        "trackers",
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=64)),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("updated_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_trackers")),
    )
    op.create_index(op.f("ix_trackers_updated_at"), "trackers", ["updated_at"])


def downgrade() -> None:
    """Takes the revision back."""
    op.drop_table("trackers")
