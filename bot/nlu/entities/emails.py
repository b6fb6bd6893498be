"""Email addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.entities.found import Found
from bot.nlu.entities.reading import Reading

_LATIN, _CYRILLIC = "A-Za-z0-9À-ɏ", "А-Яа-яЁё"
# Thai letters may stand right beside an address; "o'" is the one apostrophe that is part of it.
_EMAIL = re.compile(
    rf"(?<![{_LATIN}{_CYRILLIC}._%+@-])(?:[oO]')?"
    rf"[{_LATIN}{_CYRILLIC}_](?:[{_LATIN}{_CYRILLIC}._%+-]{{0,62}}[{_LATIN}{_CYRILLIC}_+-])?@"
    rf"(?:(?:[{_LATIN}-]{{1,63}}\.){{1,5}}[A-Za-z]{{2,24}}|(?:[{_CYRILLIC}0-9-]{{1,63}}\.){{1,5}}"
    rf"[{_CYRILLIC}]{{2,12}})(?![{_LATIN}{_CYRILLIC}@-])"
)


def emails(reading: Reading) -> Iterator[Found]:
    """Email addresses, in small letters."""
    if "@" in reading.plain:
        for match in _EMAIL.finditer(reading.plain):
            yield Found("email", match.group().lower(), *match.span())
