"""Dates with a Thai month, which no space need part from what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from babel import Locale

from bot.nlu.entities.found import Found
from bot.nlu.entities.reading import Reading
from bot.nlu.entities.years import day_of

_WIDE: Final[dict[int, str]] = dict(Locale("th").months["format"]["wide"])
_SHORT: Final[dict[int, str]] = dict(Locale("th").months["format"]["abbreviated"])


def _name(month: int) -> str:
    """A month's full name, with or without the word for month, or its letters with or without
    points."""
    full = _WIDE[month]
    stem = full[:-2] if full.endswith(("คม", "ยน")) else full
    letters = r"\.? ?".join(_SHORT[month].rstrip(".").split("."))
    return rf"(?P<m{month}>{stem}(?:{full[len(stem) :]})?|{letters}\.?)"


_DATE = re.compile(
    rf"(?<![\d/.])(?P<day>\d{{1,2}}) ?(?:เดือน ?)?(?:{'|'.join(map(_name, _WIDE))})"
    r"(?:,? ?(?:พ\.?ศ\.? ?|ค\.?ศ\.? ?|ปี ?)?(?P<year>\d{4}|[6-9]\d)(?!\d))?"
)


def thai_dates(reading: Reading) -> Iterator[Found]:
    """Dates with a month named in Thai; years of either calendar, also two digits of a Buddhist
    one."""
    for match in _DATE.finditer(reading.small):
        month = next(
            int(name[1:]) for name, text in match.groupdict().items() if text and name[0] == "m"
        )
        found = day_of(match["year"], month, int(match["day"]), reading.today, buddhist=True)
        if found is not None:
            yield Found("date", found.isoformat(), *match.span())
