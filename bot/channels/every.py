"""When a job is due again: after its pause, or after now where the clock has jumped."""

from __future__ import annotations

from datetime import datetime

from apscheduler.triggers.interval import IntervalTrigger


class Every(IntervalTrigger):  # type: ignore[misc]
    """As APScheduler's own, but what was missed is not counted up one by one.

    A machine that slept for a weekend has missed 170,000 seconds: to name each of them, for every
    job of a second, holds the event loop up for as long as minutes.
    """

    def get_next_fire_time(
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime | None:
        """The next moment; never one that is long over."""
        if previous_fire_time is not None and previous_fire_time + self.interval < now:
            previous_fire_time = now
        found: datetime | None = super().get_next_fire_time(previous_fire_time, now)
        return found
