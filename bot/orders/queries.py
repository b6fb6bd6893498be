"""What may be read of the shop's data: always one customer's own.

Every query is given the customer and looks at nothing else, so "another's order" and "no such
order" are one and the same answer, after the same statements. Each function runs a fixed number
of them, however many rows there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Result

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

_PERSON = ("id", "name", "email", "phone", "locale", "country", "timezone")
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


def _columns(table: sa.Table, names: Sequence[str]) -> list[Any]:
    return [table.c[name] for name in names]


def _details(table: sa.Table, fields: Sequence[str]) -> Any:
    """What belongs to orders, by their numbers."""
    return (
        sa.select(table.c.order_number, *_columns(table, fields))
        .where(table.c.order_number.in_(sa.bindparam("numbers", expanding=True)))
        .order_by(table.c.order_number, table.c.position)
    )


# Statements are made once: to build one takes longer than to run it.
_CUSTOMER = sa.select(*_columns(tables.customers, _PERSON)).where(
    tables.customers.c.id == sa.bindparam("customer")
)
_PAYMENTS = (
    sa.select(*_columns(tables.payments, _PAYMENT))
    .where(tables.payments.c.customer_id == sa.bindparam("customer"))
    .order_by(tables.payments.c.at.desc(), tables.payments.c.id)
)
_ORDERS = sa.select(*_columns(tables.orders, _ORDER)).where(
    tables.orders.c.customer_id == sa.bindparam("customer")
)
_NEWEST = _ORDERS.order_by(
    tables.orders.c.placed_at.desc().nulls_last(), tables.orders.c.number
).limit(sa.bindparam("most"))
_NUMBERED = _ORDERS.where(tables.orders.c.number_key == sa.bindparam("number_key"))
_ITEMS = _details(tables.items, _ITEM)
_EVENTS = _details(tables.tracking_events, _EVENT)
_CLAIMS = (
    sa.select(tables.claims.c.order_number, *_columns(tables.claims, _CLAIM))
    .where(
        tables.claims.c.customer_id == sa.bindparam("customer"),
        tables.claims.c.order_number.in_(sa.bindparam("numbers", expanding=True)),
        tables.claims.c.closed_at.is_(None),
    )
    .order_by(tables.claims.c.opened_at, tables.claims.c.id)
)


def customer_of(connection: Connection, customer_id: str) -> CustomerFacts | None:
    """The customer with their payments, newest first; None where the shop knows no such one."""
    if not storable(customer_id):
        return None
    found = connection.execute(_CUSTOMER, {"customer": customer_id})
    row = found.mappings().one_or_none()
    if row is None:
        return None
    payments = connection.execute(_PAYMENTS, {"customer": customer_id}).mappings()
    return CustomerFacts(**row, payments=tuple(PaymentFacts(**payment) for payment in payments))


def orders_of(connection: Connection, customer_id: str, limit: int = 10) -> tuple[OrderFacts, ...]:
    """The customer's orders, newest first, at most ``limit``, with items, parcels, open claims."""
    if not storable(customer_id):
        return ()
    found = connection.execute(_NEWEST, {"customer": customer_id, "most": limit}).mappings()
    return _with_details(connection, customer_id, found.all())


def orders_in_brief(
    connection: Connection, customer_id: str, limit: int = 20
) -> tuple[OrderFacts, ...]:
    """The customer's orders as :func:`orders_of` gives them, with their items alone: enough to tell
    which one they mean."""
    if not storable(customer_id):
        return ()
    rows = connection.execute(_NEWEST, {"customer": customer_id, "most": limit}).mappings().all()
    if not rows:
        return ()
    items = _by_order(connection.execute(_ITEMS, {"numbers": [row["number"] for row in rows]}))
    return tuple(
        OrderFacts(**row, items=tuple(ItemFacts(**item) for item in items[row["number"]]))
        for row in rows
    )


def order_of(connection: Connection, customer_id: str, number: str) -> OrderFacts | None:
    """The customer's order with this number, however they typed it.

    None where they have none, whether or not another has. Where two of their numbers differ in
    nothing but dashes or case, only one that is typed exactly so is meant.
    """
    if not storable(customer_id):
        return None
    asked = {"customer": customer_id, "number_key": number_key(number)}
    found = connection.execute(_NUMBERED, asked).mappings()
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
    about = {"customer": customer_id, "numbers": [row["number"] for row in rows]}
    items = _by_order(connection.execute(_ITEMS, about))
    events = _by_order(connection.execute(_EVENTS, about))
    claims = _by_order(connection.execute(_CLAIMS, about))
    return tuple(
        OrderFacts(
            **row,
            items=tuple(ItemFacts(**item) for item in items[row["number"]]),
            tracking_events=tuple(TrackingEventFacts(**event) for event in events[row["number"]]),
            claims=tuple(ClaimFacts(**claim) for claim in claims[row["number"]]),
        )
        for row in rows
    )


def _by_order(found: Result) -> Mapping[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in found.mappings():
        entry = dict(row)
        grouped[entry.pop("order_number")].append(entry)
    return grouped
