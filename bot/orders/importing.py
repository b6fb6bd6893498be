"""``orders import``: reads a file, checks every row, and writes all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.database.engine import writing
from bot.orders import tables
from bot.orders.bad_import import BadImport, Problem, Problems
from bot.orders.import_file import Lists, lists_in, lists_of
from bot.orders.import_rows import BATCH, Rows, check_references, checked_rows
from bot.orders.upserting import replace_details, upsert

__all__ = ["BadImport", "ImportReport", "Problem", "import_data", "import_file", "import_within"]

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much: every row counts twice, checked and written."""

LOCK = 0x5B08
"""The number of PostgreSQL's advisory lock: two imports at once would wait for each other's rows
crosswise."""

_TABLES = (
    ("customers", tables.customers, "id"),
    ("orders", tables.orders, "number"),
    ("payments", tables.payments, "id"),
    ("coupons", tables.coupons, "code"),
)


@dataclass(frozen=True)
class ImportReport:
    """How many rows of each list were new, and how many were there already."""

    inserted: Mapping[str, int]
    updated: Mapping[str, int]

    def __str__(self) -> str:
        return "\n".join(
            f"{name}: {self.inserted[name]} new, {self.updated[name]} updated"
            for name in self.inserted
        )


def import_file(engine: Engine, path: Path, progress: Progress | None = None) -> ImportReport:
    """Imports a file in CONTRACT.md's form; an order's items and tracking events are replaced.

    Raises :class:`BadImport` with every bad row; the database is then as it was. Facts that
    contradict each other are let in: the rules speak about them. The file is checked before the
    write transaction begins; on SQLite others wait to write for as long as that lasts, some
    seconds for 100,000 orders.
    """
    return _import(engine, lists_in(path), progress)


def import_data(engine: Engine, data: Any, progress: Progress | None = None) -> ImportReport:
    """Imports what a file would hold, as Python's JSON objects. Raises :class:`BadImport`."""
    return _import(engine, lists_of(data), progress)


def import_within(connection: Connection, data: Any) -> ImportReport:
    """As :func:`import_data`, in the caller's write transaction."""
    lists = lists_of(data)
    told = _Told(None, 0)
    problems = Problems()
    return _write(connection, checked_rows(lists, problems, told.advance), problems, told)


def _import(engine: Engine, lists: Lists, progress: Progress | None) -> ImportReport:
    told = _Told(progress, 2 * sum(map(len, lists.values())))
    problems = Problems()
    # Checked before the transaction begins: others can write all the while.
    rows = checked_rows(lists, problems, told.advance)
    with writing(engine) as connection:
        return _write(connection, rows, problems, told)


def _write(
    connection: Connection, rows: Mapping[str, Rows], problems: Problems, told: _Told
) -> ImportReport:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    check_references(connection, rows, problems)
    problems.refuse()
    inserted, updated = {}, {}
    for name, table, key in _TABLES:
        found = rows[name]
        known = 0
        for start in range(0, len(found.values), BATCH):
            values = found.values[start : start + BATCH]
            there = upsert(connection, table, key, values)
            if name == "orders":
                numbers = [row["number"] for row in values]
                replace_details(connection, numbers, found.details[start : start + BATCH], there)
            known += len(there)
            told.advance(len(values))
        inserted[name], updated[name] = len(found.values) - known, known
    return ImportReport(inserted, updated)


class _Told:
    """Counts what is done, and tells who wants to know."""

    def __init__(self, progress: Progress | None, of: int) -> None:
        self._progress, self._of, self._done = progress, of, 0

    def advance(self, count: int) -> None:
        self._done += count
        if self._progress is not None:
            self._progress(self._done, self._of)
