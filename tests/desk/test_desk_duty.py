"""When people are there, and what a customer who waits is told about it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.desk.duty import BadDutyHours, duty_hours
from bot.desk.waiting import _minutes
from bot.settings import BadSetting, load_settings

HOURS = duty_hours("Europe/Lisbon mon-fri 09:00-18:00, sat 10:00-14:00")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in UTC, which is Lisbon's time then; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (at(23, 9), None),
        (at(23, 17, 59), None),
        (at(23, 18), at(24, 9)),
        (at(23, 8, 59), at(23, 9)),
        (at(27, 20), at(28, 10)),
        (at(28, 14), at(30, 9)),
        (at(29, 12), at(30, 9)),
    ],
)
def test_hours_say_whether_somebody_is_there_and_else_when(
    moment: datetime, opens: datetime | None
) -> None:
    assert HOURS.is_open(moment) == (opens is None)
    assert HOURS.opens_at(moment) == opens


def test_without_hours_somebody_may_always_be_there() -> None:
    assert duty_hours("").opens_at(at(29, 3)) is None


def test_hours_follow_the_clocks_of_their_own_place() -> None:
    summer = datetime(2026, 7, 6, 8, 30, tzinfo=timezone.utc)  # 9:30 in Lisbon
    assert HOURS.is_open(summer)


def test_a_day_may_end_at_midnight_and_a_week_begin_anywhere() -> None:
    hours = duty_hours("UTC fri-mon 20:00-24:00")
    assert hours.is_open(at(29, 23, 59))
    assert not hours.is_open(at(24, 21))


@pytest.mark.parametrize(
    "text", ["always", "UTC", "Mars/Crater mon 09:00-10:00", "UTC mon 18:00-09:00", "UTC xyz 9-10"]
)
def test_hours_that_are_none_are_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(BadDutyHours):
        duty_hours(text)


def test_a_bad_setting_of_hours_stops_the_start() -> None:
    with pytest.raises(BadSetting, match="DUTY_HOURS does not fit: Europe/Lisbon mon-fri"):
        load_settings(_env_file=None, duty_hours="nine to five")


def test_a_time_is_told_only_where_there_are_real_waits_and_never_a_shorter_one() -> None:
    def minutes(*waits: float) -> int | None:
        return _minutes(sorted(timedelta(minutes=wait) for wait in waits))

    assert minutes(1, 1, 1, 1) is None
    assert minutes(1, 1, 1, 1, 1) == 5
    assert minutes(2, 3, 4, 11, 12) == 15
    assert minutes(100, 200, 300, 400, 500) is None
