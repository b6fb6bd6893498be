"""Migrations lead to the tables as the rooms define them, whoever runs them and however often."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.database.engine import UnusableDatabase, engine_of, reading, writing
from bot.database.metadata import metadata
from bot.database.migrate import configuration, migrate


def tables_in(url: str) -> set[str]:
    engine = engine_of(url)
    with reading(engine) as connection:
        found = set(sa.inspect(connection).get_table_names())
    engine.dispose()
    return found


def test_a_fresh_database_becomes_what_the_tables_say(empty_database_url: str) -> None:
    migrate(empty_database_url)
    engine = engine_of(empty_database_url)
    with reading(engine) as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []
    assert tables_in(empty_database_url) == {*metadata.tables, "alembic_version"}


def test_migrating_again_changes_nothing(database_url: str) -> None:
    before = tables_in(database_url)
    migrate(database_url)
    assert tables_in(database_url) == before


def test_every_migration_can_be_taken_back(database_url: str) -> None:
    engine = engine_of(database_url)
    with writing(engine) as connection:
        command.downgrade(configuration(connection), "base")
    assert tables_in(database_url) == {"alembic_version"}
    migrate(database_url)
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_there_is_one_newest_revision() -> None:
    assert len(ScriptDirectory.from_config(configuration()).get_heads()) == 1


def test_a_migration_that_fails_halfway_leaves_nothing(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    script = ScriptDirectory.from_config(configuration())
    newest = script.get_revision("heads").module
    monkeypatch.setattr(newest, "upgrade", fail)
    # Alembic reads its scripts anew for each command: it must find the broken one.
    monkeypatch.setattr(ScriptDirectory, "from_config", lambda _: script)
    with pytest.raises(ZeroDivisionError):
        migrate(empty_database_url)
    assert tables_in(empty_database_url) == set()


@pytest.mark.slow
def test_processes_that_start_at_once_all_find_it_done(empty_database_url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(6, mp_context=spawn) as pool:
        list(pool.map(migrate, [empty_database_url] * 12))
    assert {*metadata.tables} <= tables_in(empty_database_url)


def test_a_newer_bots_database_is_refused(database_url: str) -> None:
    engine = engine_of(database_url)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_later'")
    engine.dispose()
    with pytest.raises(UnusableDatabase, match="another version of the bot"):
        migrate(database_url)


def test_a_server_that_is_away_is_said_without_its_password() -> None:
    with pytest.raises(UnusableDatabase) as refused:
        migrate("postgresql://shop:hush@127.0.0.1:1/shop")
    assert "127.0.0.1" in str(refused.value)
    assert "hush" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear shop, " * 100)
    with pytest.raises(UnusableDatabase, match="not a database"):
        migrate(f"sqlite:///{tmp_path}/letter.txt")


def test_a_percent_sign_in_the_path_does_no_harm(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/100%/bot.sqlite3"
    migrate(url)
    assert "orders" in tables_in(url)
