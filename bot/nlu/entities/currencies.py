"""Currencies as people name them, before and behind an amount."""

from __future__ import annotations

import re
from typing import Final

_BEHIND: Final[dict[str, str]] = {
    "EUR": r"€|eur(?:o(?:s|ya|dan|yu|nun|luk)?|i|oa)?|евро|евриков|ยูโร|avro\w{0,4}",
    "GBP": r"£|gbp|pounds?(?: sterling)?|quid|livres? sterling|libras? esterlinas?|sterline?"
    r"|sterlin\w{0,4}|lire? sterline?|фунт\w{0,3}|funt(?:y|ow)?|ปอนด์",
    "USD": r"us ?\$|\$|usd|dollar(?:s|i|o|en)?|dolar\w{0,4}|bucks?|доллар\w{0,3}|долл\.?"
    r"|бакс\w{0,3}|ดอลลาร์|ดอลล่าร์",
    "RUB": r"₽|rub|руб(?:л\w{1,3}|\.)?|р\.?|rou?bles?|rubli|rubel|rublos?|rubla\w?",
    "PLN": r"zl|pln|zlot(?:ych|e|y|ego|owek|owki|i|ys|yi)|злот\w{1,3}",
    "THB": r"฿|thb|บาท|bahts?|бат(?:ов|а)?",
    "TRY": r"₺|tl|lira\w{0,5}|лир\w?",
    "RON": r"ron|lei|leu|ле[ияеюй]\w?",
    "BRL": r"r\$|brl|reais|real",
    "CHF": r"chf|sfr\.?|franken|francs?(?: suisses?)?|franchi(?: svizzeri)?|frank(?:ow|i|a)"
    r"|франк\w{0,2}",
    "UAH": r"₴|uah|грн\.?|гривен|гривн\w{0,2}|hrywien|hrywn\w",
    "KZT": r"₸|kzt|тенге",
    "CZK": r"kc|czk",
    "CNY": r"rmb|cny|yuan\w{0,3}|юан\w{0,3}|หยวน",
    "INR": r"₹|rupees?",
    "ILS": r"₪",
}
_SWISS: Final = r"(?:(?<=[ -])|(?<=\.\d\d))fr\.?"
_IN_ONE_LANGUAGE: Final[dict[str, dict[str, str]]] = {
    "fr": {"EUR": r"balles(?! de)", "CHF": _SWISS},
    "es": {"EUR": r"pavos"},
    "de": {"CHF": _SWISS},
    "it": {"CHF": _SWISS},
}
"""Words that are money in one language alone."""
_NOT_IN: Final = {"it": ("RON", r"lei")}
"""Italian's "lei" is she."""

# Codes that are words in small letters, too ("try", "gel", "sek"), count in capitals only.
_CODES: Final = (
    "EUR|USD|GBP|RUB|PLN|THB|TRY|RON|BRL|CHF|UAH|KZT|BYN|CZK|HUF|CNY|SEK|NOK|DKK|MXN|ARS|CLP|COP"
    "|PEN|CAD|AUD|NZD|JPY|INR|ILS|BGN|MDL|AED|KRW|SGD|HKD|MYR|ZAR|GEL|RSD|ISK"
)
_SIGNS: Final[dict[str, str]] = {
    "us$": "USD", "us $": "USD", "r$": "BRL", "r $": "BRL", "c$": "CAD", "ca$": "CAD",
    "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "mx$": "MXN",
    "$": "USD", "€": "EUR", "£": "GBP", "₽": "RUB", "฿": "THB", "₺": "TRY", "₴": "UAH",
    "₸": "KZT", "₹": "INR", "₪": "ILS", "zl": "PLN", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "usd": "USD", "gbp": "GBP", "chf": "CHF", "pln": "PLN", "thb": "THB", "brl": "BRL",
    "tl": "TRY", "fr.": "CHF", "sfr.": "CHF",
}  # fmt: skip

_CODE_BEHIND = re.compile(rf"(?:{_CODES})(?![A-Za-z0-9])")
_SIGN_BEFORE = re.compile(
    r"(?:(?<![a-zа-я0-9])(?=[a-z])|(?=[^a-z]))(?:"
    + "|".join(map(re.escape, sorted(_SIGNS, key=len, reverse=True)))
    + r") ?$"
)
_CODE_BEFORE = re.compile(rf"(?<![A-Za-z0-9])(?:{_CODES}) ?$")
_LONGEST_SIGN = 7


def _behind(language: str) -> re.Pattern[str]:
    words = {**_BEHIND}
    for code, more in _IN_ONE_LANGUAGE.get(language, {}).items():
        words[code] = f"{words[code]}|{more}"
    if language in _NOT_IN:
        code, word = _NOT_IN[language]
        words[code] = "|".join(part for part in words[code].split("|") if part != word)
    kinds = "|".join(f"(?P<{code}>{pattern})" for code, pattern in words.items())
    # Thai words and signs may have anything behind them, others end there.
    return re.compile(rf"(?:{kinds})(?:(?<=[\u0e00-\u0e7f€$£₽฿₺₴₸₹₪])|(?![a-zа-я0-9]))")


_LANGUAGES = {language: _behind(language) for language in ("", *_IN_ONE_LANGUAGE, *_NOT_IN)}


def currency_behind(plain: str, small: str, place: int, language: str) -> tuple[str, int] | None:
    """The currency named at a place of a text, and where its name ends."""
    match = _LANGUAGES.get(language, _LANGUAGES[""]).match(small, place)
    if match is not None and match.lastgroup is not None:
        return match.lastgroup, match.end()
    code = _CODE_BEHIND.match(plain, place)
    return (code.group(), code.end()) if code is not None else None


def currency_before(plain: str, small: str, place: int, since: int) -> tuple[str, int] | None:
    """The currency named right before a place of a text, not before ``since``, and where its
    name begins."""
    start = max(since, place - _LONGEST_SIGN)
    sign = _SIGN_BEFORE.search(small[start:place])
    if sign is not None:
        return _SIGNS[sign.group().rstrip()], start + sign.start()
    code = _CODE_BEFORE.search(plain[start:place])
    return (code.group().rstrip(), start + code.start()) if code is not None else None
