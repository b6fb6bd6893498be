"""Outgoing mail, one-time codes, reminders; customers are found by their address, however they
type it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.database import types

revision = "0005_mail_codes_reminders"
down_revision = "0004_tickets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Brings the tables to this revision."""
    _email_keys()
    op.create_table(
        "outgoing_mails",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("response", sa.String(length=80), nullable=False),
        sa.Column("facts", types.Json(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("locale", sa.String(length=35)),
        sa.Column("timezone", sa.String(length=64)),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("not_before", types.UtcDateTime(), nullable=False),
        sa.Column("good_until", types.UtcDateTime()),
        sa.Column("sent_at", types.UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mails")),
    )
    op.create_index(
        "ix_outgoing_mails_pending",
        "outgoing_mails",
        ["not_before"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "one_time_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(length=200)),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_by", sa.String(length=64)),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_codes")),
        sa.UniqueConstraint("request_id", name=op.f("uq_one_time_codes_request_id")),
    )
    for column in ("conversation_id", "address_hash"):
        op.create_index(op.f(f"ix_one_time_codes_{column}"), "one_time_codes", [column])
    _reminders()


def _email_keys() -> None:
    with op.batch_alter_table("customers") as customers:
        customers.add_column(sa.Column("email_key", sa.String(320)))
    table = sa.table("customers", sa.column("id"), sa.column("email"), sa.column("email_key"))
    connection = op.get_bind()
    found = connection.execute(
        sa.select(table.c.id, table.c.email).where(table.c.email.is_not(None))
    )
    keys = [{"key_of": row.id, "key": row.email.strip().casefold()[:320]} for row in found]
    if keys:
        connection.execute(
            sa.update(table)
            .where(table.c.id == sa.bindparam("key_of"))
            .values(email_key=sa.bindparam("key")),
            keys,
        )
    op.create_index(op.f("ix_customers_email_key"), "customers", ["email_key"])


def _reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(length=200), nullable=False),
        sa.Column("order_number", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("due_at", types.UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=40)),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("done_at", types.UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_reminders_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["order_number"], ["orders.number"], name=op.f("fk_reminders_order_number_orders")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_reminders_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "customer_id",
            "order_number",
            "kind",
            name=op.f("uq_reminders_customer_id_order_number_kind"),
        ),
    )
    op.create_index(
        "ix_reminders_waiting",
        "reminders",
        ["due_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    """Takes them back."""
    for table in ("reminders", "one_time_codes", "outgoing_mails"):
        op.drop_table(table)
    op.drop_index(op.f("ix_customers_email_key"), "customers")
    with op.batch_alter_table("customers") as customers:
        customers.drop_column("email_key")
