"""Brings a database to the newest form of the tables."""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection, make_url

from bot.database.engine import engine_of

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x5B07  # the number of PostgreSQL's advisory lock; any, but always the same


def migrate(url: str) -> None:
    """Upgrades to the newest revision. Safe where several processes start at once."""
    engine = engine_of(url)
    try:
        with _alone(url), engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_lock(_LOCK)))
                connection.commit()
            _upgrade(connection)
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_unlock(_LOCK)))
                connection.commit()
    finally:
        engine.dispose()


def configuration() -> Config:
    """Alembic's configuration of our migrations."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _upgrade(connection: Connection) -> None:
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """One process at a time migrates a SQLite file; PostgreSQL has a lock of its own."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        yield
        return
    name = sha256(str(address.database).encode()).hexdigest()[:16]
    with (Path(tempfile.gettempdir()) / f"support-bot-{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
