"""Telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

from bot.nlu.entities.found import Found
from bot.nlu.entities.reading import Reading

_REGIONS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("GB", "US", "AU", "IE"),
    "fr": ("FR", "BE", "CH", "US"),
    "es": ("ES", "MX", "AR", "CO"),
    "de": ("DE", "AT", "CH"),
    "pt": ("PT", "BR"),
    "ru": ("RU", "UA", "BY"),
    "pl": ("PL",),
    "th": ("TH",),
    "it": ("IT", "CH"),
    "tr": ("TR",),
    "ro": ("RO", "MD"),
}
"""Where a number without its country may be, by the text's language, likeliest first."""

_DIGITS = re.compile(
    r"(?<![A-Za-z0-9.,:/#*_-])(?:\+ ?)?\(?\d(?:[ ()./-]{0,3}\d){6,16}(?![A-Za-z0-9@])(?![.,:/-]\d)"
)
_GROUPED = re.compile(r"\(\d+\)|\d[ ./-]+\d+[ ./-]+\d|^\d{3} \d{6,7}$")
_PHONE = re.compile(
    r"phone|\btel|mobil|movil|cell|cep\b|handy|call|text me|reach me|whatsapp|viber|zap\b|appel"
    r"|joign|portable|llam|anruf|ruf\w* |erreich|ligu|ligar|contact|тел|звон|набер|моб|номер"
    r"|komork|dzwon|zadzwon|numer|โทร|เบอร์|มือถือ|ติดต่อ|chiam|cell\w+|numero|arayin|numara"
    r"|sunati|suna\b|numarul|fix\b|fijo|fisso|festnetz|stacjonarn"
)
_OTHER_NUMBER = re.compile(
    r"\bid\b|client\w*|customer|kunden\w*|order|\borden\b|bestell|commande|pedido|encomenda|заказ|zamow"
    r"|ordine|siparis|comanda|invoice|rechnung|factur|fattura|fatura|faktur|\bnip\b|regon|pesel"
    r"|\bcpf\b|\bnif\b|\bcnp\b|\bcui\b|снилс|инн\b|\biva\b|\bvat\b|iban|konto|account|kimlik"
    r"|บัตรประชาชน|บัญชี|serial|\bean\b|barcode|\blot|codigo|card|karte|карт|\bkart|track|index"
)
_WITHOUT_ZERO = frozenset(("US", "ES", "MX", "AR", "CO", "PT", "BR", "RU", "PL", "IT", "TR"))
"""Where numbers are written without a 0 before them."""
_CODE_AROUND = re.compile(r"[A-Z]{2,4}[ -]?$")
_LAST_OF_ANOTHER = re.compile(r"\d{3} \d{1,2}$")
_REACH, _NEAR = 30, 10
_LONGEST = len("+") + 15
_MOST = 6
"""So many numbers of a text are looked up: each takes a while."""


def phones(reading: Reading) -> Iterator[Found]:
    """Telephone numbers of every country, in the form E.164. One without its country is of a
    country where the text's language is spoken."""
    if not reading.has_digits:
        return
    last = -_NEAR
    for match in list(_DIGITS.finditer(reading.plain))[:_MOST]:
        for start, typed in _parts(match):
            number = _number(reading, start, typed, another=start - last < _NEAR)
            if number is not None:
                last = start + len(typed)
                yield Found("phone", _e164(number), start, last)
                break


def _parts(match: re.Match[str]) -> Iterator[tuple[int, str]]:
    """A row of digits and its parts that may be the number: in "2 0722 123 456" the first group
    is none of it, in "0722 123 456 3 May" the last."""
    start, typed = match.start(), match.group()
    while True:
        yield start, typed
        if _LAST_OF_ANOTHER.search(typed):
            yield start, typed[: typed.rindex(" ")]
        if " " not in typed:
            return
        start += typed.index(" ") + 1
        typed = typed[typed.index(" ") + 1 :]


def _number(reading: Reading, start: int, typed: str, *, another: bool) -> PhoneNumber | None:
    """The number, where it looks like one and is one; ``another``: one stands right before."""
    digits = "".join(filter(str.isdecimal, typed))
    if not 7 <= len(digits) <= 15:
        return None
    if typed.startswith(("+", "00", "(+")):
        return _valid(typed, _REGIONS[reading.language][0])
    called = another or _is_called_one(reading, start)
    if called is False or not (called or _looks_like_one(reading, start, typed, digits)):
        return None
    regions = _REGIONS[reading.language]
    if not called and not digits.startswith("0"):
        grouped = typed != digits
        regions = tuple(r for r in regions[: None if grouped else 1] if r in _WITHOUT_ZERO)
    valid = [number for region in regions if (number := _valid(typed, region))]
    # Where several countries have it, the one that groups its digits like this.
    for number in valid[1:]:
        if phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL) == typed:
            return number
    return valid[0] if valid else None


def _is_called_one(reading: Reading, start: int) -> bool | None:
    """Whether the words before say that it is a telephone number (True) or another (False)."""
    before = reading.small[max(0, start - _REACH) : start]
    phone = max((m.end() for m in _PHONE.finditer(before)), default=-1)
    other = max((m.start() for m in _OTHER_NUMBER.finditer(before)), default=-1)
    return None if phone == other else phone > other


def _looks_like_one(reading: Reading, start: int, typed: str, digits: str) -> bool:
    """Whether digits that nothing is said of are grouped as in a telephone number."""
    if len(digits) < 9 or _CODE_AROUND.search(reading.plain[max(0, start - 5) : start]):
        return False
    alone = reading.plain.strip(" .!") == typed
    return alone or typed.startswith(("0", "(0")) or _GROUPED.search(typed) is not None


def _valid(typed: str, region: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    valid = phonenumbers.is_valid_number(number) and len(_e164(number)) <= _LONGEST
    return number if valid else None


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
