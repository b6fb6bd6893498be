"""The moments of reminders: nine in the morning where the customer lives, never too early."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import CustomerFacts, OrderFacts
from bot.reminders.keeping import days_of

UTC = timezone.utc
ZONES = [
    "UTC",
    "Europe/Lisbon",
    "Asia/Bangkok",
    "America/Los_Angeles",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due(placed: datetime, zone: str | None, guarantee: datetime | None = None) -> list[datetime]:
    order = OrderFacts(
        number="JM-1",
        status="shipped",
        placed_at=placed,
        paid_at=placed,
        shipped_at=placed,
        guarantee_until=guarantee,
    )
    days = days_of(order, CustomerFacts(id="c", timezone=zone), placed)
    assert [day.kind for day in days] == ["day_100", "last_day"][: len(days)]
    return [day.due_at for day in days]


@pytest.mark.parametrize(
    ("placed", "zone", "first", "last"),
    [
        # Before nine: the morning of the day itself.
        ("2026-08-24T03:00:00", "UTC", "2026-12-02T09:00:00", "2026-12-16T09:00:00"),
        # After nine: the moment itself; on the last day the morning.
        ("2026-08-24T14:00:00", "UTC", "2026-12-02T14:00:00", "2026-12-17T09:00:00"),
        # 14:00 is 21:00 in Bangkok.
        ("2026-08-24T14:00:00", "Asia/Bangkok", "2026-12-02T14:00:00", "2026-12-17T02:00:00"),
        # 03:00 is 20:00 the day before in Los Angeles, an hour of winter later.
        (
            "2026-08-24T03:00:00",
            "America/Los_Angeles",
            "2026-12-02T03:00:00",
            "2026-12-16T17:00:00",
        ),
        # Nine to the second.
        ("2026-08-24T09:00:00", "UTC", "2026-12-02T09:00:00", "2026-12-16T09:00:00"),
        ("2026-08-24T09:00:01", "UTC", "2026-12-02T09:00:01", "2026-12-16T09:00:00"),
        # The guarantee must have an hour left on its last morning.
        ("2026-08-24T09:59:59", "UTC", "2026-12-02T09:59:59", "2026-12-16T09:00:00"),
        ("2026-08-24T10:00:00", "UTC", "2026-12-02T10:00:00", "2026-12-17T09:00:00"),
        # Nobody knows the zone.
        ("2026-08-24T03:00:00", "Mars/Crater", "2026-12-02T09:00:00", "2026-12-16T09:00:00"),
        ("2026-08-24T03:00:00", None, "2026-12-02T09:00:00", "2026-12-16T09:00:00"),
    ],
)
def test_a_reminder_comes_at_nine_where_the_customer_lives(
    placed: str, zone: str | None, first: str, last: str
) -> None:
    assert due(moment(placed), zone) == [moment(first), moment(last)]


@pytest.mark.parametrize("days", [-400, 0, 99, 100])
def test_there_is_no_last_day_before_a_claim_is_possible(days: int) -> None:
    placed = moment("2026-08-24T03:00:00")
    assert len(due(placed, "UTC", placed + timedelta(days=days))) == 1


def test_the_orders_own_guarantee_counts() -> None:
    placed = moment("2026-08-24T03:00:00")
    until = moment("2027-01-31T23:59:59")
    assert due(placed, "UTC", until)[1] == moment("2027-01-31T09:00:00")


@given(
    seconds=st.integers(0, 20 * 365 * 24 * 3600),
    zone=st.sampled_from(ZONES),
    guarantee=st.none() | st.integers(101, 400),
)
def test_no_reminder_is_too_early_or_too_late(
    seconds: int, zone: str, guarantee: int | None
) -> None:
    placed = moment("2020-01-01T00:00:00") + timedelta(seconds=seconds)
    until = placed + timedelta(days=guarantee or 115)
    first, *rest = due(placed, zone, placed + timedelta(days=guarantee) if guarantee else None)
    claim = placed + timedelta(days=100)
    local = first.astimezone(ZoneInfo(zone))
    assert first >= claim
    assert local.date() == claim.astimezone(ZoneInfo(zone)).date()
    assert local.time() >= time(9)
    assert local.time() == time(9) or first == claim
    for last in rest:
        local = last.astimezone(ZoneInfo(zone))
        assert local.time() == time(9)
        assert first < last <= until - timedelta(hours=1)
        assert until - last < timedelta(hours=27)  # a day may have 25 hours
    assert rest or (guarantee is not None and guarantee < 103)
