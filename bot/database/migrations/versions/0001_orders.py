"""The shop's data: customers, orders, payments, coupons, claims, refunds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.database import types

revision = "0001_orders"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Brings the tables to this revision."""
    op.create_table(
        "coupons",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_coupons")),
    )
    op.create_table(
        "customers",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200)),
        sa.Column("email", sa.String(length=320)),
        sa.Column("phone", sa.String(length=40)),
        sa.Column("locale", sa.String(length=35)),
        sa.Column("country", sa.String(length=2)),
        sa.Column("timezone", sa.String(length=64)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    op.create_index(op.f("ix_customers_email"), "customers", ["email"])
    op.create_table(
        "orders",
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("number_key", sa.String, nullable=False),
        sa.Column("customer_id", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total", types.Amount(), nullable=False),
        sa.Column("seller_country", sa.String(length=2)),
        sa.Column("placed_at", types.UtcDateTime()),
        sa.Column("paid_at", types.UtcDateTime()),
        sa.Column("confirmed_at", types.UtcDateTime()),
        sa.Column("shipped_at", types.UtcDateTime()),
        sa.Column("delivered_at", types.UtcDateTime()),
        sa.Column("refunded_at", types.UtcDateTime()),
        sa.Column("cancelled_at", types.UtcDateTime()),
        sa.Column("guarantee_until", types.UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_orders_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_orders")),
    )
    op.create_index(
        op.f("ix_orders_customer_id_number_key"), "orders", ["customer_id", "number_key"]
    )
    op.create_index(op.f("ix_orders_customer_id_placed_at"), "orders", ["customer_id", "placed_at"])
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(length=200), nullable=False),
        sa.Column("order_number", sa.String(length=64)),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("opened_at", types.UtcDateTime(), nullable=False),
        sa.Column("closed_at", types.UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_claims_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["order_number"], ["orders.number"], name=op.f("fk_claims_order_number_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_ticket"), "claims", ["ticket"])
    op.create_index(
        "uq_claims_open",
        "claims",
        ["customer_id", "order_number", "category"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "uq_claims_open_without_order",
        "claims",
        ["customer_id", "category"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL AND order_number IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL AND order_number IS NULL"),
    )
    op.create_table(
        "items",
        sa.Column("order_number", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price", types.Amount(), nullable=False),
        sa.Column("variant", sa.String(length=200)),
        sa.Column("tracking_number", sa.String(length=64)),
        sa.ForeignKeyConstraint(
            ["order_number"], ["orders.number"], name=op.f("fk_items_order_number_orders")
        ),
        sa.PrimaryKeyConstraint("order_number", "position", name=op.f("pk_items")),
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(length=200), nullable=False),
        sa.Column("order_number", sa.String(length=64)),
        sa.Column("amount", types.Amount(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("decline_reason", sa.String(length=40)),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_payments_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["order_number"], ["orders.number"], name=op.f("fk_payments_order_number_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
    )
    op.create_index(op.f("ix_payments_customer_id_at"), "payments", ["customer_id", "at"])
    op.create_table(
        "refunds",
        sa.Column("order_number", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(length=200), nullable=False),
        sa.Column("amount", types.Amount(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("requested_at", types.UtcDateTime(), nullable=False),
        sa.Column("due_by", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_number"], ["orders.number"], name=op.f("fk_refunds_order_number_orders")
        ),
        sa.PrimaryKeyConstraint("order_number", name=op.f("pk_refunds")),
    )
    op.create_table(
        "tracking_events",
        sa.Column("order_number", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tracking_number", sa.String(length=64)),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("place", sa.String(length=200)),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_number"], ["orders.number"], name=op.f("fk_tracking_events_order_number_orders")
        ),
        sa.PrimaryKeyConstraint("order_number", "position", name=op.f("pk_tracking_events")),
    )


def downgrade() -> None:
    """Takes the revision back."""
    for table in (
        "tracking_events",
        "refunds",
        "payments",
        "items",
        "claims",
        "orders",
        "customers",
        "coupons",
    ):
        op.drop_table(table)
