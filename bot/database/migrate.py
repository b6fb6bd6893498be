"""Brings a database to the newest form of the tables."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DatabaseError

from bot.database.engine import UnusableDatabase, engine_of, reading, shown

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x5B07
"""The number of PostgreSQL's advisory lock: any, but the same in every process."""

WAIT_SECONDS = 120
"""How long one process waits for another that migrates the same SQLite file."""


def migrate(url: str) -> None:
    """Upgrades the database to the newest revision, in one transaction: all of it or nothing.

    Safe where several processes start at once: the first does it, the others wait and find it
    done. Raises :class:`~bot.database.engine.UnusableDatabase` where the server is away, the
    file is no database, or a newer version of the bot has been at it.
    """
    engine = engine_of(url)
    try:
        if not _is_newest(engine):
            _upgrade_alone(engine)
    except CommandError as error:
        raise UnusableDatabase(
            f"{shown(engine)}: its tables are of another version of the bot ({error})"
        ) from error
    finally:
        engine.dispose()


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration of our migrations, for a connection that is given to env.py."""
    config = Config()
    # Alembic's configuration takes a single % for the start of a placeholder.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def _is_newest(engine: Engine) -> bool:
    newest = set(ScriptDirectory.from_config(configuration()).get_heads())
    try:
        with reading(engine) as connection:
            return set(MigrationContext.configure(connection).get_current_heads()) == newest
    except DatabaseError as error:
        # The first knock: the server is away, the password is wrong, the file is something else.
        reason = str(error.orig).strip().split("\n", 1)[0]
        raise UnusableDatabase(f"{shown(engine)}: {reason}") from error


def _upgrade_alone(engine: Engine) -> None:
    """Upgrades while no other process can: SQLite's write lock, PostgreSQL's advisory lock."""
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # SQLite changes a table by copying it: rows that refer to it must not stand in the
            # way, and this pragma does nothing once a transaction has begun.
            _pragma(connection, "foreign_keys=OFF", f"busy_timeout={WAIT_SECONDS * 1000}")
        with connection.begin():
            if not sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
            command.upgrade(configuration(connection), "head")
            if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"a migration left rows without what they refer to: {broken}")


def _pragma(connection: Connection, *pragmas: str) -> None:
    for pragma in pragmas:
        connection.connection.execute(f"PRAGMA {pragma}")
