"""Files of customers; how satisfied they were; until when they are known, signed in, and
remembered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.database import types

revision = "0007_attachments"
down_revision = "0006_webhooks_presence"
branch_labels = None
depends_on = None


MOMENTS = ("identified_at", "tokens_valid_from", "erased_at")


def upgrade() -> None:
    """Brings the tables to this revision."""
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("message_id", sa.String(length=36)),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("content_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_attachments_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_conversation_id"), "attachments", ["conversation_id"])
    op.create_index(
        "ix_attachments_unsent",
        "attachments",
        ["created_at"],
        sqlite_where=sa.text("message_id IS NULL"),
        postgresql_where=sa.text("message_id IS NULL"),
    )
    op.create_table(
        "satisfaction",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text()),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_satisfaction_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_satisfaction")),
    )
    with op.batch_alter_table("conversations") as conversations:
        for column in MOMENTS:
            conversations.add_column(sa.Column(column, types.UtcDateTime()))
    # Until now a message could name ids of files that nobody had handed in.
    messages = sa.table("messages", sa.column("attachments", types.Json()))
    op.execute(sa.update(messages).values(attachments=[]))


def downgrade() -> None:
    """Takes them back."""
    with op.batch_alter_table("conversations") as conversations:
        for column in reversed(MOMENTS):
            conversations.drop_column(column)
    op.drop_table("satisfaction")
    op.drop_table("attachments")
