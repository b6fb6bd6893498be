"""The values of an import file: each function gives the value, or raises ValueError saying what
was expected."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import parse_locale
from babel.numbers import list_currencies

from bot.orders.numbers import number_key

# Control characters, the two line separators, and halves of surrogate pairs, which no database
# can hold.
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MONEY = re.compile(r"[0-9]{1,14}(\.[0-9]{1,4})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"(?P<clock>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)"
    r"(\.(?P<fraction>[0-9]{1,9}))?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)

_NO_TERRITORIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes that CLDR lists beside the countries of ISO 3166: unions and placeholders."""

_NO_CURRENCIES = frozenset({"CNH", "XTS", "XXX"})
"""Codes that CLDR lists and nobody pays in: an offshore name of CNY, a test, and "none"."""


def clean_text(value: Any) -> Any:
    """Text in NFC; anything else as it is. Control characters are refused."""
    if not isinstance(value, str):
        return value
    if _UNWANTED.search(value):
        raise ValueError("control characters are not allowed")
    return value if value.isascii() else unicodedata.normalize("NFC", value)


def moment(value: Any) -> datetime | None:
    """An aware moment from ISO 8601 text with its zone; None stays None."""
    if value is None:
        return None
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('a moment like "2026-11-20T10:00:00Z" was expected')
    if found["zone"] is None:
        raise ValueError('a time zone is missing: "2026-11-20T10:00:00Z" was expected')
    zone = "+00:00" if found["zone"] == "Z" else found["zone"]
    # Python 3.10 reads six digits of a second's fraction, and zones with a colon.
    fraction = f".{(found['fraction'] or '0')[:6]:0<6}" if found["fraction"] else ""
    zone = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    try:
        return datetime.fromisoformat(found["clock"] + fraction + zone).astimezone(timezone.utc)
    except (ValueError, OverflowError) as error:
        raise ValueError("there is no such moment") from error


def day(value: Any) -> date:
    """A calendar date from ``YYYY-MM-DD``."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError('a date like "2026-12-31" was expected')
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError("there is no such day") from error


def money(value: Any) -> Decimal:
    """An amount from a decimal string; numbers are refused, for floats lose cents."""
    if isinstance(value, str) and _MONEY.fullmatch(value.removeprefix("-")):
        if value.startswith("-"):
            raise ValueError("must not be negative")
        return Decimal(value)
    raise ValueError('a decimal string like "18.90" was expected')


def number_of_order(value: str) -> str:
    """An order number: it must have something that a customer can type."""
    if not number_key(value):
        raise ValueError("a letter or a digit was expected")
    return value


def currency_code(value: str) -> str:
    """An ISO 4217 code."""
    if value not in _currencies():
        raise ValueError("an ISO 4217 currency code like EUR was expected")
    return value


def country_code(value: str | None) -> str | None:
    """An ISO 3166 code."""
    if value is not None and value not in _countries():
        raise ValueError("an ISO 3166 country code like PT was expected")
    return value


def email_address(value: str | None) -> str | None:
    """Something with one @ and no spaces: whether mail arrives is for mail to tell."""
    if value is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise ValueError("an email address was expected")
    return value


@lru_cache(maxsize=1024)
def locale_tag(value: str | None) -> str | None:
    """A locale of a known language, and of known script and country where it names them."""
    if value is None:
        return None
    try:
        language, territory, script, *_ = parse_locale(value.replace("_", "-"), sep="-")
        Locale(language)
        known = Locale("en")
        if (territory is None or territory in known.territories) and (
            script is None or script in known.scripts
        ):
            return value
    except (ValueError, UnknownLocaleError):
        pass  # said below
    raise ValueError("a locale like pt-PT was expected")


def time_zone(value: str | None) -> str | None:
    """An IANA name."""
    if value is not None and value not in _zones():
        raise ValueError("a time zone like Europe/Lisbon was expected")
    return value


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies()) - _NO_CURRENCIES


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    codes = {code for code in Locale("en").territories if len(code) == 2 and code.isalpha()}
    return frozenset(codes) - _NO_TERRITORIES


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
