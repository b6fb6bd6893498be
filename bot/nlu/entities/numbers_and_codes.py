"""Order numbers, tracking numbers, coupon codes, card masks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.entities.found import Found

# JM-4821-7305, however it is typed; Thai letters may stand right beside it.
_ORDER = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{2})[\s\-\u2010-\u2015_.]{0,2}(\d{4})[\s\-\u2010-\u2015_.]{0,2}"
    r"(\d{4})(?![A-Za-z0-9])"
)
# UPU S10: two letters, eight digits, their check digit, the country.
_S10 = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})(\d{8})(\d)([A-Za-z]{2})(?![A-Za-z0-9])")
_LONG_S10 = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2}\d{11}[A-Za-z]{2})(?![A-Za-z0-9])")
_UPS = re.compile(r"(?<![A-Za-z0-9])(1Z[0-9A-Z]{15})(\d)(?![A-Za-z0-9])", re.IGNORECASE)
_CARRIER = re.compile(
    r"(?<![A-Za-z0-9])((?:LP|YT|JD|SF|CNG|UJ|YANWEN)\d{11,20}|JJD\d{16,20}|TBA\d{12})"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_MASK = re.compile(r"(?<!\d)(\d{6})[\s\-]?[*xX•·.…#]{2,12}[\s\-]?(\d{4})(?!\d)")
# Capitals with digits, or capitals alone behind a word that says "code".
_COUPON = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*\d)[A-Z0-9]{4,16}(?![A-Za-z0-9])"
)
_CODE_WORD = re.compile(
    r"(?:code|coupon|voucher|promo|cup[oó]n|c[oó]digo|gutschein(?:code)?|kod(?:u|em)?|kupon\w*|"
    r"купон\w*|промокод\w*|код|โค้ด|คูปอง|codice|cod(?:ul)?)\s*[:\"'„«“]?\s*"
    r"([A-Z0-9]{4,16})(?![A-Za-z0-9])"
)
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def order_numbers(text: str) -> Iterator[Found]:
    """Order numbers as ``JM-4821-7305``."""
    for match in _ORDER.finditer(text):
        letters, first, second = match.groups()
        yield Found("order_number", f"{letters.upper()}-{first}-{second}", *match.span())


def tracking_numbers(text: str) -> Iterator[Found]:
    """Tracking numbers, in capitals: UPU S10 with a right check digit, UPS, known carriers'."""
    for match in _S10.finditer(text):
        if s10_check_digit(match.group(2)) == int(match.group(3)):
            yield Found("tracking_number", match.group().upper(), *match.span())
    for match in _UPS.finditer(text):
        if _ups_check_digit(match.group(1)[2:].upper()) == int(match.group(2)):
            yield Found("tracking_number", match.group().upper(), *match.span())
    for pattern in (_LONG_S10, _CARRIER):
        for match in pattern.finditer(text):
            yield Found("tracking_number", match.group().upper(), *match.span())


def coupon_codes(text: str) -> Iterator[Found]:
    """Coupon codes: capitals with digits, or capitals behind a word for code."""
    for match in _CODE_WORD.finditer(text):
        yield Found("coupon_code", match.group(1), *match.span(1))
    for match in _COUPON.finditer(text):
        yield Found("coupon_code", match.group(), *match.span())


def card_masks(text: str) -> Iterator[Found]:
    """The first six and last four digits of a card: ``123456******1234``."""
    for match in _MASK.finditer(text):
        yield Found("card_mask", f"{match.group(1)}******{match.group(2)}", *match.span())


def s10_check_digit(digits: str) -> int:
    """The check digit of eight digits by UPU standard S10."""
    weighted = sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True))
    check = 11 - weighted % 11
    return {10: 0, 11: 5}.get(check, check)


def _ups_check_digit(characters: str) -> int:
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in characters]
    total = sum(value * (2 if index % 2 else 1) for index, value in enumerate(values))
    return -total % 10
