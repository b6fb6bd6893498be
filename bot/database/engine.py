"""The engine, and the two ways to use it: reading, and writing in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

BUSY_SECONDS = 10
"""How long a writer of SQLite waits for another's transaction."""

CONNECT_SECONDS = 10
"""How long a PostgreSQL server may take to answer a first knock."""


class UnusableDatabase(Exception):
    """A database that can't be used as it is: its text says which and why, without a password."""

    code = "unusable_database"


def engine_of(url: str) -> Engine:
    """The engine of a database address: SQLite's or PostgreSQL's.

    The folder of SQLite's file is made. Raises :class:`UnusableDatabase` for an address of
    another kind, for SQLite in memory (each process would have its own), and for a folder that
    can't be made. Nothing is connected yet.
    """
    try:
        address = make_url(url)
        kind = address.get_backend_name()
        if kind == "sqlite":
            return _sqlite(address)
        if kind == "postgresql":
            return _postgresql(address)
    except (ArgumentError, NoSuchModuleError) as error:
        raise UnusableDatabase("a sqlite:// or postgresql:// address was expected") from error
    raise UnusableDatabase(f"{kind} is not served: only SQLite and PostgreSQL are")


def shown(engine: Engine) -> str:
    """The address of an engine's database as it may be printed: its password is hidden."""
    return str(engine.url.render_as_string(hide_password=True))


def _sqlite(address: URL) -> Engine:
    if not address.database or address.database == ":memory:":
        raise UnusableDatabase("SQLite needs a file: sqlite:///folder/file.sqlite3")
    try:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableDatabase(
            f"the folder of {address.database} can't be made: {error.strerror}"
        ) from error
    engine = sa.create_engine(
        address,
        future=True,
        hide_parameters=True,  # errors are logged: without what customers wrote
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        # Kept connections: opening one costs more than most queries.
        poolclass=sa.pool.QueuePool,
        pool_size=20,
        max_overflow=20,
    )
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _postgresql(address: URL) -> Engine:
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg2")
    engine = sa.create_engine(
        address,
        future=True,
        hide_parameters=True,  # errors are logged: without what customers wrote
        connect_args={"connect_timeout": CONNECT_SECONDS},
        pool_pre_ping=True,
        pool_size=10,
        # Many rows at once go in pages, not in a round trip each: an import lives from it.
        executemany_mode="values_plus_batch",
        executemany_batch_page_size=500,
    )
    sa.event.listen(engine, "connect", _set_up_postgresql)
    return engine


def _set_up_sqlite(connection: Any, _: Any) -> None:
    # The driver would begin transactions by itself, and late: we do (see _begin).
    connection.isolation_level = None
    # A killed process loses nothing in WAL mode; a power cut may lose the last commits.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _set_up_postgresql(connection: Any, _: Any) -> None:
    # The last day of the calendar in UTC would lie beyond it in a zone east of Greenwich.
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
    connection.autocommit = False


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: one that reads first and writes later can fail in between.
    # By the driver itself: this happens with every transaction, and SQLAlchemy's way costs more
    # than the statement.
    writes = connection.get_execution_options().get("writes", True)
    kept = connection.connection
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED"
    try:
        if kept.info.get("writes") is not writes:
            kept.execute(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
            kept.info["writes"] = writes
        kept.execute(begin)
    except sqlite3.Error as error:
        # The driver's own error would pass by everybody who minds SQLAlchemy's.
        raise sa.exc.OperationalError(begin, None, error) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read with: all its queries see one state of the database.

    It takes no lock that others wait for, and the database refuses to write through it.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        else:
            connection.execution_options(writes=False)
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection in one write transaction: all or nothing, committed at the end."""
    with engine.connect() as connection, connection.begin():
        yield connection
