"""Months without a day: "the one from May", "my order of last month"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.entities.found import Found
from bot.nlu.entities.month_names import months
from bot.nlu.entities.phrases import any_of, gap_of
from bot.nlu.entities.reading import Reading, small_letters
from bot.nlu.entities.reckoning import months_before
from bot.nlu.entities.years import year_of

_FILE = Path(__file__).with_name("month_phrases.yml")
_SHORTEST = 4
"""An abbreviation of fewer letters is a month only beside words that say so, and none at all where
it is another word, too."""
_CLAUSE_ENDS = r"(?=\s*(?:$|[\n.,;!?]|\d{4}))"
_BEGINNING = re.compile(r"[\u0e00-\u0e7f]{3}|[a-zа-я]{1,3}")
_WORDS_FOR_MONTH = {
    "en": "month",
    "fr": "mois",
    "es": "mes",
    "de": "monat",
    "pt": "mes",
    "ru": "месяц прошломес",
    "pl": "miesiac",
    "th": "เดือน ค. พ. ย.",
    "it": "mese",
    "tr": " ay",
    "ro": "luna",
}


def months_named(reading: Reading) -> Iterator[Found]:
    """Months as ``2026-05``. One without a year is the latest such month that is not to come."""
    if reading.language not in _told() or not _may_hold_one(reading):
        return
    pattern = _pattern(reading.language)
    for match in pattern.finditer(reading.small):
        value = _value(match, reading)
        if value is not None:
            yield Found("month", value, *match.span("month"))


def _value(match: re.Match[str], reading: Reading) -> str | None:
    if match["last"]:
        return months_before(reading.today.replace(day=1), 1).isoformat()[:7]
    if match["this"]:
        return reading.today.isoformat()[:7]
    number, sure = next(
        (int(name[1:]), name[0] == "s")
        for name, text in match.groupdict().items()
        if text and name[1:].isdecimal()
    )
    alone = not reading.small.replace(match["month"], "").strip(" .,!?")
    if not (sure or alone or match["before"] or match["behind"] or match["year"]):
        return None
    return _month(number, match["year"], reading.today)


def _month(number: int, year: str | None, today: date) -> str | None:
    if year is not None:
        told = year_of(year, today, buddhist=True)
        return None if told is None else f"{told}-{number:02d}"
    return f"{today.year - (number > today.month)}-{number:02d}"


@cache
def _told() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return told


def _may_hold_one(reading: Reading) -> bool:
    """A quick look for the beginnings of months' names, which most texts have none of."""
    return any(beginning in reading.small for beginning in _beginnings(reading.language))


@cache
def _beginnings(language: str) -> tuple[str, ...]:
    told = _told()[language]
    names = [*months(language), *told.get("more", ()), *told.get("more_doubtful", ())]
    found = {beginning[0] for name in names if (beginning := _BEGINNING.match(small_letters(name)))}
    for word in _WORDS_FOR_MONTH[language].split():
        found.add(word)
    return tuple(sorted(found))


@cache
def _pattern(language: str) -> re.Pattern[str]:
    told, gap = _told()[language], gap_of(language)
    start, end = ("", "") if language == "th" else (r"(?<!\w)", r"(?!\w)")
    before = f"(?:(?P<before>{any_of(told['before'], gap)}){gap})?"
    behind = f"(?:{gap}(?P<behind>{any_of(told['behind'], gap)}){end})?" if told["behind"] else ""
    named = "|".join(_names(language, told, gap))
    year = rf"(?:{gap}(?:(?:de|del|of|พ\.?ศ\.?|ปี){gap})?(?P<year>\d{{4}})(?!\d))?"
    month = (
        rf"{before}(?<!\d )(?<!\d\. )(?<!\d)(?:{named}){end}\.?{year}(?! ?\d{{1,2}}(?!\d)){behind}"
    )
    last, this = any_of(told["last"], gap), any_of(told["this"], gap)
    if not behind:
        month += "(?P<behind>)"
    return re.compile(
        f"{start}(?P<month>(?P<last>{last}){end}|(?P<this>{this}){end}|{month})", re.IGNORECASE
    )


def _names(language: str, told: dict[str, Any], gap: str) -> Iterator[str]:
    """The names of each month: such as are nothing else, and such as need a word beside them."""
    known = months(language)
    also_words = set(map(small_letters, told.get("also_words", ())))
    ends = _CLAUSE_ENDS if told.get("ends") else ""
    for number in range(1, 13):
        sure: list[str] = []
        doubtful: list[str] = []
        for name, month in known.items():
            short = month.short and len(name) < _SHORTEST
            if month.number == number and not (short and month.doubtful):
                unsure = short or month.doubtful or name in also_words
                (doubtful if unsure else sure).append(name)
        spelled = {"s": _longest_first(sure), "d": _longest_first(doubtful)}
        for kind, list_name in (("s", "more"), ("d", "more_doubtful")):
            if list_name in told:
                spelled[kind].insert(0, any_of([told[list_name][number - 1]], gap))
        for kind, names in spelled.items():
            if names:
                end = ends if kind == "d" else ""
                yield f"(?P<{kind}{number}>(?:{'|'.join(names)}){end})"


def _longest_first(names: list[str]) -> list[str]:
    return [re.escape(name) for name in sorted(names, key=len, reverse=True)]
