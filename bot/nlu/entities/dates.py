"""Calendar dates: numeric ones, and months by name in eleven languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from babel import Locale

from bot.languages import LANGUAGES
from bot.nlu.entities.found import Found

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?(?![\d/])")
_BUDDHIST_YEARS = 543


def dates(text: str, today: date) -> Iterator[Found]:
    """Dates as ISO 8601. One without a year is the latest such day that is not after today."""
    if not any(character.isdecimal() for character in text):
        return
    for match in _ISO.finditer(text):
        year, month, day = map(int, match.groups())
        yield from _found(match, year, month, day, today)
    for match in _months().finditer(text):
        month = _month_numbers()[match.group("month").lower()]
        yield from _found(match, match.group("year"), month, int(match.group("day")), today)
    for match in _NUMERIC.finditer(text):
        day, month = int(match.group(1)), int(match.group(2))
        if month > 12 >= day:  # 11/24/2026: only an American can mean that
            day, month = month, day
        yield from _found(match, match.group(3), month, day, today)


def _found(
    match: re.Match[str], year: str | int | None, month: int, day: int, today: date
) -> Iterator[Found]:
    try:
        found = date(_year(year, month, day, today), month, day)
    except ValueError:
        return
    yield Found("date", found.isoformat(), *match.span())


def _year(year: str | int | None, month: int, day: int, today: date) -> int:
    if year is None:
        return today.year if (month, day) <= (today.month, today.day) else today.year - 1
    number = int(year)
    if number < 100:
        return 2000 + number
    return number - _BUDDHIST_YEARS if number > 2400 else number


@cache
def _month_numbers() -> dict[str, int]:
    """Names of months by CLDR, in the forms that stand alone and beside a day."""
    names: dict[str, int] = {}
    for language in LANGUAGES:
        locale = Locale(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    names.setdefault(name.lower().rstrip("."), number)
    # Romanian and Turkish without diacritics, as phones type them.
    for plain, number in {"subat": 2, "agustos": 8, "eylul": 9, "kasim": 11, "aralik": 12}.items():
        names.setdefault(plain, number)
    return {name: number for name, number in names.items() if not name.isdecimal()}


@cache
def _months() -> re.Pattern[str]:
    known = sorted(_month_numbers(), key=len, reverse=True)
    names = "|".join(re.escape(name) for name in known)
    link = r"(?:\s*(?:de|del|of|-)?\s*)"
    year = rf"(?:{link},?\s*(?P<year>\d{{4}}))?"
    return re.compile(
        rf"(?<!\d)(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?{link})"
        rf"(?P<month>{names})(?![a-zà-ÿа-я])\.?{year}",
        re.IGNORECASE,
    )
