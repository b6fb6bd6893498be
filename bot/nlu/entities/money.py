"""Amounts of money as eleven languages write them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from bot.nlu.entities.found import Found

_CURRENCIES = {
    "EUR": r"€|eur(?:o|os|oa)?|евро|ยูโร|avro",
    "USD": r"\$|us\$|usd|dollars?|dólares|долл\w*|ดอลลาร์|dolar\w*",
    "GBP": r"£|gbp|pounds?|quid",
    "RUB": r"₽|rub|руб(?:\.|л\w*)?|р\.",
    "PLN": r"zł|zl|pln|złotych|złote|złoty|zlotych",
    "THB": r"฿|thb|บาท|baht",
    "TRY": r"₺|tl|try|lira\w*",
    "RON": r"ron|lei|leu",
    "BRL": r"r\$|brl|reais",
    "CHF": r"chf|franken",
}
_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f.,']\d{3})+(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?"
_ANY = "|".join(f"(?P<{{side}}{code}>{words})" for code, words in _CURRENCIES.items())
_BEFORE = re.compile(
    rf"(?:{_ANY.replace('{side}', 'b')})\s?(?P<amount>{_NUMBER})(?!\d)", re.IGNORECASE
)
_AFTER = re.compile(
    rf"(?<![\d.,])(?P<amount>{_NUMBER})\s?(?:{_ANY.replace('{side}', 'a')})(?![a-zà-ÿ])",
    re.IGNORECASE,
)


def amounts(text: str) -> Iterator[Found]:
    """Amounts with their currency, as JSON: ``{"amount": "18.90", "currency": "EUR"}``."""
    if not any(character.isdecimal() for character in text):
        return
    for pattern in (_AFTER, _BEFORE):
        for match in pattern.finditer(text):
            currency = next(k[1:] for k, v in match.groupdict().items() if v and k != "amount")
            amount = decimal_of(match.group("amount"))
            if amount is not None:
                value = json.dumps({"amount": str(amount), "currency": currency})
                yield Found("money", value, *match.span())


def decimal_of(text: str) -> Decimal | None:
    """A number as people write it: the last comma or point with one or two digits behind it is
    the decimal one, all others part thousands."""
    plain = re.sub(r"[ \u00a0\u202f']", "", text)
    decimal = re.search(r"[.,](\d{1,2})$", plain)
    whole = re.sub(r"[.,]", "", plain[: decimal.start()] if decimal else plain)
    try:
        return Decimal(f"{whole}.{decimal.group(1).ljust(2, '0')}" if decimal else whole)
    except InvalidOperation:
        return None
