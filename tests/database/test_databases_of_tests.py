"""The databases that tests are lent hold nothing of the test before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bot.database.engine import engine_of, writing
from tests.services.postgres import Postgres

CUSTOMER = "INSERT INTO customers (id) VALUES ('c-1')"


@pytest.fixture
def lent(postgres: Postgres, migrated_database: str) -> Callable[..., str]:
    """Does these things in a database that is lent, gives it back, and tells its name."""

    def run(*statements: str) -> str:
        name = postgres.lend(migrated_database)
        engine = engine_of(postgres.url(name))
        with writing(engine) as connection:
            for statement in statements:
                connection.execute(sa.text(statement))
            rows = connection.execute(sa.text("SELECT count(*) FROM customers")).scalar()
            following = connection.execute(sa.text("SELECT nextval('audit_log_id_seq')")).scalar()
        # Its connections are left open: whoever lends it again is not kept waiting.
        postgres.give_back(name, migrated_database)
        engine.dispose()
        return f"{name} {rows} {following}"

    return run


def test_what_a_test_wrote_is_gone_for_the_next(lent: Callable[..., str]) -> None:
    name = lent().split()[0]
    assert lent(CUSTOMER) == f"{name} 1 1"
    assert lent() == f"{name} 0 1"


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE customers ADD COLUMN more text",
        "DROP TABLE audit_log CASCADE; CREATE SEQUENCE audit_log_id_seq",
        "ALTER TABLE audit_log DISABLE TRIGGER ALL",
        "UPDATE alembic_version SET version_num = 'x'",
    ],
)
def test_a_database_whose_tables_were_changed_is_not_lent_again(
    change: str, lent: Callable[..., str]
) -> None:
    changed = lent(change).split()[0]
    assert lent().split()[0] != changed
