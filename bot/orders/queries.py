"""What may be read of the shop's data: always one customer's own.

Every query is given the customer and looks at nothing else, so "another's order" and "no such
order" are one and the same answer, after the same work.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.orders import tables
from bot.policy import (
    ClaimFacts,
    CouponFacts,
    CustomerFacts,
    ItemFacts,
    OrderFacts,
    PaymentFacts,
    TrackingEventFacts,
)


def customer_of(connection: Connection, customer_id: str) -> CustomerFacts | None:
    """The customer with their payments, newest first; None where the shop knows no such one."""
    row = (
        connection.execute(sa.select(tables.customers).where(tables.customers.c.id == customer_id))
        .mappings()
        .one_or_none()
    )
    if row is None:
        return None
    payments = connection.execute(
        sa.select(tables.payments)
        .where(tables.payments.c.customer_id == customer_id)
        .order_by(tables.payments.c.at.desc())
        .limit(50)
    ).mappings()
    return CustomerFacts(**row, payments=tuple(_payment(payment) for payment in payments))


def orders_of(connection: Connection, customer_id: str, limit: int = 10) -> tuple[OrderFacts, ...]:
    """The customer's newest orders, with items, parcels and open claims."""
    found = connection.execute(
        sa.select(tables.orders)
        .where(tables.orders.c.customer_id == customer_id)
        .order_by(tables.orders.c.placed_at.desc(), tables.orders.c.number)
        .limit(limit)
    ).mappings()
    return _with_details(connection, list(found))


def order_of(connection: Connection, customer_id: str, number: str) -> OrderFacts | None:
    """The customer's order with this number, however they typed it; None where they have none."""
    found = connection.execute(
        sa.select(tables.orders)
        .where(
            tables.orders.c.number_key == number_key(number),
            tables.orders.c.customer_id == customer_id,
        )
        .order_by(tables.orders.c.placed_at.desc())
        .limit(1)
    ).mappings()
    orders = _with_details(connection, list(found))
    return orders[0] if orders else None


def coupons(connection: Connection) -> tuple[CouponFacts, ...]:
    """Every coupon of the shop."""
    rows = connection.execute(sa.select(tables.coupons).order_by(tables.coupons.c.code))
    return tuple(CouponFacts(**row) for row in rows.mappings())


def number_key(number: str) -> str:
    """An order number as it is compared: letters and digits alone, in capitals."""
    plain = unicodedata.normalize("NFKC", number).upper()
    return re.sub(r"[^0-9A-Z]", "", plain)[:64]


def _with_details(
    connection: Connection, rows: Sequence[Mapping[str, Any]]
) -> tuple[OrderFacts, ...]:
    """Orders from their rows: three more statements, however many orders there are."""
    numbers = [row["number"] for row in rows]
    if not numbers:
        return ()
    items = _grouped(connection, tables.items, numbers)
    events = _grouped(connection, tables.tracking_events, numbers)
    claims = _grouped(connection, tables.claims, numbers)
    return tuple(
        OrderFacts(
            **{name: row[name] for name in _ORDER_FIELDS},
            items=tuple(_item(item) for item in items[row["number"]]),
            tracking_events=tuple(_event(event) for event in events[row["number"]]),
            claims=tuple(
                ClaimFacts(
                    category=claim["category"],
                    ticket=claim["ticket"],
                    opened_at=claim["opened_at"],
                )
                for claim in claims[row["number"]]
                if claim["closed_at"] is None
            ),
        )
        for row in rows
    )


def _grouped(
    connection: Connection, table: sa.Table, numbers: Iterable[str]
) -> Mapping[str, list[Mapping[str, Any]]]:
    order = table.c.position if "position" in table.c else table.c.id
    rows = connection.execute(
        sa.select(table).where(table.c.order_number.in_(list(numbers))).order_by(order)
    ).mappings()
    grouped: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row["order_number"]].append(row)
    return grouped


_ORDER_FIELDS = (
    "number",
    "customer_id",
    "status",
    "currency",
    "total",
    "seller_country",
    *tables.MOMENTS,
)


def _item(row: Mapping[str, Any]) -> ItemFacts:
    return ItemFacts(
        title=row["title"],
        quantity=row["quantity"],
        price=row["price"],
        variant=row["variant"],
        tracking_number=row["tracking_number"],
    )


def _event(row: Mapping[str, Any]) -> TrackingEventFacts:
    return TrackingEventFacts(
        tracking_number=row["tracking_number"],
        at=row["at"],
        place=row["place"],
        status=row["status"],
    )


def _payment(row: Mapping[str, Any]) -> PaymentFacts:
    fields = ("id", "order_number", "amount", "currency", "status", "decline_reason", "at")
    return PaymentFacts(**{name: row[name] for name in fields})
