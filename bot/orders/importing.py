"""``orders import``: reads a file, checks every row, and writes all of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.engine import Connection, Engine

from bot.database.engine import writing
from bot.orders import tables
from bot.orders.import_format import ROWS, Row
from bot.orders.queries import number_key
from bot.orders.upserting import replace_details, upsert

MOST_PROBLEMS = 50
"""So many bad rows are named; the rest is counted."""

BATCH = 500


class BadImport(ValueError):
    """A file that was refused. ``problems`` name list, index, field and reason."""

    code = "bad_import"

    def __init__(self, problems: list[str], more: int = 0) -> None:
        self.problems = problems
        lines = [*problems, f"and {more} more"] if more else problems
        super().__init__("\n".join(lines))


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


def import_file(
    engine: Engine, path: Path, progress: Callable[[int, int], None] | None = None
) -> ImportReport:
    """Imports the file. ``progress`` gets rows done and rows in all.

    Raises :class:`BadImport` with every bad row; the database is then as it was.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadImport([f"the file is not UTF-8: byte {error.start}"]) from error
    except json.JSONDecodeError as error:
        raise BadImport(
            [f"the file is not JSON: line {error.lineno}, column {error.colno}: {error.msg}"]
        ) from error
    except RecursionError as error:
        raise BadImport(["the file is nested too deeply"]) from error
    return import_data(engine, data, progress)


def import_data(
    engine: Engine, data: Any, progress: Callable[[int, int], None] | None = None
) -> ImportReport:
    """Imports what a file holds, as Python's JSON objects. Raises :class:`BadImport`."""
    rows = _checked(data)
    told = _Progress(progress, sum(map(len, rows.values())))
    with writing(engine) as connection:
        _check_references(connection, rows)
        inserted, updated = {}, {}
        for name, table, key in (
            ("customers", tables.customers, "id"),
            ("orders", tables.orders, "number"),
            ("payments", tables.payments, "id"),
            ("coupons", tables.coupons, "code"),
        ):
            new = 0
            for batch in _batches(rows[name]):
                new += upsert(connection, table, key, [_values(name, row) for row in batch])
                if name == "orders":
                    replace_details(connection, batch)
                told.advance(len(batch))
            inserted[name], updated[name] = new, len(rows[name]) - new
    return ImportReport(inserted, updated)


class _Progress:
    def __init__(self, tell: Callable[[int, int], None] | None, of: int) -> None:
        self._tell, self._of, self._done = tell, of, 0

    def advance(self, count: int) -> None:
        self._done += count
        if self._tell:
            self._tell(self._done, self._of)


def _values(name: str, row: Any) -> dict[str, Any]:
    values: dict[str, Any] = row.dict(exclude={"items", "tracking_events"})
    if name == "orders":
        values["number_key"] = number_key(row.number)
    return values


def _batches(rows: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


class _Problems:
    """Collects what is wrong, at most so many lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.more = 0

    def add(self, name: str, index: int, field: str, reason: str) -> None:
        if len(self.lines) >= MOST_PROBLEMS:
            self.more += 1
        else:
            self.lines.append(f"{name}[{index}].{field}: {reason}")

    def refuse(self) -> None:
        if self.lines:
            raise BadImport(self.lines, self.more)


def _checked(data: Any) -> dict[str, list[Row]]:
    if not isinstance(data, dict):
        raise BadImport(["the file must hold one JSON object"])
    unknown = sorted(set(data) - set(ROWS))
    if unknown:
        known = ", ".join(ROWS)
        raise BadImport([f"{name}: unknown list; known are {known}" for name in unknown])
    problems = _Problems()
    rows: dict[str, list[Row]] = {}
    for name, (form, key) in ROWS.items():
        entries = data.get(name) or []
        if not isinstance(entries, list):
            raise BadImport([f"{name}: must be a list"])
        rows[name] = []
        seen: dict[str, int] = {}
        for index, entry in enumerate(entries):
            row = _row(form, entry, name, index, problems)
            if row is None:
                continue
            found = getattr(row, key)
            same = number_key(found) if name == "orders" else found
            if same in seen:
                problems.add(name, index, key, f"{found!r} stands at index {seen[same]} already")
            seen.setdefault(same, index)
            rows[name].append(row)
    problems.refuse()
    return rows


def _row(form: type[Row], entry: Any, name: str, index: int, problems: _Problems) -> Row | None:
    if not isinstance(entry, dict):
        problems.add(name, index, "", "must be an object")
        return None
    try:
        return form.parse_obj(entry)
    except ValidationError as error:
        for found in error.errors():
            problems.add(name, index, _path(found["loc"]), _reason(found))
        return None


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".").replace("__root__", "row")


def _reason(found: Mapping[str, Any]) -> str:
    if found["type"] == "value_error.const":
        permitted = ", ".join(map(str, found["ctx"]["permitted"]))
        return f"{found['ctx']['given']!r} is none of {permitted}"
    if found["type"] == "value_error.missing":
        return "is missing"
    if found["type"] == "value_error.extra":
        return "is an unknown field"
    return str(found["msg"])


def _check_references(connection: Connection, rows: Mapping[str, list[Any]]) -> None:
    """Every order and payment belongs to a customer who is in the file or in the database."""
    problems = _Problems()
    wanted = {row.customer_id for name in ("orders", "payments") for row in rows[name]}
    customers = {row.id for row in rows["customers"]}
    customers |= _there(connection, tables.customers.c.id, wanted - customers)
    numbers = {row.number: row.customer_id for row in rows["orders"]}
    asked = {row.order_number for row in rows["payments"] if row.order_number}
    known = _there(connection, tables.orders.c.number, asked - set(numbers))
    for name in ("orders", "payments"):
        for index, row in enumerate(rows[name]):
            if row.customer_id not in customers:
                problems.add(name, index, "customer_id", f"no customer {row.customer_id!r}")
    for index, row in enumerate(rows["payments"]):
        if row.order_number and row.order_number not in numbers and row.order_number not in known:
            problems.add("payments", index, "order_number", f"no order {row.order_number!r}")
    problems.refuse()


def _there(connection: Connection, column: Any, values: set[str]) -> set[str]:
    found: set[str] = set()
    wanted = sorted(values)
    for batch in _batches(wanted):
        found.update(connection.execute(sa.select(column).where(column.in_(batch))).scalars())
    return found
