"""A job is due again after its pause; a clock that jumps makes no backlog."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.channels.every import Every

NOW = datetime(2027, 1, 20, 12, tzinfo=timezone.utc)
EVERY = Every(seconds=10, timezone=timezone.utc)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("late", [0 * SECOND, 9 * SECOND, 10 * SECOND])
def test_a_job_that_is_hardly_late_keeps_its_rhythm(late: timedelta) -> None:
    assert EVERY.get_next_fire_time(NOW, NOW + late) == NOW + 10 * SECOND


@pytest.mark.parametrize("slept", [11 * SECOND, timedelta(days=2), timedelta(days=400)])
def test_after_a_long_sleep_a_job_is_due_once_and_then_after_its_pause(slept: timedelta) -> None:
    now = NOW + slept
    assert EVERY.get_next_fire_time(NOW, now) == now + 10 * SECOND


def test_a_clock_that_is_set_back_leaves_the_rhythm_as_it_was() -> None:
    assert EVERY.get_next_fire_time(NOW, NOW - timedelta(days=1)) == NOW + 10 * SECOND
