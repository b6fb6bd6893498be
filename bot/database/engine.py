"""The engine, and the two ways to use it: reading, and writing in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url

BUSY_SECONDS = 15
"""How long a writer of SQLite waits for another's transaction."""


def engine_of(url: str) -> Engine:
    """The engine of a database address; a folder for SQLite's file is made."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return sa.create_engine(url, future=True, pool_pre_ping=True, pool_size=10)
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        future=True,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        # A kept connection a thread: opening one costs more than most queries.
        poolclass=sa.pool.QueuePool,
        pool_size=20,
        max_overflow=20,
    )
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _set_up_sqlite(connection: Any, _: Any) -> None:
    # The driver would begin transactions by itself, and late: we do (see _begin).
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # A killed process loses nothing in WAL mode; a power cut may lose the last commits.
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: one that reads first and writes later can fail in between.
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read with: sees one state, takes no lock that others wait for."""
    with engine.connect().execution_options(writes=False) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection in one write transaction: all or nothing, committed at the end."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection
