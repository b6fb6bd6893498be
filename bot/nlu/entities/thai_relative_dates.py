"""Days told from today in Thai, which parts no words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from bot.nlu.entities.found import Found
from bot.nlu.entities.reading import Reading
from bot.nlu.entities.reckoning import months_before, weekday

_DAYS: Final = {
    "เมื่อวานซืน": -2, "วานซืน": -2, "เมื่อวานนี้": -1, "เมื่อวาน": -1, "วันนี้": 0, "พรุ่งนี้": 1,
    "มะรืนนี้": 2, "มะรืน": 2,
}  # fmt: skip
_WEEKDAYS: Final = ("จันทร์", "อังคาร", "พุธ", "พฤหัส", "ศุกร์", "เสาร์", "อาทิตย์")
_NUMBERS: Final = ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า", "สิบ")
_PATTERN = re.compile(
    rf"(?P<day>{'|'.join(_DAYS)})"
    rf"|วัน(?P<weekday>{'|'.join(_WEEKDAYS)})(?:บดี|ฯ)?(?P<direction>ที่แล้ว|ที่ผ่านมา|ก่อน|หน้า)"
    rf"|(?P<number>\d{{1,3}}|{'|'.join(_NUMBERS)}) ?(?P<unit>วัน|อาทิตย์|สัปดาห์|เดือน) ?"
    r"(?:ที่แล้ว|ที่ผ่านมา|ก่อน|มาแล้ว)"
)


def thai_relative_dates(reading: Reading) -> Iterator[Found]:
    """Days such as "เมื่อวาน", "วันจันทร์ที่แล้ว" and "3 วันก่อน"."""
    today = reading.today
    for match in _PATTERN.finditer(reading.small):
        if match["day"]:
            day = today + timedelta(days=_DAYS[match["day"]])
        elif match["weekday"]:
            direction = 1 if match["direction"] == "หน้า" else -1
            day = weekday(today, _WEEKDAYS.index(match["weekday"]), direction)
        else:
            said = match["number"]
            number = int(said) if said.isdecimal() else _NUMBERS.index(said) + 1
            if match["unit"] == "เดือน":
                day = months_before(today, number)
            else:
                day = today - timedelta(days=number * (1 if match["unit"] == "วัน" else 7))
        yield Found("date", day.isoformat(), *match.span())
