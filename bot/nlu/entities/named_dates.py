"""Dates with the month by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.nlu.entities.date_context import is_day_word_before, is_street, is_unit_behind
from bot.nlu.entities.found import Found
from bot.nlu.entities.month_names import Month, months
from bot.nlu.entities.reading import Reading
from bot.nlu.entities.thai_dates import thai_dates
from bot.nlu.entities.years import day_of, year_of

_DAY_FIRST = re.compile(
    r"(?<![a-zа-я\d])(?<!\d[.,:/-])(\d{1,2})"
    r"(?:\.|(?:-? ?(?:го|е)|st|nd|rd|th|er|te[nr]?|[ºª°])(?![a-zа-я]))?"
    r"(?: of | de | del | d'|[ -]{0,3})([^\W\d_]{3,12})"
)
_MONTH_FIRST = re.compile(
    r"(?<![^\W\d_])([^\W\d_]{3,10})\.? (\d{1,2})(st|nd|rd|th)?(?![\w:/]|[.,]\d)"
)
_YEAR = re.compile(r"\.?(?:,? | de | del |[-.])(\d{4})(?!\d)|(?:-| ?')(\d{2})(?!\d)")
_ROMAN = re.compile(
    r"(?<![\w.])(\d{1,2})[ .](I{1,3}|IV|VI{0,3}|IX|XI{0,2})[ .](\d{4})(?!\d)"
)  # as Poles, Romanians and Russians write
_ROMAN_NUMBERS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_CASE_ENDING = re.compile(r"(?:[dt][ae]n?|[nı]?[iu]n|y?[aeiu])$")  # Turkish
_STOP = re.compile(r"\s*(?:$|[^\w\s])")
_NOT_BEFORE_A_DAY = re.compile(r"(?:in|of|this|next|last|every|between) $")


def named_dates(reading: Reading) -> Iterator[Found]:
    """Dates such as "15 января 2026", "January 15th", "15 I 2026" and "15 ม.ค. 2569"."""
    if reading.has_thai:
        yield from thai_dates(reading)
    known = months(reading.language)
    for match in _DAY_FIRST.finditer(reading.small):
        month = _month(match.group(2), known, reading.language)
        if month is not None:
            yield from _day_first(reading, match, month)
    for match in _MONTH_FIRST.finditer(reading.small):
        month = known.get(match.group(1))
        if month is not None:
            yield from _month_first(reading, match, month)
    for match in _ROMAN.finditer(reading.plain):
        number = _ROMAN_NUMBERS.index(match.group(2)) + 1
        yield from _found(
            reading, match.start(), match.end(), number, match.group(1), match.group(3)
        )


def _month(word: str, known: dict[str, Month], language: str) -> Month | None:
    month = known.get(word)
    if month is None and language == "tr":  # "3 martta", where people leave out the apostrophe
        return known.get(_CASE_ENDING.sub("", word))
    return month


def _day_first(reading: Reading, match: re.Match[str], month: Month) -> Iterator[Found]:
    end = match.end()
    follows = reading.small[end : end + 1]
    if follows and follows.isalpha() and not "\u0e00" <= follows <= "\u0e7f":
        return
    year = _year(reading, match.start(), end)
    dotted = month.short and follows == "."
    if month.doubtful and not (year or dotted or _is_clearly_day(reading, match)):
        return
    if is_street(reading, match.start(), end):
        return
    if year is None:
        yield from _found(reading, match.start(), end + dotted, month.number, match.group(1), None)
        return
    yield from _found(
        reading, match.start(), year.end(), month.number, match.group(1), year[1] or year[2]
    )


def _year(reading: Reading, start: int, end: int) -> re.Match[str] | None:
    """The year behind a day and month; two digits where a hyphen or apostrophe says so."""
    year = _YEAR.match(reading.small, end)
    if year is None or year_of(year[1] or year[2], reading.today) is None:
        return None
    if year[2] and reading.small[end] == "-" and "-" not in reading.small[start:end]:
        return None  # "3 mars-10 avril" are two days
    return year


def _is_clearly_day(reading: Reading, match: re.Match[str]) -> bool:
    """Whether "3 may" is a day: behind a word for it, an ordinal, with a capital, or at an end."""
    written = reading.plain[match.start(2) : match.start(2) + 1]
    between = reading.small[match.end(1) : match.start(2)].strip()
    return (
        between not in ("", "-")
        or (reading.language == "en" and written.isupper())
        or is_day_word_before(reading, match.start())
        or _STOP.match(reading.small, match.end()) is not None
    )


def _month_first(reading: Reading, match: re.Match[str], month: Month) -> Iterator[Found]:
    """An American's "May 5"; elsewhere only with a year behind it."""
    year = _year(reading, match.start(), match.end())
    before = reading.small[max(0, match.start() - 8) : match.start()]
    if year is None:
        if reading.language != "en" or _NOT_BEFORE_A_DAY.search(before):
            return
        if is_unit_behind(reading, match.end()):
            return
        capital = reading.plain[match.start()].isupper()
        sure = match.group(3) or is_day_word_before(reading, match.start())
        if month.doubtful and not (capital or sure):
            return
    end = year.end() if year else match.end()
    number = (year[1] or year[2]) if year else None
    yield from _found(reading, match.start(), end, month.number, match.group(2), number)


def _found(
    reading: Reading, start: int, end: int, month: int, day: str, year: str | None
) -> Iterator[Found]:
    found = day_of(year, month, int(day), reading.today)
    if found is not None:
        yield Found("date", found.isoformat(), start, end)
