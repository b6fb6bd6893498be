"""What stands around a number that may be a date: words before days, streets named for days."""

from __future__ import annotations

import re

from bot.nlu.entities.reading import Reading

_REACH = 24
_DAY_WORD = re.compile(
    r"(?<![a-zа-я])(?:on|since|from|by|until|till|before|after|dated"  # en
    r"|le|du|au|depuis|avant|apres|date"  # fr
    r"|el|del|desde|hasta|antes|dia|fecha"  # es
    r"|am|vom|zum|seit|bis|ab|dem|den|datum"  # de
    r"|em|no|de|desde|ate|dia|data"  # pt
    r"|с|со|от|до|после|числа|дат[аы]"  # ru
    r"|od|do|z|ze|po|dnia|dniu|data"  # pl
    r"|il|dal|al|del|giorno|data"  # it
    r"|din|pe|pana la|data de|dupa|inainte de"  # ro
    r"|tarih)[ :]{1,2}$|วันที่ ?$"
)
_DAY_SUFFIX = re.compile(r" ?['’]?(?:[dt][ea]n?|tarih\w*)(?![a-z])")  # Turkish
_CLOCK_OR_UNIT = re.compile(
    r" ?(?:uhr|h\b|ч\b|час|godz|น\.|%|€|\$|£|kg|g\b|cm|mm|m\b|km|gb|mb|eur|x\b|mal\b)"
)
_STREET = re.compile(
    r"(?<![a-zа-я])(?:ul|ulic[aey]|al\.|aleja|alei|plac|placu|os|rue|av|avenue|boulevard|bd|place|quai"
    r"|calle|c/|avenida|avda|plaza|via|viale|piazza|corso|largo|rua|praca|travessa"
    r"|ул|улиц\w{1,2}|проспект\w?|пр-т|площад\w{1,2}|переул\w{2,3}|бульвар\w?"
    r"|str|strada|bulevardul|b-dul|piata|calea|soseaua|strasse|platz|street|road|square|ถนน|ซอย)"
    r"\.? (?:du |de |del |dei |da |do |le )?$"
)
_STREET_BEHIND = re.compile(r" (?:cad|sok|mah|bulv|meydan)")  # Turkish says the street last
_HOUSE = re.compile(
    r"(?<![a-zа-я])(?:no|nr|numer|number|num|дом\w?|house|flat|apt|daire|kapi)\.? $"
)
_EXPIRY = re.compile(
    r"expir|exp\b|valid|validit|gultig|срок|действ|caduc|venc|scad|wazn|valab|gecerli|son kullanma"
    r"|หมดอายุ"
)


def is_day_word_before(reading: Reading, place: int) -> bool:
    """Whether a word stands before a place that a day comes behind: "since", "vom", "от"."""
    return _DAY_WORD.search(reading.small[max(0, place - _REACH) : place]) is not None


def is_day_suffix_behind(reading: Reading, place: int) -> bool:
    """Whether a Turkish suffix or word of time stands behind a place."""
    return reading.language == "tr" and _DAY_SUFFIX.match(reading.small, place) is not None


def is_unit_behind(reading: Reading, place: int) -> bool:
    """Whether the number that ends at a place is a time of day or a measure."""
    return _CLOCK_OR_UNIT.match(reading.small, place) is not None


def is_street(reading: Reading, start: int, end: int) -> bool:
    """Whether a day is but the name of a street: "ul. 3 Maja", "19 Mayıs Caddesi"."""
    before = reading.small[max(0, start - _REACH) : start]
    return (
        _STREET.search(before) is not None or _STREET_BEHIND.match(reading.small, end) is not None
    )


def is_house(reading: Reading, place: int) -> bool:
    """Whether what follows is the number of a house: "no 14/3", "дом 10/2"."""
    return _HOUSE.search(reading.small[max(0, place - _REACH) : place]) is not None


def is_expiry(reading: Reading, place: int) -> bool:
    """Whether what follows is the month until which a card is valid."""
    return _EXPIRY.search(reading.small[max(0, place - _REACH) : place]) is not None
