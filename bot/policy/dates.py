"""Reckoning with time: days that have passed, dates in the customer's zone, business days."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.policy.facts import CustomerFacts
from bot.policy.numbers import numbers

if TYPE_CHECKING:
    import holidays

_LAST = datetime.max.replace(tzinfo=timezone.utc)


def after(moment: datetime, span: timedelta) -> datetime:
    """The moment that lies ``span`` later; the end of time where that is past the calendar."""
    try:
        return moment.astimezone(timezone.utc) + span
    except OverflowError:
        return _LAST


def has_passed(deadline: datetime, now: datetime) -> bool:
    """Whether the deadline is reached: "N days have passed" means ``now - moment >= N days``."""
    return now >= deadline


def zone_of(customer: CustomerFacts | None) -> tzinfo:
    """The customer's time zone; UTC where none or no real one is known."""
    return _zone(customer.timezone if customer else None)


@lru_cache(maxsize=512)
def _zone(name: str | None) -> tzinfo:
    if not name or not isinstance(name, str):
        return timezone.utc
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return timezone.utc


def local_date(moment: datetime, customer: CustomerFacts | None) -> date:
    """The calendar date of a moment where the customer lives."""
    try:
        return moment.astimezone(zone_of(customer)).date()
    except OverflowError:
        return moment.date()


def business_days_after(day: date, count: int, customer: CustomerFacts | None) -> date:
    """The ``count``-th business day after ``day``, counted from the day after it.

    Monday to Friday; public holidays of the customer's country are left out where numbers.yml
    names that country. Past the end of the calendar: its last day.
    """
    country = (customer.country or "").upper() if customer and customer.country else ""
    closed = _holidays(country) if country in numbers().holiday_countries else None
    try:
        while count:
            day += timedelta(days=1)
            if day.weekday() < 5 and (closed is None or day not in closed):
                count -= 1
    except OverflowError:
        return date.max
    return day


@lru_cache(maxsize=64)
def _holidays(country: str) -> holidays.HolidayBase | None:
    import holidays  # here: a deployment that names no country never loads its calendars

    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None
