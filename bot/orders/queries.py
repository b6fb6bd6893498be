"""What may be read of the shop's data: always one customer's own.

Every query is given the customer and looks at nothing else, so "another's order" and "no such
order" are one and the same answer, after the same statements. Each function runs a fixed number
of them, however many rows there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.orders import tables
from bot.orders.numbers import number_key
from bot.policy import (
    ClaimFacts,
    CouponFacts,
    CustomerFacts,
    ItemFacts,
    OrderFacts,
    PaymentFacts,
    TrackingEventFacts,
)

Row = Mapping[str, Any]

_ORDER = (
    "number",
    "customer_id",
    "status",
    "currency",
    "total",
    "seller_country",
    *tables.MOMENTS,
)
_ITEM = ("title", "quantity", "price", "variant", "tracking_number")
_EVENT = ("tracking_number", "at", "place", "status")
_CLAIM = ("category", "ticket", "opened_at")
_PAYMENT = ("id", "order_number", "amount", "currency", "status", "decline_reason", "at")


def customer_of(connection: Connection, customer_id: str) -> CustomerFacts | None:
    """The customer with their payments, newest first; None where the shop knows no such one."""
    if not storable(customer_id):
        return None
    table = tables.payments
    found = connection.execute(
        sa.select(tables.customers).where(tables.customers.c.id == customer_id)
    )
    row = found.mappings().one_or_none()
    if row is None:
        return None
    payments = connection.execute(
        sa.select(*_columns(table, _PAYMENT))
        .where(table.c.customer_id == customer_id)
        .order_by(table.c.at.desc(), table.c.id)
    ).mappings()
    return CustomerFacts(**row, payments=tuple(PaymentFacts(**payment) for payment in payments))


def orders_of(connection: Connection, customer_id: str, limit: int = 10) -> tuple[OrderFacts, ...]:
    """The customer's orders, newest first, at most ``limit``, with items, parcels, open claims."""
    if not storable(customer_id):
        return ()
    table = tables.orders
    found = connection.execute(
        sa.select(*_columns(table, _ORDER))
        .where(table.c.customer_id == customer_id)
        .order_by(table.c.placed_at.desc().nulls_last(), table.c.number)
        .limit(limit)
    ).mappings()
    return _with_details(connection, customer_id, found.all())


def order_of(connection: Connection, customer_id: str, number: str) -> OrderFacts | None:
    """The customer's order with this number, however they typed it.

    None where they have none, whether or not another has. Where two of their numbers differ in
    nothing but dashes or case, only one that is typed exactly so is meant.
    """
    if not storable(customer_id):
        return None
    table = tables.orders
    found = connection.execute(
        sa.select(*_columns(table, _ORDER)).where(
            table.c.customer_id == customer_id, table.c.number_key == number_key(number)
        )
    ).mappings()
    rows = found.all()
    meant = [row for row in rows if row["number"] == number.strip()] or rows
    return _with_details(connection, customer_id, meant)[0] if len(meant) == 1 else None


def coupons(connection: Connection) -> tuple[CouponFacts, ...]:
    """Every coupon of the shop, by code."""
    rows = connection.execute(sa.select(tables.coupons).order_by(tables.coupons.c.code))
    return tuple(CouponFacts(**row) for row in rows.mappings())


def storable(identifier: str) -> bool:
    """Whether a database can hold this text at all: no NUL, no half of a surrogate pair.

    What can't be held can't be there, and PostgreSQL's driver would raise on being asked for it.
    """
    return "\x00" not in identifier and not any("\ud800" <= sign <= "\udfff" for sign in identifier)


def _with_details(
    connection: Connection, customer_id: str, rows: Sequence[Row]
) -> tuple[OrderFacts, ...]:
    """Orders from their rows: three more statements, however many orders there are."""
    if not rows:
        return ()
    numbers = [row["number"] for row in rows]
    items = _grouped(connection, tables.items, _ITEM, numbers)
    events = _grouped(connection, tables.tracking_events, _EVENT, numbers)
    table = tables.claims
    claims = _by_order(
        connection.execute(
            sa.select(table.c.order_number, *_columns(table, _CLAIM))
            .where(
                table.c.customer_id == customer_id,
                table.c.order_number.in_(numbers),
                table.c.closed_at.is_(None),
            )
            .order_by(table.c.opened_at, table.c.id)
        ).mappings()
    )
    return tuple(
        OrderFacts(
            **row,
            items=tuple(ItemFacts(**item) for item in items[row["number"]]),
            tracking_events=tuple(TrackingEventFacts(**event) for event in events[row["number"]]),
            claims=tuple(ClaimFacts(**claim) for claim in claims[row["number"]]),
        )
        for row in rows
    )


def _grouped(
    connection: Connection, table: sa.Table, fields: Sequence[str], numbers: Sequence[str]
) -> Mapping[str, list[Row]]:
    return _by_order(
        connection.execute(
            sa.select(table.c.order_number, *_columns(table, fields))
            .where(table.c.order_number.in_(numbers))
            .order_by(table.c.order_number, table.c.position)
        ).mappings()
    )


def _by_order(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        entry = dict(row)
        grouped[entry.pop("order_number")].append(entry)
    return grouped


def _columns(table: sa.Table, names: Sequence[str]) -> list[Any]:
    return [table.c[name] for name in names]
