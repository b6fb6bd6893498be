"""The tables of the shop's data, as ``orders import`` fills them."""

from __future__ import annotations

import sqlalchemy as sa

from bot.database.metadata import metadata
from bot.database.types import Amount, Json, UtcDateTime

MOMENTS = (
    "placed_at",
    "paid_at",
    "confirmed_at",
    "shipped_at",
    "delivered_at",
    "refunded_at",
    "cancelled_at",
    "guarantee_until",
)

customers = sa.Table(
    "customers",
    metadata,
    sa.Column("id", sa.String(200), primary_key=True),
    sa.Column("name", sa.String(200)),
    sa.Column("email", sa.String(320), index=True),
    sa.Column("phone", sa.String(40)),
    sa.Column("locale", sa.String(35)),
    sa.Column("country", sa.String(2)),
    sa.Column("timezone", sa.String(64)),
)

orders = sa.Table(
    "orders",
    metadata,
    sa.Column("number", sa.String(64), primary_key=True),
    # The number without dashes and spaces, in capitals: how customers' typing is matched.
    sa.Column("number_key", sa.String(64), nullable=False, index=True),
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("total", Amount, nullable=False),
    sa.Column("seller_country", sa.String(2)),
    *(sa.Column(name, UtcDateTime) for name in MOMENTS),
    # The request that cancelled the order: the same one again is told the same.
    sa.Column("cancel_request", sa.String(64)),
    sa.Index("ix_orders_customer_placed", "customer_id", "placed_at"),
)

items = sa.Table(
    "items",
    metadata,
    sa.Column("order_number", sa.ForeignKey("orders.number"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(500), nullable=False),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("price", Amount, nullable=False),
    sa.Column("variant", sa.String(200)),
    sa.Column("tracking_number", sa.String(64)),
)

tracking_events = sa.Table(
    "tracking_events",
    metadata,
    sa.Column("order_number", sa.ForeignKey("orders.number"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("tracking_number", sa.String(64)),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("place", sa.String(200)),
    sa.Column("status", sa.String(64), nullable=False),
)

payments = sa.Table(
    "payments",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=False, index=True),
    sa.Column("order_number", sa.ForeignKey("orders.number")),
    sa.Column("amount", Amount, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("decline_reason", sa.String(40)),
    sa.Column("at", UtcDateTime, nullable=False),
)

refunds = sa.Table(
    "refunds",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # One refund for one cancel: the database itself holds that.
    sa.Column("order_number", sa.ForeignKey("orders.number"), nullable=False, unique=True),
    sa.Column("amount", Amount, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("reason", sa.String(40), nullable=False),
    sa.Column("requested_at", UtcDateTime, nullable=False),
    sa.Column("due_by", sa.Date, nullable=False),
)

coupons = sa.Table(
    "coupons",
    metadata,
    sa.Column("code", sa.String(64), primary_key=True),
    sa.Column("percent", sa.Integer, nullable=False),
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("ends_on", sa.Date, nullable=False),
    sa.Column("description", sa.String(500), nullable=False),
)

claims = sa.Table(
    "claims",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=False),
    sa.Column("order_number", sa.ForeignKey("orders.number"), nullable=False),
    sa.Column("category", sa.String(40), nullable=False),
    sa.Column("ticket", sa.String(64), nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("closed_at", UtcDateTime),
    sa.Column("details", Json),
    # One open claim of a kind for an order, whoever comes second.
    sa.Index(
        "uq_claims_open",
        "order_number",
        "category",
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    ),
)
