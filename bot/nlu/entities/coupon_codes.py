"""Coupon codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.entities.found import Found
from bot.nlu.entities.reading import Reading

_LETTER = "A-Za-zÀ-ɏА-Яа-яЁё"
_TOKEN = re.compile(
    rf"(?<![{_LETTER}0-9_.@/-])[{_LETTER}0-9]{{3,20}}(?:[-_][{_LETTER}0-9]{{1,12}}){{0,3}}"
    rf"(?![{_LETTER}0-9_@/-]|\.\.|…)"
)
# A word and a number in capitals, as shops make them: SPRING20.
_SHOWN = re.compile(rf"[{_LETTER}]{{4,12}}\d{{1,4}}")
_GOODS = re.compile(
    r"(?:IPHONE|IPAD|AIRPODS?|MACBOOK|GALAXY|NOTE|XIAOMI|REDMI|POCO|PIXEL|HUAWEI|HONOR|REALME|OPPO"
    r"|WINDOWS|HDMI|TYPE|SIZE|GROSSE|TAILLE|TALLA|MODEL|PLAYSTATION|XBOX|LUMIA|NOKIA|COVID|EURO"
    r"|ROOM|FLAT|UNIT|ORDER|ITEM|STEP|PAGE)\d+"
)
_NO_COUPON = re.compile(  # parts of longer numbers, shares, and what banks call codes
    r".*\d{8}.*|[A-Z]{2}\d{9}[A-Z]{2}|\d[X×]\d|(?:CVC|CVV|CVN|3-?DS?|3-?ДС?|BLIK|PIN|SMS|OTP)2?",
    re.IGNORECASE,
)

_COUPON = (  # words that mean a coupon, as they look folded
    r"coupon\w*|voucher\w*|promo(?:\s?codes?|cod\w+)?|(?:discount|promotional) codes?"
    r"|gutschein\w*|(?:rabatt|aktions|promo|gutschein)-?codes?"
    r"|bon (?:de reduction|d'achat)|codes? (?:de )?(?:promo|reduction|avantage)"
    r"|cupon(?:es)?|cupao|cupoes|cupom|codigos? (?:de |do |da )?(?:descuento|desconto|promo\w*)"
    r"|купон\w*|промокод\w*|промо-?код\w*|код\w* на скидку|скидочн\w+ код\w*"
    r"|kupon\w*|kod\w* (?:rabatow|promocyj|znizk)\w+|bon(?:u|em)?|โค้ดส่วนลด|คูปอง(?:ส่วนลด)?|รหัสส่วนลด"
    r"|codic[ei] (?:di )?(?:sconto|promo\w*)|buon[oi](?: sconto)?"
    r"|indirim (?:kod|kupon)\w*|promosyon kod\w*|hediye ceki"
    r"|cod\w* (?:de )?(?:reducere|promo\w*)|cupon\w*"
)
_CODE = (
    r"codes?|kod(?:u|y|em|um|umu|unu|a)?|код(?:ом|а|у|ы)?|codigos?|codic[ei]|cod(?:ul|uri)?|โค้ด|รหัส"
)
_LINK = (  # "the code is X", "code named X"
    r"is|was|called|named|est|es|e|ist|lautet|heisst|war|era|to|o nazwie|nazywa sie|llamado"
    r"|se llama|nomme|chamado|chiamato|si chiama|numit|este|adli|ismi|это|под названием|คือ"
)
_BEFORE = re.compile(
    rf"(?:(?<![a-zа-я])(?P<coupon>{_COUPON})|(?P<previous>[^\W\d_]*)[ '-]?(?<![a-zа-я])(?:{_CODE}))"
    rf"(?: ?[:=]? ?(?:{_LINK}))?[\s:=\"'`«»„“”‘’(\[]*$"
)
_AFTER = re.compile(
    r"[\"'»“”’]*\s?(?:coupon|voucher|promo|code|kodu|kuponu|kuponum|kod\b|kupon\b|купон|код\b|โค้ด|คูปอง)"
)
_OTHERS = """
error tracking postal post zip pin qr security area country access verification sms bar item
product article customer order otp iban swift cvv confirmation hata posta urun dogrulama
guvenlik siparis ulke kargo takip onay barkod erreur suivi ean
"""
_OTHER_CODES = frozenset(_OTHERS.split())
_REACH = 40


def coupon_codes(reading: Reading) -> Iterator[Found]:
    """Coupon codes, in capitals: a word with a number in capitals by itself; letters alone, small
    letters and other forms beside a word for a code."""
    some_small = reading.has_thai or not reading.plain.isupper()  # else capitals say nothing
    for match in _TOKEN.finditer(reading.plain):
        token = match.group()
        has_digit = any(sign in token for sign in "0123456789")
        capitals = token.isupper()
        if (
            not (has_digit or (capitals and some_small))
            or token.isdecimal()
            or _NO_COUPON.fullmatch(token)
        ):
            continue
        if has_digit and capitals and _SHOWN.fullmatch(token):
            shown = not _GOODS.fullmatch(token) and not _is_other(reading, match)
        else:
            shown = (has_digit or len(token) > 3) and _is_called_so(reading, match)
        if shown:
            yield Found("coupon_code", token.upper(), *match.span())


def _cue(reading: Reading, match: re.Match[str]) -> re.Match[str] | None:
    return _BEFORE.search(reading.small[max(0, match.start() - _REACH) : match.start()])


def _is_other(reading: Reading, match: re.Match[str]) -> bool:
    cue = _cue(reading, match)
    return cue is not None and cue["coupon"] is None and cue["previous"] in _OTHER_CODES


def _is_called_so(reading: Reading, match: re.Match[str]) -> bool:
    """Whether the words beside it say that this is a code, and of no other kind."""
    cue = _cue(reading, match)
    if cue is not None:
        return cue["coupon"] is not None or cue["previous"] not in _OTHER_CODES
    beside = _AFTER.match(reading.small, match.end()) is not None
    token = match.group()
    return beside and token.isupper() and token.lower() not in _OTHER_CODES
