"""Writes many rows at once: new ones inserted, known ones updated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.orders import tables

Values = dict[str, Any]


def upsert(
    connection: Connection, table: sa.Table, key: str, rows: Sequence[Values]
) -> frozenset[str]:
    """Inserts the rows, or updates those whose key is there. Gives the keys that were there."""
    column = table.c[key]
    keys = [row[key] for row in rows]
    known = connection.execute(sa.select(column).where(column.in_(keys))).scalars().all()
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    changed = {name: statement.excluded[name] for name in rows[0] if name != key}
    connection.execute(
        statement.on_conflict_do_update(index_elements=[column], set_=changed), list(rows)
    )
    return frozenset(known)


def replace_details(
    connection: Connection,
    numbers: Sequence[str],
    details: Sequence[Mapping[str, list[Values]]],
    known: frozenset[str],
) -> None:
    """Writes the items and tracking events of these orders; the ``known`` orders' old ones go."""
    for table in (tables.items, tables.tracking_events):
        if known:
            connection.execute(sa.delete(table).where(table.c.order_number.in_(known)))
        rows = [
            {"order_number": number, "position": position, **values}
            for number, entries in zip(numbers, details, strict=True)
            for position, values in enumerate(entries[table.name])
        ]
        if rows:
            connection.execute(sa.insert(table), rows)
