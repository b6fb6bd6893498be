"""The email channel: mails that came in, threads, and letters that are composed already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.database import types

revision = "0009_email"
down_revision = "0008_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Brings the tables to this revision."""
    op.add_column("outgoing_mails", sa.Column("letter", types.Json()))
    op.create_table(
        "mails",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("mailbox", sa.String(length=400), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger()),
        sa.Column("uid", sa.BigInteger()),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("card_cut", sa.Boolean(), nullable=False),
        sa.Column("choice_id", sa.String(length=100)),
        sa.Column("attachments", types.Json(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("body_digest", sa.String(length=64)),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("conversation_id", sa.String(length=36)),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=40)),
        sa.Column("received_at", types.UtcDateTime(), nullable=False),
        sa.Column("not_before", types.UtcDateTime(), nullable=False),
        sa.Column("answered_at", types.UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_mails_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint(
            "mailbox", "uidvalidity", "uid", name=op.f("uq_mails_mailbox_uidvalidity_uid")
        ),
        sa.UniqueConstraint("message_id", "digest", name=op.f("uq_mails_message_id_digest")),
    )
    op.create_index(op.f("ix_mails_conversation_id"), "mails", ["conversation_id"])
    op.create_index("ix_mails_sender_received_at", "mails", ["sender", "received_at"])
    op.create_index(
        "ix_mails_waiting",
        "mails",
        ["not_before"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "mail_threads",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("address_key", sa.String(length=320), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("in_reply_to", sa.String(length=255)),
        sa.Column("references", types.Json(), nullable=False),
        sa.Column("mailed_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_mail_threads_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_mail_threads")),
    )


def downgrade() -> None:
    """Takes them back."""
    op.drop_table("mail_threads")
    op.drop_table("mails")
    with op.batch_alter_table("outgoing_mails") as outgoing_mails:
        outgoing_mails.drop_column("letter")
