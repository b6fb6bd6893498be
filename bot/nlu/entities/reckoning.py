"""Days reckoned from today."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def weekday(today: date, number: int, direction: int) -> date:
    """The last such weekday before today (``direction`` -1) or the next after it (1)."""
    apart = (today.weekday() - number) * -direction % 7 or 7
    return today + timedelta(days=apart * direction)


def months_before(today: date, months: int) -> date:
    """The same day so many months ago, or the last of that month where it is shorter."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
