"""A code as customers type it: ``123 456``, ``12-34-56``, ``๑๒๓๔๕๖``, "the code is 123456."."""

from __future__ import annotations

import re
import unicodedata

from bot.verification.codes import DIGITS

# Digits of any script, with a space, a dot or a dash between them. What follows Latin letters or
# goes on in letters, like an order number, is no code; Thai writes words and digits in one.
_RUN = re.compile(r"(?<![A-Za-z\d])(?<![A-Za-z][-–])\d(?:[\s.\-–·]{0,3}\d)*(?![A-Za-z])")


def code_in(text: str) -> str | None:
    """The first run of six digits in a text, as ASCII digits. None where there is none."""
    for run in _RUN.finditer(text):
        digits = [str(unicodedata.decimal(sign)) for sign in run.group() if sign.isdecimal()]
        if len(digits) == DIGITS:
            return "".join(digits)
    return None
