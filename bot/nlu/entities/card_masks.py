"""Masked card numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.entities.found import Found
from bot.nlu.entities.reading import Reading

_SIGNS = "*xX×хХ•●∙·#✱"  # the х and Х are Russian letters
_BETWEEN = r"[ .\-]"
_STARS = re.compile(
    rf"(?<![\d*])(\d{{4}}(?:{_BETWEEN}?\d{{1,4}})?)(?:{_BETWEEN}?[{_SIGNS}]){{2,14}}"
    rf"{_BETWEEN}?(\d{{4,6}})(?!\d)"
)
_DOTS = re.compile(r"(?<![\d.])(\d{6}|\d{4} \d{2}) ?(?:…{1,4}|\.(?: ?\.){2,11}) ?(\d{4})(?!\d)")
_LAST = re.compile(
    r"(?<![\w*•●✱])(?:(?:\*{4}|•{4}|●{4}|✱{4}|[xXхХ]{4})[ .\-]?){1,3}(\d{4})(?![\w*])"
)


def card_masks(reading: Reading) -> Iterator[Found]:
    """Masked cards as ``123456******1234``: at most the first six and the last four digits,
    even where more was left to see; ``******1234`` where only the last are."""
    plain = reading.plain
    if not reading.has_digits:
        return
    if any(sign in plain for sign in _SIGNS):
        for match in _STARS.finditer(plain):
            yield _found(match, match.group(1), match.group(2))
        for match in _LAST.finditer(plain):
            yield _found(match, "", match.group(1))
    if "…" in plain or ".." in plain or ". ." in plain:
        for match in _DOTS.finditer(plain):
            yield _found(match, match.group(1), match.group(2))


def _found(match: re.Match[str], first: str, last: str) -> Found:
    digits = "".join(sign for sign in first if sign.isdecimal())
    return Found("card_mask", f"{digits[:6]}******{last[-4:]}", *match.span())
