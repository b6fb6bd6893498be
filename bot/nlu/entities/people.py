"""Email addresses and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from bot.nlu.entities.found import Found

_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w-])"
)
# Looked at by the library only where there is a + or a 0 before many digits: it is slow.
_MAYBE = re.compile(r"(?<![\w-])(?:\+|00|0)\d[\d\s().\-/]{6,18}\d")
_REGIONS = {
    "en": "GB",
    "fr": "FR",
    "es": "ES",
    "de": "DE",
    "pt": "PT",
    "ru": "RU",
    "pl": "PL",
    "th": "TH",
    "it": "IT",
    "tr": "TR",
    "ro": "RO",
}
"""Where a number without its country is taken to be, by the text's language."""


def emails(text: str) -> Iterator[Found]:
    """Email addresses, in small letters."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Found("email", match.group().lower(), *match.span())


def phones(text: str, language: str) -> Iterator[Found]:
    """Telephone numbers, in the form E.164."""
    if not _MAYBE.search(text):
        return
    for match in phonenumbers.PhoneNumberMatcher(text, _REGIONS.get(language, "GB")):
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        yield Found("phone", number, match.start, match.end)
