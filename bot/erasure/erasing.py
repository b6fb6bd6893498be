"""Forgets what a conversation held, in every table and in the store of files.

What stays is what the shop must be able to show later: that there was a conversation and when; of
a ticket its number, category, order, dates and state, so that a claim under way is still worked
on, and proof of it is left. Customers and orders are the shop's own records and are not touched.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.attachments.keeping import forget_of_conversation
from bot.attachments.store import FileStore
from bot.conversations.tables import conversations, tickets
from bot.database.engine import reading, writing
from bot.database.metadata import TABLE_MODULES, metadata
from bot.orders.addresses import email_key
from bot.orders.queries import customer_of
from bot.outgoing_mail.tables import outgoing_mails
from bot.webhooks.tables import webhook_deliveries

AT_ONCE = 100
AGAIN_FOR = timedelta(days=1)
"""So long it is looked again whether something came after all: a turn that was under way."""

_SHELLS = ("conversations", "tickets")
"""Tables whose rows stay, emptied."""


def erase(engine: Engine, store: FileStore, conversation_id: str, now: datetime) -> None:
    """Forgets a conversation and ends its tokens. Again does no harm, and finishes what a crash
    left: the files go first, then in one transaction all that the tables hold."""
    forget_of_conversation(engine, store, conversation_id)
    with writing(engine) as connection:
        held = sa.select(conversations.c.customer_id).where(conversations.c.id == conversation_id)
        customer_id = connection.execute(held.with_for_update()).scalar_one_or_none()
        for statement in _deletions(conversation_id):
            connection.execute(statement)
        connection.execute(
            sa.update(tickets)
            .where(tickets.c.conversation_id == conversation_id)
            .values(customer_id=None, decision=None, evidence={}, missing=[], summary="", words="")
        )
        connection.execute(
            sa.update(conversations)
            .where(conversations.c.id == conversation_id)
            .values(
                customer_id=None,
                assurance="anonymous",
                identified_at=None,
                context={},
                language_candidate=None,
                owner="closed",
                turn_holder=None,
                turn_until=None,
                tokens_valid_from=now,
                erased_at=sa.func.coalesce(conversations.c.erased_at, now),
            )
        )
        # Their bodies name the conversation, and whose it is.
        said = sa.cast(webhook_deliveries.c.body, sa.Text)
        connection.execute(sa.delete(webhook_deliveries).where(said.contains(conversation_id)))
        if customer_id is not None:
            _forget_mails(connection, customer_id)


def erase_customer(engine: Engine, store: FileStore, customer_id: str, now: datetime) -> int:
    """Forgets all conversations of a customer; gives how many there were."""
    with reading(engine) as connection:
        wanted = sa.select(conversations.c.id).where(conversations.c.customer_id == customer_id)
        found = list(connection.execute(wanted).scalars())
    for conversation_id in found:
        erase(engine, store, conversation_id, now)
    with writing(engine) as connection:
        _forget_mails(connection, customer_id)
    return len(found)


def erase_old(engine: Engine, store: FileStore, now: datetime, days: int) -> int:
    """Forgets conversations in which nothing happened for so many days, except where a ticket is
    still open; and mails that were sent before then. Gives how many conversations, a hundred at
    most."""
    before = now - timedelta(days=days)
    is_open = sa.exists().where(
        tickets.c.conversation_id == conversations.c.id, tickets.c.state == "open"
    )
    with reading(engine) as connection:
        wanted = (
            sa.select(conversations.c.id)
            .where(
                conversations.c.updated_at < before,
                conversations.c.erased_at.is_(None),
                ~is_open,
            )
            .limit(AT_ONCE)
        )
        found = list(connection.execute(wanted).scalars())
    for conversation_id in found:
        erase(engine, store, conversation_id, now)
    with writing(engine) as connection:
        connection.execute(
            sa.delete(outgoing_mails).where(
                outgoing_mails.c.state != "pending", outgoing_mails.c.created_at < before
            )
        )
        _empty_mails(
            connection, lambda mails: sa.and_(mails.c.received_at < before, mails.c.sender != "")
        )
    return len(found)


def erase_again(engine: Engine, store: FileStore, now: datetime) -> int:
    """Forgets what came into conversations after they were erased: a turn that was under way
    saves its state when it ends. Gives how many were looked at."""
    with reading(engine) as connection:
        wanted = sa.select(conversations.c.id).where(conversations.c.erased_at > now - AGAIN_FOR)
        found = list(connection.execute(wanted).scalars())
    for conversation_id in found:
        erase(engine, store, conversation_id, now)
    return len(found)


def _deletions(conversation_id: str) -> Iterator[sa.sql.Delete]:
    """Deletes every row of the conversation, whichever room it belongs to: those that name it,
    and those that hang on a row that does. So a new table with customers' words is emptied
    without being named here. One whose rows must stay says by ``info["when_erased"]`` what is
    left of them."""
    yield _letters(conversation_id)
    for table in reversed(_tables().sorted_tables):
        if table.name in _SHELLS:
            continue
        if "conversation_id" in table.c:
            own_rows = table.c.conversation_id == conversation_id
            if (emptied := table.info.get("when_erased")) is not None:
                yield sa.update(table).where(own_rows).values(**emptied)
            else:
                yield sa.delete(table).where(own_rows)
            continue
        for key in table.foreign_keys:
            parent = key.column.table
            if "conversation_id" in parent.c:
                own = sa.select(key.column).where(parent.c.conversation_id == conversation_id)
                yield sa.delete(table).where(key.parent.in_(own))


def _tables() -> sa.MetaData:
    """All tables, of every room."""
    for module in TABLE_MODULES:
        importlib.import_module(module)
    return metadata


def _letters(conversation_id: str) -> sa.sql.Delete:
    """Deletes what went to the address that the conversation is with, by mail."""
    threads = _tables().tables["mail_threads"]
    address = sa.select(threads.c.address).where(threads.c.conversation_id == conversation_id)
    return sa.delete(outgoing_mails).where(
        outgoing_mails.c.state != "pending", outgoing_mails.c.address.in_(address)
    )


def _forget_mails(connection: Connection, customer_id: str) -> None:
    """Mails that went to the customer, and those of theirs that nobody answered; one that is
    still to be sent goes."""
    customer = customer_of(connection, customer_id)
    if customer is not None and customer.email:
        connection.execute(
            sa.delete(outgoing_mails).where(
                outgoing_mails.c.state != "pending",
                sa.func.lower(outgoing_mails.c.address) == customer.email.lower(),
            )
        )
        _empty_mails(connection, lambda mails: mails.c.sender == email_key(customer.email))


def _empty_mails(connection: Connection, which: Callable[[sa.Table], Any]) -> None:
    """Empties mails that came in and belong to no conversation."""
    mails = _tables().tables["mails"]
    connection.execute(
        sa.update(mails)
        .where(which(mails), mails.c.conversation_id.is_(None), mails.c.state != "waiting")
        .values(**mails.info["when_erased"])
    )
