"""What a person decides about an order where the rules leave it to one: each asks the state of the
order again, under its lock, in the caller's write transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.orders import tables
from bot.orders.cancelling import locked
from bot.orders.queries import customer_of, order_of
from bot.policy import CustomerFacts, Money, OrderFacts, decide
from bot.policy.numbers import numbers

REFUNDABLE = frozenset(["confirmed", "shipped", "delivered"])
"""Where money can be paid back: a paid order is cancelled instead, and what has ended has ended."""


class NotOpen(Exception):
    """An order that this can't be decided about any more: its state is another now."""

    code = "not_open"

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


def may_cancel(order: OrderFacts, now: datetime, customer: CustomerFacts | None) -> bool:
    """Whether a person may cancel the order: it is Paid, and the customer's own time is over."""
    return decide("cancel_order", order, now, customer).code in (
        "cancel.window_over",
        "cancel.allowed",
    )


def may_refund(order: OrderFacts) -> bool:
    """Whether a person may pay the order's money back."""
    return order.status in REFUNDABLE


def cancel_by_person(
    connection: Connection, customer_id: str, number: str, now: datetime, request_id: str
) -> Mapping[str, Any]:
    """Cancels a paid order after the customer's own time for it. Gives the facts to tell them:
    order, title, total, and between which dates the money comes.

    Raises :class:`NotOpen` where the order is not Paid any more, LookupError where the customer
    has no such order.
    """
    order, customer = _their(connection, customer_id, number)
    if not may_cancel(order, now, customer):
        raise NotOpen(order.status)
    _set(connection, order, status="cancelled", cancelled_at=now)
    after = order_of(connection, customer_id, order.number)
    assert after is not None  # noqa: S101 - its row is locked
    facts = decide("cancel_order", after, now, customer).facts
    _refund(connection, order, facts["due_by"], now, request_id)
    return {**_about(order), **facts}


def refund_by_person(
    connection: Connection, customer_id: str, number: str, now: datetime, request_id: str
) -> Mapping[str, Any]:
    """Sets an order to Refunded. Gives the facts to tell the customer: by when the money is there.

    Raises as :func:`cancel_by_person` does.
    """
    order, customer = _their(connection, customer_id, number)
    if not may_refund(order):
        raise NotOpen(order.status)
    _set(connection, order, status="refunded", refunded_at=now)
    after = order_of(connection, customer_id, order.number)
    assert after is not None  # noqa: S101 - its row is locked
    due = now + timedelta(days=numbers().refund_days)
    _refund(connection, order, due.date(), now, request_id)
    facts = decide("refund_status", after, now, customer).facts
    return {**_about(order), "due_by": due, **facts}


def _their(
    connection: Connection, customer_id: str, number: str
) -> tuple[OrderFacts, CustomerFacts | None]:
    order = locked(connection, customer_id, number)
    if order is None:
        raise LookupError("the customer has no such order")
    return order, customer_of(connection, customer_id)


def _about(order: OrderFacts) -> dict[str, Any]:
    return {
        "order_number": order.number,
        "title": order.items[0].title if order.items else order.number,
        "total": Money(order.total, order.currency),
    }


def _set(connection: Connection, order: OrderFacts, **values: Any) -> None:
    changed = connection.execute(
        sa.update(tables.orders)
        .where(tables.orders.c.number == order.number, tables.orders.c.status == order.status)
        .values(**values)
    )
    if changed.rowcount != 1:
        raise NotOpen(order.status)


def _refund(
    connection: Connection, order: OrderFacts, due_by: date, now: datetime, request_id: str
) -> None:
    """One refund for an order: an earlier one, of an order that an import brought back, is
    written over."""
    connection.execute(
        sa.delete(tables.refunds).where(tables.refunds.c.order_number == order.number)
    )
    connection.execute(
        sa.insert(tables.refunds).values(
            order_number=order.number,
            request_id=request_id,
            amount=order.total,
            currency=order.currency,
            requested_at=now,
            due_by=due_by,
        )
    )
