"""Moments, money and JSON come back from both databases as they went in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from bot.database.engine import engine_of, reading, writing
from bot.database.types import Amount, Json, NotStorable, UtcDateTime

ROUND_TRIPS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

table = sa.Table(
    "kept",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime),
    sa.Column("amount", Amount),
    sa.Column("facts", Json),
)


@pytest.fixture
def kept(empty_database_url: str) -> Iterator[Engine]:
    engine = engine_of(empty_database_url)
    with writing(engine) as connection:
        table.create(connection)
    yield engine
    engine.dispose()


def back(engine: Engine, **values: Any) -> Any:
    """What comes back of a value."""
    (name,) = values
    with writing(engine) as connection:
        connection.execute(sa.delete(table))
        connection.execute(sa.insert(table).values(**values))
    with reading(engine) as connection:
        return connection.execute(sa.select(table.c[name])).scalar_one()


ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@ROUND_TRIPS
@given(
    moment=st.datetimes(
        min_value=datetime(1, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
        max_value=datetime(9999, 12, 30),  # noqa: DTZ001
        timezones=ZONES,
    )
)
def test_a_moment_comes_back_in_utc(kept: Engine, moment: datetime) -> None:
    found = back(kept, at=moment)
    assert found == moment
    assert found.tzinfo is timezone.utc


@pytest.mark.parametrize(
    "moment",
    [
        datetime.min.replace(tzinfo=timezone.utc),
        datetime.max.replace(tzinfo=timezone.utc),
        datetime(2026, 3, 29, 0, 59, 59, 999_999, tzinfo=timezone.utc),
    ],
)
def test_the_ends_of_the_calendar_come_back(kept: Engine, moment: datetime) -> None:
    assert back(kept, at=moment) == moment


def test_moments_are_compared_as_moments(kept: Engine) -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
    with writing(kept) as connection:
        connection.execute(sa.insert(table), [{"id": 1, "at": noon}])
        east = noon.astimezone(timezone(timedelta(hours=9)))
        for moment, count in ((east, 1), (east + timedelta(microseconds=1), 0)):
            found = sa.select(sa.func.count()).where(table.c.at >= moment)
            assert connection.execute(found).scalar_one() == count


def test_a_naive_moment_is_refused(kept: Engine) -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        back(kept, at=datetime(2026, 11, 24, 12))  # noqa: DTZ001


@ROUND_TRIPS
@given(amount=st.decimals(-(10**13), 10**13, places=4))
def test_money_comes_back_to_the_digit(kept: Engine, amount: Decimal) -> None:
    found = back(kept, amount=amount)
    assert isinstance(found, Decimal)
    assert found == amount
    assert -found.as_tuple().exponent >= 2  # type: ignore[operator]


@pytest.mark.parametrize(
    ("given_amount", "text"),
    [
        ("18.90", "18.90"),
        ("18.9", "18.90"),
        ("0", "0.00"),
        ("1500", "1500.00"),
        ("1E+3", "1000.00"),
        ("1.500", "1.50"),
        ("0.125", "0.125"),
        ("99999999999999.9999", "99999999999999.9999"),
    ],
)
def test_money_is_written_with_cents(kept: Engine, given_amount: str, text: str) -> None:
    assert str(back(kept, amount=Decimal(given_amount))) == text


@pytest.mark.parametrize(
    "amount", [18.9, 18, "18.90", Decimal("NaN"), Decimal("Infinity"), Decimal("0.00001"),
               Decimal("100000000000000")]
)  # fmt: skip
def test_money_that_would_not_come_back_is_refused(kept: Engine, amount: Any) -> None:
    with pytest.raises(NotStorable):
        back(kept, amount=amount)


@pytest.mark.parametrize(
    "facts", [{"titel": "Hülle", "ราคา": ["249.00", None, True, 3]}, [], {}, "x", 0, False]
)
def test_json_comes_back(kept: Engine, facts: Any) -> None:
    assert back(kept, facts=facts) == facts


def test_no_json_is_null(kept: Engine) -> None:
    with writing(kept) as connection:
        connection.execute(sa.insert(table).values(facts=None))
        missing = sa.select(sa.func.count()).where(table.c.facts.is_(None))
        assert connection.execute(missing).scalar_one() == 1


def test_nothing_comes_back_as_nothing(kept: Engine) -> None:
    assert back(kept, at=None) is None
    assert back(kept, amount=None) is None
