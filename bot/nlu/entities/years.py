"""The year of a date that has none, two digits of one, or one of the Buddhist calendar."""

from __future__ import annotations

from datetime import date

_BUDDHIST_YEARS = 543
_FIRST, _LAST = 1900, 2100
_NEAR = 20
"""Two digits mean no year further in the future than this."""


def day_of(
    year: str | None, month: int, day: int, today: date, *, buddhist: bool = False
) -> date | None:
    """The day, or None where there is no such one.

    Without a year it is the latest that is not after ``today``. ``buddhist``: two digits may be
    a year of that calendar.
    """
    if year is None:
        return _latest(month, day, today)
    number = year_of(year, today, buddhist=buddhist)
    return None if number is None else _day(number, month, day)


def year_of(text: str, today: date, *, buddhist: bool = False) -> int | None:
    """The year that two or four digits mean, or None where a date has no such one.

    From 2400 on it is of the Buddhist calendar; of two digits from 50 on, where ``buddhist``.
    """
    number = int(text)
    if len(text) == 2:
        if buddhist and number >= 50:
            return 2500 + number - _BUDDHIST_YEARS
        number += today.year // 100 * 100
        return number if number <= today.year + _NEAR else number - 100
    if number > 2400:
        number -= _BUDDHIST_YEARS
    return number if _FIRST <= number <= _LAST else None


def _latest(month: int, day: int, today: date) -> date | None:
    for year in range(today.year, today.year - 9, -1):  # 29 February may be eight years off
        found = _day(year, month, day)
        if found is not None and found <= today:
            return found
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
