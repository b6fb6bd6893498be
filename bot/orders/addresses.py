"""Accounts by their email address, however it is typed: ``Ana@Example.com `` is one with
``ana@example.com``."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.orders.queries import storable
from bot.orders.tables import customers, orders

LONGEST = 320
"""Characters of an address at most: 64 before the @, 255 behind it."""


@dataclass(frozen=True)
class Account:
    """Whose address it is: the customer's id, the address as the shop has it, and how they are
    written to."""

    customer_id: str
    email: str
    locale: str | None
    timezone: str | None


def email_key(typed: str | None) -> str | None:
    """An address as it is compared: in NFC, without regard to case. None where there is none."""
    if typed is None:
        return None
    return unicodedata.normalize("NFC", typed.strip()).casefold()[:LONGEST] or None


# Made once: to build a statement takes longer than to run it.
_WITH_ADDRESS = (
    sa.select(
        customers.c.id.label("customer_id"),
        customers.c.email,
        customers.c.locale,
        customers.c.timezone,
    )
    .outerjoin(orders, orders.c.customer_id == customers.c.id)
    .where(customers.c.email_key == sa.bindparam("key"))
    .group_by(customers.c.id)
    .order_by(sa.func.max(orders.c.placed_at).desc().nulls_last(), customers.c.id)
    .limit(1)
)


def account_with(connection: Connection, typed: str) -> Account | None:
    """The account that has this address: one statement, whether there is one or not.

    Where several have it, the one with the newest order: who reads that mailbox owns them all,
    and most likely asks about what they ordered last. Without orders, the first by id.
    """
    key = email_key(typed)
    if key is None or not storable(key):
        return None
    row = connection.execute(_WITH_ADDRESS, {"key": key}).mappings().one_or_none()
    return None if row is None else Account(**row)
