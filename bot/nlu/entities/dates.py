"""Calendar dates, however they are said."""

from __future__ import annotations

from collections.abc import Iterator

from bot.nlu.entities.found import Found
from bot.nlu.entities.named_dates import named_dates
from bot.nlu.entities.numeric_dates import numeric_dates
from bot.nlu.entities.reading import Reading
from bot.nlu.entities.relative_dates import relative_dates


def dates(reading: Reading) -> Iterator[Found]:
    """Dates as ISO 8601. One without a year is the latest such day that is not after today."""
    if reading.has_digits:
        yield from named_dates(reading)
        yield from numeric_dates(reading)
    yield from relative_dates(reading)
