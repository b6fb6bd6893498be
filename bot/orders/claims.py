"""Claims of customers about their orders: one open claim of a kind for an order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from bot.database.engine import writing
from bot.orders.queries import customer_of, order_of
from bot.orders.tables import claims
from bot.policy import ClaimFacts


class NothingToClaim(LookupError):
    """A claim of a customer whom the shop does not know, or about an order that isn't theirs."""

    code = "nothing_to_claim"


def open_claim(
    engine: Engine,
    customer_id: str,
    number: str | None,
    category: str,
    ticket: str,
    now: datetime,
) -> ClaimFacts:
    """Opens a claim in a transaction of its own: see :func:`open_claim_within`."""
    with writing(engine) as connection:
        return open_claim_within(connection, customer_id, number, category, ticket, now)


def open_claim_within(
    connection: Connection,
    customer_id: str,
    number: str | None,
    category: str,
    ticket: str,
    now: datetime,
) -> ClaimFacts:
    """Opens a claim about the order, or about none, in the caller's write transaction.

    Where one of this category is open already, gives that one. Raises :class:`NothingToClaim`
    for an order that is not the customer's, and ValueError for a naive ``now``.
    """
    if customer_of(connection, customer_id) is None:
        raise NothingToClaim("no such customer")
    order_number = None
    if number is not None:
        order = order_of(connection, customer_id, number)
        if order is None:
            raise NothingToClaim("the customer has no such order")
        order_number = order.number
    while True:
        _insert_unless_open(
            connection,
            customer_id=customer_id,
            order_number=order_number,
            category=category,
            ticket=ticket,
            opened_at=now,
        )
        found = claim_of(connection, customer_id, order_number, category)
        # None where another's claim stood in the way and was closed between the statements.
        if found is not None:
            return found


def close_claim(engine: Engine, ticket: str, now: datetime) -> bool:
    """Closes the claims of a ticket. Gives whether there was one open."""
    with writing(engine) as connection:
        return close_claim_within(connection, ticket, now)


def close_claim_within(connection: Connection, ticket: str, now: datetime) -> bool:
    """Likewise, in the caller's write transaction."""
    done = connection.execute(
        sa.update(claims)
        .where(claims.c.ticket == ticket, claims.c.closed_at.is_(None))
        .values(closed_at=now)
    )
    return bool(done.rowcount)


def _insert_unless_open(connection: Connection, **values: Any) -> None:
    """On PostgreSQL this waits for another who opens the same claim just now."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(claims).values(values).on_conflict_do_nothing())


def claim_of(
    connection: Connection, customer_id: str, order_number: str | None, category: str
) -> ClaimFacts | None:
    """The customer's open claim of this category about the order, or about none."""
    row = connection.execute(
        sa.select(claims.c.category, claims.c.ticket, claims.c.opened_at).where(
            claims.c.customer_id == customer_id,
            claims.c.order_number.is_(None)
            if order_number is None
            else claims.c.order_number == order_number,
            claims.c.category == category,
            claims.c.closed_at.is_(None),
        )
    )
    found = row.mappings().one_or_none()
    return ClaimFacts(**found) if found else None
