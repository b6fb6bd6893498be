"""Order numbers as customers type them: ``jm 4821–7305`` is ``JM-4821-7305``."""

from __future__ import annotations

import unicodedata


def number_key(typed: str) -> str:
    """An order number as it is compared: letters and digits alone, in capitals.

    Case, spaces, dashes and dots don't count, nor do accents and the width of letters; digits of
    every script are 0 to 9 (Thai ๔๘๒๑ is 4821). Empty where there is neither letter nor digit.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", typed).upper())
    return "".join(_digit(sign) for sign in plain if sign.isalnum())


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)
