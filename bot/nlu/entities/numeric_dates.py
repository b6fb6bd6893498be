"""Dates in numbers alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.nlu.entities.date_context import (
    is_day_suffix_behind,
    is_day_word_before,
    is_expiry,
    is_house,
    is_unit_behind,
)
from bot.nlu.entities.found import Found
from bot.nlu.entities.reading import Reading
from bot.nlu.entities.years import day_of

_YEAR_FIRST = re.compile(r"(?<![\d./-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d|[-/.]\d)")
_YEAR_LAST = re.compile(
    r"(?<![A-Za-z\d])(?<!\d[./:-])(\d{1,2})(?:([./-])(\d{1,2})\2(\d{4}|\d{2})"
    r"| ?([./]) ?(\d{1,2}) ?\5 ?(\d{4}))(?!\d|[./:-]\d)"
)
_NO_YEAR = re.compile(r"(?<![A-Za-z\d])(?<!\d[.,/:-])(\d{1,2})([./])(\d{1,2})(?!\d|[.,/:-]\d)(\.?)")
_POINT_LANGUAGES = frozenset(("de", "ru", "pl", "ro", "tr", "fr", "it"))
"""Where 15.01 may be a day."""


def numeric_dates(reading: Reading) -> Iterator[Found]:
    """Dates in digits: the year first, or day, month and year. The month is first only where it
    must be, as an American writes, and in English where there is no year."""
    for match in _YEAR_FIRST.finditer(reading.plain):
        year, _, month, day = match.groups()
        yield from _found(match.span(), day_of(year, int(month), int(day), reading.today))
    for match in _YEAR_LAST.finditer(reading.plain):
        day, month = match.group(1), match.group(3) or match.group(6)
        year = match.group(4) or match.group(7)
        yield from _found(match.span(), _ordered(reading, day, month, year))
    for match in _NO_YEAR.finditer(reading.plain):
        end = match.end(3)
        if not _is_day_without_year(reading, match):
            continue
        if match.group(2) == "." and match.group(4) and reading.language == "de":
            end = match.end()  # the point behind 15.01. is part of it
        day, month = match.group(1, 3)
        yield from _found((match.start(), end), _ordered(reading, day, month, None))


def _found(span: tuple[int, int], day: date | None) -> Iterator[Found]:
    if day is not None:
        yield Found("date", day.isoformat(), *span)


def _ordered(reading: Reading, first: str, second: str, year: str | None) -> date | None:
    day, month = int(first), int(second)
    if month > 12 >= day and (year is not None or reading.language == "en"):
        day, month = month, day
    return day_of(year, month, day, reading.today, buddhist=reading.language == "th")


def _is_day_without_year(reading: Reading, match: re.Match[str]) -> bool:
    """Whether two numbers are a day and a month rather than a price, a share or a version."""
    first, mark, second, _ = match.groups()
    if mark == "/" and len(first) == len(second) == 1 and int(first) < int(second) <= 4:
        return False  # 1/2, 3/4
    if is_unit_behind(reading, match.end(3)) or is_house(reading, match.start()):
        return False
    if int(second) > 12 and is_expiry(reading, match.start()):
        return False  # "valid thru 09/27" is a card's month and year
    if reading.plain.strip(" .!?") == match.group().rstrip("."):
        return mark == "/" or reading.language in _POINT_LANGUAGES
    said = is_day_word_before(reading, match.start()) or is_day_suffix_behind(reading, match.end(3))
    if mark == ".":
        return said and reading.language in _POINT_LANGUAGES
    return said or (len(first) == len(second) == 2 and first != second and reading.language != "th")
