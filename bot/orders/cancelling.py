"""Cancelling an order: one transaction that asks the rule again as it writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.database.engine import writing
from bot.orders import tables
from bot.orders.queries import customer_of, order_of
from bot.policy import CustomerFacts, Decision, OrderFacts, decide


@dataclass(frozen=True)
class Cancelled:
    """How it went.

    ``order`` is as it stands afterwards. ``decision`` is the rule's at that moment:
    ``cancel.allowed`` where it was ``done``, else what spoke against it.
    """

    done: bool
    order: OrderFacts
    decision: Decision


def cancel(
    engine: Engine, customer_id: str, number: str, now: datetime, request_id: str
) -> Cancelled | None:
    """Cancels the customer's order if the rule allows it at this moment.

    ``request_id`` names the customer's yes: the same one again, after a crash, is told the same
    success; another one finds the order cancelled, and is told so. None where the customer has
    no such order. Raises ValueError for a naive ``now``.
    """
    with writing(engine) as connection:
        order = locked(connection, customer_id, number)
        if order is None:
            return None
        customer = customer_of(connection, customer_id)
        refund = _refund(connection, order)
        if refund is not None and refund["request_id"] == request_id and _has_ended(order):
            return Cancelled(True, order, _decision_then(order, refund, customer))
        decision = decide("cancel_order", order, now, customer)
        if decision.code != "cancel.allowed":
            return Cancelled(False, order, decision)
        _write(connection, order, decision, now, request_id, known=refund is not None)
        after = order_of(connection, customer_id, order.number)
        assert after is not None  # noqa: S101 - its row is locked
        return Cancelled(True, after, decision)


def locked(connection: Connection, customer_id: str, number: str) -> OrderFacts | None:
    """The order as it stands, which nobody else can change until the transaction ends.

    SQLite's transaction has the whole file already; PostgreSQL's takes the row, then reads it
    again: it may have waited for another's change.
    """
    order = order_of(connection, customer_id, number)
    if order is None or connection.dialect.name == "sqlite":
        return order
    connection.execute(
        sa.select(tables.orders.c.number)
        .where(tables.orders.c.number == order.number)
        .with_for_update()
    )
    return order_of(connection, customer_id, order.number)


def _refund(connection: Connection, order: OrderFacts) -> Mapping[str, Any] | None:
    """The refund that an earlier cancel of the order led to."""
    found = connection.execute(
        sa.select(tables.refunds).where(tables.refunds.c.order_number == order.number)
    )
    refund: Mapping[str, Any] | None = found.mappings().one_or_none()
    return refund


def _has_ended(order: OrderFacts) -> bool:
    return order.status in ("cancelled", "refunded")


def _decision_then(
    order: OrderFacts, refund: Mapping[str, Any], customer: CustomerFacts | None
) -> Decision:
    """The decision that allowed the cancel, as it stood when it was done."""
    before = OrderFacts(
        number=order.number,
        customer_id=order.customer_id,
        status="paid",
        currency=refund["currency"],
        total=refund["amount"],
        seller_country=order.seller_country,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        items=order.items,
    )
    return decide("cancel_order", before, refund["requested_at"], customer)


def _write(
    connection: Connection,
    order: OrderFacts,
    decision: Decision,
    now: datetime,
    request_id: str,
    known: bool,
) -> None:
    """Writes status and refund. An import may have set a cancelled order back to paid: its
    refund is ``known`` then, and takes the new request; there is never a second one."""
    changed = connection.execute(
        sa.update(tables.orders)
        .where(tables.orders.c.number == order.number, tables.orders.c.status == order.status)
        .values(status="cancelled", cancelled_at=now)
    )
    if changed.rowcount != 1:
        raise RuntimeError(f"order {order.number} changed under its lock")
    refund = {
        "request_id": request_id,
        "amount": order.total,
        "currency": order.currency,
        "requested_at": now,
        "due_by": decision.facts["due_by"],
    }
    table = tables.refunds
    if known:
        statement = sa.update(table).where(table.c.order_number == order.number).values(refund)
    else:
        statement = sa.insert(table).values(order_number=order.number, **refund)
    connection.execute(statement)
