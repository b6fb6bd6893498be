"""Writes many rows at once: new ones inserted, known ones updated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.orders import tables

Values = dict[str, Any]

_KEY = "key_of_row"


def upsert(
    connection: Connection, table: sa.Table, key: str, rows: Sequence[Values]
) -> frozenset[str]:
    """Inserts the rows, or updates those whose key is there. Gives the keys that were there.

    Nobody else may insert into the table meanwhile: see LOCK in bot.orders.importing.
    """
    column = table.c[key]
    keys = [row[key] for row in rows]
    known = frozenset(connection.execute(sa.select(column).where(column.in_(keys))).scalars())
    new = [row for row in rows if row[key] not in known]
    if new:
        connection.execute(sa.insert(table), new)
    if known:
        values = {name: sa.bindparam(name) for name in rows[0] if name != key}
        connection.execute(
            sa.update(table).where(column == sa.bindparam(_KEY)).values(values),
            # Under its own name the key would be set, too: SQLite then looks for rows that
            # refer to it, among all of them, for every row.
            [{_KEY: row[key], **_without(row, key)} for row in rows if row[key] in known],
        )
    return known


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


def _without(row: Values, key: str) -> Values:
    return {name: value for name, value in row.items() if name != key}
