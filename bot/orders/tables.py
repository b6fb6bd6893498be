"""The tables of the shop's data, as ``orders import`` fills them, and what the bot adds to them:
claims, and the refunds that follow a cancel."""

from __future__ import annotations

import sqlalchemy as sa

from bot.database.metadata import metadata
from bot.database.types import Amount, UtcDateTime

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
    # The address as it is compared with what customers type: see bot.orders.addresses.
    sa.Column("email_key", sa.String(320), index=True),
    sa.Column("phone", sa.String(40)),
    sa.Column("locale", sa.String(35)),
    sa.Column("country", sa.String(2)),
    sa.Column("timezone", sa.String(64)),
)

orders = sa.Table(
    "orders",
    metadata,
    sa.Column("number", sa.String(64), primary_key=True),
    # The number as it is compared with what customers type: see bot.orders.numbers.
    sa.Column("number_key", sa.String, nullable=False),
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("total", Amount, nullable=False),
    sa.Column("seller_country", sa.String(2)),
    *(sa.Column(name, UtcDateTime) for name in MOMENTS),
    # Both begin with the customer: another's order costs the database the same work as none.
    sa.Index(None, "customer_id", "number_key"),
    sa.Index(None, "customer_id", "placed_at"),
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
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=False),
    sa.Column("order_number", sa.ForeignKey("orders.number")),
    sa.Column("amount", Amount, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("decline_reason", sa.String(40)),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index(None, "customer_id", "at"),
)

refunds = sa.Table(
    "refunds",
    metadata,
    # One refund for an order: the database itself holds that.
    sa.Column("order_number", sa.ForeignKey("orders.number"), primary_key=True),
    # The customer's yes that led to it: the same one again is told the same.
    sa.Column("request_id", sa.String(200), nullable=False),
    sa.Column("amount", Amount, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("requested_at", UtcDateTime, nullable=False),
    # A date in the customer's zone.
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


def _where(condition: str) -> dict[str, sa.sql.elements.TextClause]:
    """The condition of a partial index, for both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


claims = sa.Table(
    "claims",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey("customers.id"), nullable=False),
    sa.Column("order_number", sa.ForeignKey("orders.number")),
    sa.Column("category", sa.String(40), nullable=False),
    sa.Column("ticket", sa.String(64), nullable=False, index=True),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("closed_at", UtcDateTime),
    # One open claim of a kind for an order, whoever comes second; likewise without an order.
    sa.Index(
        "uq_claims_open",
        "customer_id",
        "order_number",
        "category",
        unique=True,
        **_where("closed_at IS NULL"),
    ),
    sa.Index(
        "uq_claims_open_without_order",
        "customer_id",
        "category",
        unique=True,
        **_where("closed_at IS NULL AND order_number IS NULL"),
    ),
)
