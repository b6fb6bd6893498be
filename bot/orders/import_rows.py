"""Checks the rows of an import file, and makes of each what the tables take."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.engine import Connection

from bot.orders import tables
from bot.orders.addresses import email_key
from bot.orders.bad_import import Problems
from bot.orders.import_file import Lists
from bot.orders.import_format import ROWS, CustomerRow, OrderRow, Row
from bot.orders.numbers import number_key

BATCH = 1000
"""So many rows go into one statement."""

Values = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """The checked rows of one list.

    ``values`` are for the list's own table, ``places`` where each stood in the file; ``details``
    are an order's items and tracking events. ``named`` are the keys of bad rows too: what refers
    to one of them is not bad for that.
    """

    values: list[Values] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    details: list[Mapping[str, list[Values]]] = field(default_factory=list)
    named: dict[str, int] = field(default_factory=dict)


def checked_rows(
    lists: Lists, problems: Problems, advance: Callable[[int], None]
) -> dict[str, Rows]:
    """The rows of every list, each checked by itself; ``lists`` is used up.

    Tells ``advance`` how many of each batch are done.
    """
    checked = {}
    for name, entries in lists.items():
        rows = checked[name] = Rows()
        for start in range(0, len(entries), BATCH):
            batch = entries[start : start + BATCH]
            # What is checked is not needed any more: a large file would be in memory twice.
            entries[start : start + BATCH] = [None] * len(batch)
            for index, entry in enumerate(batch, start):
                _check(name, index, entry, rows, problems)
            advance(len(batch))
    return checked


def check_references(connection: Connection, rows: Mapping[str, Rows], problems: Problems) -> None:
    """Every order and payment belongs to a customer, every payment's order to the same one."""
    customers = _customers(connection, rows)
    owners = _owners(connection, rows)
    for name in ("orders", "payments"):
        for index, values in zip(rows[name].places, rows[name].values, strict=True):
            customer, number = values["customer_id"], values.get("order_number")
            if customer not in customers:
                problems.add(name, index, "customer_id", f"there is no customer {customer!r}")
            if number is None:
                continue
            if number not in owners:
                problems.add(name, index, "order_number", f"there is no order {number!r}")
            elif owners[number] not in (customer, None):
                reason = f"order {number!r} is another customer's"
                problems.add(name, index, "order_number", reason)


def batches(entries: list[Any]) -> Iterator[list[Any]]:
    """The entries in pieces that fit a statement."""
    for start in range(0, len(entries), BATCH):
        yield entries[start : start + BATCH]


def _check(name: str, index: int, entry: Any, rows: Rows, problems: Problems) -> None:
    form, key = ROWS[name]
    if not isinstance(entry, dict):
        problems.add(name, index, "", "must be an object")
        return
    try:
        row = form.parse_obj(entry)
    except ValidationError as error:
        problems.add_errors(name, index, error.errors())
        if isinstance(entry.get(key), str):
            rows.named.setdefault(entry[key].strip(), index)
        return
    identifier = getattr(row, key)
    if identifier in rows.named:
        problems.add(
            name, index, key, f"{identifier!r} stands at index {rows.named[identifier]} already"
        )
        return
    rows.named[identifier] = index
    rows.places.append(index)
    rows.values.append(_values(row))
    if isinstance(row, OrderRow):
        rows.details.append(
            {
                "items": [dict(item) for item in row.items],
                "tracking_events": [dict(event) for event in row.tracking_events],
            }
        )


def _values(row: Row) -> Values:
    values = dict(row)
    if isinstance(row, OrderRow):
        del values["items"], values["tracking_events"]
        values["number_key"] = number_key(row.number)
    if isinstance(row, CustomerRow):
        values["email_key"] = email_key(row.email)
    return values


def _customers(connection: Connection, rows: Mapping[str, Rows]) -> Collection[str]:
    named = rows["customers"].named
    wanted = {
        values["customer_id"] for name in ("orders", "payments") for values in rows[name].values
    }
    column = tables.customers.c.id
    found = set(named)
    for batch in batches(sorted(wanted - found)):
        found.update(connection.execute(sa.select(column).where(column.in_(batch))).scalars())
    return found


def _owners(connection: Connection, rows: Mapping[str, Rows]) -> Mapping[str, str | None]:
    """Whose the orders are that payments name; None for one whose row is bad."""
    owners: dict[str, str | None] = dict.fromkeys(rows["orders"].named)
    owners.update((values["number"], values["customer_id"]) for values in rows["orders"].values)
    wanted = {values["order_number"] for values in rows["payments"].values} - set(owners) - {None}
    table = tables.orders
    for batch in batches(sorted(wanted)):
        found = sa.select(table.c.number, table.c.customer_id).where(table.c.number.in_(batch))
        owners.update((number, customer) for number, customer in connection.execute(found))
    return owners
