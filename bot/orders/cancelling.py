"""Cancelling an order: one transaction that asks the rule again as it writes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.database.engine import writing
from bot.orders import tables
from bot.orders.queries import customer_of, number_key, order_of
from bot.policy import CustomerFacts, Decision, OrderFacts, decide


@dataclass(frozen=True)
class Cancelled:
    """How it went. ``order`` is as it stands afterwards; ``decision`` is the rule's:
    ``cancel.allowed`` where it was done, else what the rule said instead."""

    done: bool
    order: OrderFacts
    decision: Decision


def cancel(
    engine: Engine, customer_id: str, number: str, now: datetime, request_id: str
) -> Cancelled | None:
    """Cancels the customer's order if the rule allows it at this moment.

    ``request_id`` names the customer's yes: the same one again, after a crash, is told the same
    success. None where the customer has no such order.
    """
    with writing(engine) as connection:
        row = _lock(connection, customer_id, number)
        if row is None:
            return None
        order = order_of(connection, customer_id, number)
        customer = customer_of(connection, customer_id)
        if order is None:
            return None
        if order.status == "cancelled" and row == request_id:
            return Cancelled(True, order, _decision_as_it_was(order, customer))
        decision = decide("cancel_order", order, now, customer)
        if decision.code != "cancel.allowed":
            return Cancelled(False, order, decision)
        connection.execute(
            sa.update(tables.orders)
            .where(tables.orders.c.number == order.number, tables.orders.c.status == "paid")
            .values(status="cancelled", cancelled_at=now, cancel_request=request_id)
        )
        connection.execute(
            sa.insert(tables.refunds).values(
                order_number=order.number,
                amount=order.total,
                currency=order.currency,
                reason="cancelled",
                requested_at=now,
                due_by=decision.facts["due_by"],
            )
        )
        after = order_of(connection, customer_id, number)
        assert after is not None  # noqa: S101 - it was locked above
        return Cancelled(True, after, decision)


def _lock(connection: Connection, customer_id: str, number: str) -> str | None:
    """Locks the order's row until the transaction ends. Gives the request that cancelled it,
    "" where none did, None where the customer has no such order."""
    found = connection.execute(
        sa.select(tables.orders.c.cancel_request)
        .where(
            tables.orders.c.number_key == number_key(number),
            tables.orders.c.customer_id == customer_id,
        )
        .with_for_update()
    ).first()
    return None if found is None else (found[0] or "")


def _decision_as_it_was(order: OrderFacts, customer: CustomerFacts | None) -> Decision:
    """The decision that allowed the cancel, as it stood at the moment it was done."""
    before = replace(order, status="paid", cancelled_at=None)
    assert order.cancelled_at is not None  # noqa: S101 - its status is cancelled
    return decide("cancel_order", before, order.cancelled_at, customer)
