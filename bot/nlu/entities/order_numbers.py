"""Order numbers: two letters and twice four digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.entities.found import Found
from bot.nlu.entities.reading import Reading
from bot.nlu.entities.short_words import SHORT_WORDS

# However it is typed; letters of other scripts may stand right beside it, as Thai has no spaces.
_ORDER = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{2}|[А-Я]{2}(?![ _.]))([ \-_.]{0,3})(\d{4})[ \-_.]{0,3}(\d{4})"
    r"(?![A-Za-z0-9])"
)
_LATIN = str.maketrans("АВЕЖКМНОРСТУХ", "ABEJKMHOPCTYX")
"""Capitals of a Russian keyboard, and the Latin ones that they look or sound like."""


def order_numbers(reading: Reading) -> Iterator[Found]:
    """Order numbers as ``JM-4821-7305``."""
    for match in _ORDER.finditer(reading.plain):
        letters, mark, first, second = match.groups()
        letters = letters.upper().translate(_LATIN)
        if not letters.isascii():
            continue
        if letters.lower() in SHORT_WORDS and "-" not in mark:
            continue  # "no 4821 7305" is a number, "of 2000 3000 pieces" are two
        yield Found("order_number", f"{letters}-{first}-{second}", *match.span())
