"""Writes many rows at once: new ones inserted, known ones updated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.orders import tables


def upsert(
    connection: Connection, table: sa.Table, key: str, rows: Sequence[dict[str, Any]]
) -> int:
    """Inserts the rows, or updates those whose key is there. Gives how many were new."""
    if not rows:
        return 0
    column = table.c[key]
    keys = [row[key] for row in rows]
    known = connection.execute(
        sa.select(sa.func.count()).select_from(table).where(column.in_(keys))
    ).scalar_one()
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    changed = {name: statement.excluded[name] for name in rows[0] if name != key}
    connection.execute(
        statement.on_conflict_do_update(index_elements=[column], set_=changed), list(rows)
    )
    return len(rows) - int(known)


def replace_details(connection: Connection, orders: Sequence[Any]) -> None:
    """Puts the items and tracking events of these orders in the place of their old ones."""
    numbers = [order.number for order in orders]
    for table, name in ((tables.items, "items"), (tables.tracking_events, "tracking_events")):
        connection.execute(sa.delete(table).where(table.c.order_number.in_(numbers)))
        rows = [
            {"order_number": order.number, "position": position, **entry.dict()}
            for order in orders
            for position, entry in enumerate(getattr(order, name))
        ]
        if rows:
            connection.execute(sa.insert(table), rows)
