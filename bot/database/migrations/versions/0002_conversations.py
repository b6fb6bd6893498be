"""Conversations, their messages, and tickets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.database import types

revision = "0002_conversations"
down_revision = "0001_orders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Brings the tables to this revision."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=200)),
        sa.Column("assurance", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("language_asked", sa.Boolean(), nullable=False),
        sa.Column("language_candidate", sa.String(length=8)),
        sa.Column("context", types.Json(), nullable=False),
        sa.Column("owner", sa.String(length=16), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("turn_holder", sa.String(length=36)),
        sa.Column("turn_until", types.UtcDateTime()),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index(op.f("ix_conversations_customer_id"), "conversations", ["customer_id"])
    op.create_table(
        "messages",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("author", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("choices", types.Json(), nullable=False),
        sa.Column("choice", types.Json()),
        sa.Column("attachments", types.Json(), nullable=False),
        sa.Column("response", sa.String(length=80)),
        sa.Column("decision", types.Json()),
        sa.Column("ticket", types.Json()),
        sa.Column("client_id", sa.String(length=36)),
        sa.Column("digest", sa.String(length=64)),
        sa.Column("reply_to", sa.String(length=36)),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sent_at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_messages_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "conversation_id", "client_id", name=op.f("uq_messages_conversation_id_client_id")
        ),
        sa.UniqueConstraint("id", name=op.f("uq_messages_id")),
    )
    op.create_index(
        "ix_messages_pending",
        "messages",
        ["conversation_id"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index("ix_messages_reply_to", "messages", ["reply_to"])
    op.create_table(
        "tickets",
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=200)),
        sa.Column("order_number", sa.String(length=64)),
        sa.Column("decision", types.Json()),
        sa.Column("evidence", types.Json(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_at", types.UtcDateTime(), nullable=False),
        sa.Column("due_at", types.UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_tickets_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tickets")),
    )
    op.create_index(op.f("ix_tickets_conversation_id"), "tickets", ["conversation_id"])


def downgrade() -> None:
    """Takes the revision back."""
    for table in (
        "tickets",
        "messages",
        "conversations",
    ):
        op.drop_table(table)
