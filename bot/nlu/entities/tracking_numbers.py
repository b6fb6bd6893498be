"""Tracking numbers of the posts and of the common carriers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.entities.check_digits import gs1_check_digit, s10_check_digit, ups_check_digit
from bot.nlu.entities.found import Found
from bot.nlu.entities.reading import Reading
from bot.nlu.entities.short_words import SHORT_WORDS

_FREE = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"  # letters of other scripts may stand beside
# UPU S10: two letters, eight digits, their check digit, the country.
_S10 = re.compile(
    rf"{_FREE[0]}([A-Za-z]{{2}}[ -]?)((?:\d[ -]?){{7}}\d)[ -]?(\d)([ -]?[A-Za-z]{{2}}){_FREE[1]}"
)
_UPS = re.compile(rf"{_FREE[0]}1[Zz](?:[ -]?[0-9A-Za-z]){{15}}[ -]?\d{_FREE[1]}")
_TOKEN = re.compile(rf"{_FREE[0]}(?=\D{{0,6}}\d)[0-9A-Za-z]{{8,34}}{_FREE[1]}")
_GROUPS = re.compile(r"(?<![A-Za-z0-9.,+])\d{3,}(?: \d{3,}){1,7}(?: \d{1,2})?(?![.,]?[A-Za-z0-9])")
_SHAPES = re.compile(
    r"LP\d{11,16}(?:[A-Z]{2})?|[A-Z]{2}\d{11}[A-Z]{2}|CNG\d{10,20}|CN[A-Z]{2}\d{10,16}[A-Z]{0,2}"
    r"|[A-Z]{2}\d{9}YP|UJ\d{11,20}|YANWEN\d{8,20}"  # Cainiao; Yanwen
    r"|YT\d{16}|4PX\d{10,16}CN|SF\d{12,13}|TB[ACM]\d{12}"  # YunExpress, 4PX, SF, Amazon
    r"|J[A-Z]{2,3}\d{10,24}|JD\d{11,20}|GM\d{16,18}|3S[A-Z]{4}\d{7,9}"  # DHL, PostNL
    r"|H\d{16,20}|[A-Z]\d{2}[A-Z]{3}\d{10}"  # Hermes, Evri
    r"|\d[A-Z]\d{11}|P[KQ][0-9A-Z]{20}[A-Z]"  # Colissimo, Correos
    r"|PX\d{10}|\d{13}U|6\d{23}"  # Pocztex, DPD in Poland, InPost
    r"|TH\d{4,5}[0-9A-Z]{5,9}|SPX[A-Z]{2}\d{10,14}[A-Z]?|KE[RX][A-Z]{0,3}\d{8,12}"  # Thai ones
    r"|KP\d{11}"  # PTT
)
_S10_SHAPE = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}|1Z[0-9A-Z]{16}")

_CARRIERS = (
    r"dhl|dpd|ups|fedex|gls|inpost|paczkoma\w+|hermes|evri|tnt|usps|royal mail|amazon logistics"
    r"|colissimo|chronopost|mondial relay|la poste|relais colis|correos|seur|mrw|nacex|ctt|correios"
    r"|почт\w+ росс\w+|сдэк\w*|cdek|boxberry|боксберри|poczt\w+ polsk\w+|pocztex\w*|orlen paczk\w+"
    r"|kerry|flash(?: express)?|j&t|brt|bartolini|sda|poste italiane|ptt|yurtici|aras kargo|mng"
    r"|surat kargo|hepsijet|fan courier|fancourier|sameday|cargus|posta romana|cainiao|yanwen"
    r"|yunexpress|4px|sf express|postnl|bpost"
)
_NUMBER_WORDS = (
    r"track\w*|suivi|seguimiento|rastre\w+|localizador|consignment|sendungs\w+|paket(?:nummer|nr)"
    r"|трек\w*|отслежив\w+|накладн\w+|przesylk\w+|list\w* przewoz\w+|nr paczki|numer paczki"
    r"|เลขพัสดุ|หมายเลขพัสดุ|เลขติดตาม|แทร็?ก\w*|tracciamento|spedizione|lettera di vettura"
    r"|takip|kargo (?:no|kodu|numara\w+)|gonderi (?:no|kodu)|awb|urmarire"
)
_NAMED = re.compile(rf"(?<![a-zа-я0-9])(?:{_CARRIERS}|{_NUMBER_WORDS})(?![a-zа-я])")
_CARRIER = re.compile(rf"(?<![a-zа-я0-9])(?:{_CARRIERS})(?![a-zа-я])")
_OTHER_NUMBER = re.compile(
    r"customer|client\b|kunden|\btel|phone|telef|звон|номер телефона|iban|konto|invoice|rechnung"
    r"|facture|faktur|factura|fattura|чек\b|ean\b|barcode|barras|โทร|เบอร์|call|appel|llam|anruf"
)
_BEFORE, _AFTER = 45, 25
"""So many characters before and after a number are asked what it is."""


def tracking_numbers(reading: Reading) -> Iterator[Found]:
    """Tracking numbers, in capitals and without spaces: UPU S10 and UPS with a right check digit,
    the carriers' own forms, and longer numbers that the text calls one."""
    if not reading.has_digits:
        return
    plain = reading.plain
    for match in _S10.finditer(plain):
        if _is_s10(match):
            yield _found(match)
    if "1z" in reading.small:
        for match in _UPS.finditer(plain):
            if _is_ups(match.group()):
                yield _found(match)
    for match in _TOKEN.finditer(plain):
        if _is_carriers(match.group().upper()) or _is_called_so(reading, match):
            yield _found(match)
    for match in _GROUPS.finditer(plain):
        digits = match.group().replace(" ", "")
        if len(digits) > 7 and (_is_long_number(digits) or _is_called_so(reading, match)):
            yield _found(match)


def _found(match: re.Match[str]) -> Found:
    value = match.group().replace(" ", "").replace("-", "").upper()
    return Found("tracking_number", value, *match.span())


def _is_s10(match: re.Match[str]) -> bool:
    service, serial, check, country = match.groups()
    digits = serial.replace(" ", "").replace("-", "")
    if s10_check_digit(digits) != int(check):
        return False
    # Where the letters stand apart they may be words: "an 319077557 is".
    loose = len(service) > 2 or len(country) > 2
    words = {service[:2].lower(), country[-2:].lower()} & SHORT_WORDS
    return not (loose and words and not (service[:2] + country[-2:]).isupper())


def _is_ups(number: str) -> bool:
    code = number.replace(" ", "").replace("-", "").upper()
    return sum(map(str.isdigit, code)) >= 8 and ups_check_digit(code[2:-1]) == int(code[-1])


def _is_carriers(token: str) -> bool:
    return bool(_SHAPES.fullmatch(token)) or (token.isdecimal() and _is_long_number(token))


def _is_long_number(digits: str) -> bool:
    """Serial shipping container codes (DHL, posts) and USPS's, which have a check digit."""
    known = (len(digits) == 20 and digits.startswith("00")) or (
        len(digits) == 22 and digits[:2] in ("92", "93", "94", "95")
    )
    return known and gs1_check_digit(digits[:-1]) == int(digits[-1])


def _is_called_so(reading: Reading, match: re.Match[str]) -> bool:
    """Whether the words around say that this is a tracking number."""
    code = match.group().replace(" ", "").upper()
    if sum(map(str.isdigit, code)) < 8 or _S10_SHAPE.fullmatch(code):
        return False
    before = reading.small[max(0, match.start() - _BEFORE) : match.start()]
    other = max((m.end() for m in _OTHER_NUMBER.finditer(before)), default=-1)
    if any(named.start() > other for named in _NAMED.finditer(before)):
        return True
    after = reading.small[match.end() : match.end() + _AFTER]
    return other < 0 and _CARRIER.search(after) is not None
