"""Engines, reading and writing, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.database.engine import UnusableDatabase, engine_of, reading, shown, writing
from bot.orders.tables import coupons, customers


def add_customer(engine: Engine, customer_id: str) -> None:
    with writing(engine) as connection:
        connection.execute(sa.insert(customers).values(id=customer_id))


def customer_ids(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.execute(sa.select(customers.c.id)).scalars())


def test_what_was_written_is_read(engine: Engine) -> None:
    add_customer(engine, "c-1")
    assert customer_ids(engine) == ["c-1"]


def test_a_write_that_fails_leaves_nothing(engine: Engine) -> None:
    def half_done() -> None:
        with writing(engine) as connection:
            connection.execute(sa.insert(customers).values(id="c-1"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert customer_ids(engine) == []


def test_the_database_refuses_to_write_through_a_reading_connection(engine: Engine) -> None:
    with pytest.raises(DatabaseError), reading(engine) as connection:
        connection.execute(sa.insert(customers).values(id="c-1"))
    # The same pooled connection may write again afterwards.
    add_customer(engine, "c-2")
    assert customer_ids(engine) == ["c-2"]


def test_a_reader_sees_one_state_while_another_writes(engine: Engine) -> None:
    add_customer(engine, "c-1")
    with reading(engine) as connection:
        before = connection.execute(sa.select(sa.func.count()).select_from(customers)).scalar()
        add_customer(engine, "c-2")
        after = connection.execute(sa.select(sa.func.count()).select_from(customers)).scalar()
    assert (before, after) == (1, 1)
    assert len(customer_ids(engine)) == 2


def test_a_reader_neither_waits_for_a_writer_nor_keeps_one_waiting(engine: Engine) -> None:
    add_customer(engine, "c-1")
    with writing(engine) as connection:
        connection.execute(sa.insert(customers).values(id="c-2"))
        assert customer_ids(engine) == ["c-1"]


def test_writers_take_turns_and_none_is_lost(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(
            sa.insert(coupons).values(
                code="COUNT",
                percent=0,
                starts_on=sa.func.current_date(),
                ends_on=sa.func.current_date(),
                description="",
            )
        )

    def count() -> None:
        for _ in range(10):
            with writing(engine) as connection:
                # Read first, write later: what fails on SQLite without BEGIN IMMEDIATE.
                found = connection.execute(sa.select(coupons.c.percent).with_for_update())
                connection.execute(sa.update(coupons).values(percent=found.scalar_one() + 1))

    threads = [threading.Thread(target=count) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert connection.execute(sa.select(coupons.c.percent)).scalar_one() == 100


def test_references_are_held(engine: Engine) -> None:
    with pytest.raises(sa.exc.IntegrityError), writing(engine) as connection:
        connection.exec_driver_sql(
            "INSERT INTO claims (id, customer_id, category, ticket, opened_at) "
            "VALUES (1, 'nobody', 'defect', 'T-1', '2026-01-01')"
        )


def test_sqlite_runs_as_the_operating_notes_say(tmp_path: Path) -> None:
    engine = engine_of(f"sqlite:///{tmp_path}/deep/er/bot.sqlite3")
    with reading(engine) as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 1,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://host/bot", "oracle://h/x", "x", "a://b/c"]
)
def test_an_address_that_cannot_serve_is_refused(url: str) -> None:
    with pytest.raises(UnusableDatabase):
        engine_of(url)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnusableDatabase, match=r"the folder of .*/file/bot\.sqlite3 can't be made"):
        engine_of(f"sqlite:///{tmp_path}/file/bot.sqlite3")


def test_an_address_is_shown_without_its_password() -> None:
    engine = engine_of("postgresql://shop:hush@db.example/shop")
    assert shown(engine) == "postgresql+psycopg2://shop:***@db.example/shop"


def test_a_lock_that_is_not_given_in_time_is_an_error_of_sqlalchemys(
    migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.database.engine.BUSY_SECONDS", 0.05)
    path = tmp_path / "busy.sqlite3"
    shutil.copy(migrated_file, path)
    first, second = engine_of(f"sqlite:///{path}"), engine_of(f"sqlite:///{path}")
    try:
        with writing(first), pytest.raises(OperationalError, match="locked"), writing(second):
            raise AssertionError("two writers at once")
        with writing(second) as connection:  # the connection is as good as before
            assert connection.execute(sa.text("SELECT 1")).scalar_one() == 1
    finally:
        first.dispose()
        second.dispose()
