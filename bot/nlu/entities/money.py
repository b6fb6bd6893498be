"""Amounts of money as eleven languages write them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal

from bot.nlu.entities.currencies import currency_before, currency_behind
from bot.nlu.entities.found import Found
from bot.nlu.entities.reading import Reading

# Not within a date, a time or a longer number.
_NUMBER = re.compile(
    r"(?<![\d.,/:])(?!0\d)"
    r"(?:\d{1,3}(?:[ .,'’]\d{3}){1,4}(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?)(?!\d)"
)
_NO_CENTS = re.compile(r"[.,]-{1,2}")
_TIMES = re.compile(
    r" ?(?:(?P<hundred_thousand>แสน)|(?P<ten_thousand>หมื่น)|(?P<million>ล้าน|mln|млн\.?|mio)"
    r"|(?P<thousand>тыс\.?|тысяч\w?|tys\.?|tysiac\w{0,2}|mil|mila|mille|bin|tausend|thousand|mii|พัน"
    r"|[kк]))(?![a-zа-я])"
)
_FACTORS = {
    "thousand": 1000, "ten_thousand": 10_000, "hundred_thousand": 100_000, "million": 1_000_000,
}  # fmt: skip
_GAP = re.compile(r"[ -]?(?:de )?")
_CENTS = re.compile(
    r" ?(?P<link>con|si|and|et|e|i|и|y|ve|und)? ?(?P<cents>\d{1,2})(?!\d|[.,]\d)"
    r"(?P<unit> ?(?:de )?(?:cent(?:s|imes?|imos?|esimi|avos?|ow)?|цент\w{0,2}|копе\w{2,3}"
    r"|коп\.?|gr(?:osz\w{0,2})?|kurus\w{0,3}|kr|bani?|สตางค์|สต\.|pence|p|rappen)(?![a-zа-я0-9]))?"
)
_END = re.compile(
    r"\s*(?:$|[^\w\s%'’/:€$£₽฿₺-]|(?:за|for|pour|fur|por|per|za|pentru|icin)(?![a-zа-я]))"
)
_WEIGHT = re.compile(r"weigh|heavy|lbs")


def amounts(reading: Reading) -> Iterator[Found]:
    """Amounts with their currency, as JSON: ``{"amount": "18.90", "currency": "EUR"}``."""
    if not reading.has_digits:
        return
    behind_last = 0
    for number in _NUMBER.finditer(reading.plain):
        if number.start() < behind_last:
            continue
        found = _amount(reading, number, behind_last)
        if found is not None:
            behind_last = found.end
            yield found


def _amount(reading: Reading, number: re.Match[str], since: int) -> Found | None:
    value, place = decimal_of(number.group()), number.end()
    dash = _NO_CENTS.match(reading.plain, place)
    if dash is not None:
        place = dash.end()
    times = _TIMES.match(reading.small, place)
    end = times.end() if times is not None else place
    gap = _GAP.match(reading.small, end)
    behind = currency_behind(
        reading.plain, reading.small, gap.end() if gap else end, reading.language
    )
    before = currency_before(reading.plain, reading.small, number.start(), since)
    if behind is not None:
        if times is not None:
            value = Decimal(int(value * _FACTORS[str(times.lastgroup)]))
        return _with_currency_behind(reading, number.start(), value, behind, before)
    if before is not None:
        return _found(value, before[0], before[1], place)
    if dash is not None and reading.language == "th":  # 590.- is how Thai price tags say baht
        return _found(value, "THB", number.start(), place)
    return None


def _with_currency_behind(
    reading: Reading,
    start: int,
    value: Decimal,
    behind: tuple[str, int],
    before: tuple[str, int] | None,
) -> Found | None:
    currency, end = behind
    if before is not None and (before[0] == currency or reading.plain[before[1]] == "$"):
        start = before[1]  # $20 USD
    if "pound" in reading.small[start:end] and _WEIGHT.search(reading.small):
        return None
    cents = _CENTS.match(reading.small, end)
    if cents is not None and value == value.to_integral_value() and _is_cents(reading, cents, end):
        value, end = value + Decimal(f"0.{cents['cents']:0>2}"), cents.end()
    return _found(value, currency, start, end)


def _is_cents(reading: Reading, cents: re.Match[str], end: int) -> bool:
    """Whether a number behind a currency is its cents: it says so, or nothing else follows."""
    if cents["unit"]:
        return True
    joined = cents.start("cents") == end and reading.plain[cents.end() : cents.end() + 1] != "€"
    return len(cents["cents"]) == 2 and (joined or bool(_END.match(reading.small, cents.end())))


def _found(value: Decimal, currency: str, start: int, end: int) -> Found:
    amount = json.dumps({"amount": f"{value:f}", "currency": currency})
    return Found("money", amount, start, end)


def decimal_of(text: str) -> Decimal:
    """A number as people write it: the last comma or point with one or two digits behind it is
    the decimal one, all others part thousands."""
    plain = re.sub(r"[ '’]", "", text)
    decimal = re.search(r"[.,](\d{1,2})$", plain)
    whole = re.sub(r"[.,]", "", plain[: decimal.start()] if decimal else plain)
    return Decimal(f"{whole}.{decimal.group(1).ljust(2, '0')}" if decimal else whole)
