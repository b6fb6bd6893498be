"""Claims of customers about their orders: one open claim of a kind for an order."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.database.engine import reading, writing
from bot.orders.tables import claims
from bot.policy import ClaimFacts


def open_claim(
    engine: Engine, customer_id: str, order_number: str, category: str, ticket: str, now: datetime
) -> ClaimFacts:
    """Opens a claim; where one of this kind is open for the order already, gives that one."""
    try:
        with writing(engine) as connection:
            found = _open(connection, order_number, category)
            if found is not None:
                return found
            connection.execute(
                sa.insert(claims).values(
                    customer_id=customer_id,
                    order_number=order_number,
                    category=category,
                    ticket=ticket,
                    opened_at=now,
                )
            )
            return ClaimFacts(category=category, ticket=ticket, opened_at=now)
    except IntegrityError:
        # Another opened it between our look and our write: theirs is the one.
        with reading(engine) as connection:
            found = _open(connection, order_number, category)
        if found is None:
            raise
        return found


def close_claim(engine: Engine, ticket: str, now: datetime) -> bool:
    """Closes the claims of a ticket. Gives whether there was one open."""
    with writing(engine) as connection:
        done = connection.execute(
            sa.update(claims)
            .where(claims.c.ticket == ticket, claims.c.closed_at.is_(None))
            .values(closed_at=now)
        )
    return bool(done.rowcount)


def _open(connection: Connection, order_number: str, category: str) -> ClaimFacts | None:
    row = (
        connection.execute(
            sa.select(claims).where(
                claims.c.order_number == order_number,
                claims.c.category == category,
                claims.c.closed_at.is_(None),
            )
        )
        .mappings()
        .first()
    )
    if row is None:
        return None
    return ClaimFacts(category=row["category"], ticket=row["ticket"], opened_at=row["opened_at"])
