"""Card numbers for the tests, and a second opinion on what one is, written another way."""

from __future__ import annotations

import re
from collections.abc import Iterator

LENGTHS = range(13, 20)
"""How many digits a card number has."""

_DOUBLED = {0: 0, 1: 2, 2: 4, 3: 6, 4: 8, 5: 1, 6: 3, 7: 5, 8: 7, 9: 9}


def passes_luhn(digits: str) -> bool:
    """Luhn's check, from a table; digits of any script."""
    values = [int(digit) for digit in digits]
    total = sum(values[-1::-2]) + sum(_DOUBLED[value] for value in values[-2::-2])
    return total % 10 == 0 and len(set(values)) > 1


def completed(digits: str) -> str:
    """The digits with the check digit that makes a card number of them."""
    return next(made for check in "0123456789" if passes_luhn(made := digits + check))


def spoiled(card: str) -> str:
    """The number with another check digit: no card any more."""
    return card[:-1] + str((int(card[-1]) + 1) % 10)


def card_of(length: int) -> str:
    """A card number of so many digits."""
    return completed("4" + "70315928604713825960"[: length - 2])


def cut_of(card: str) -> str:
    """What is left of a card number in one piece."""
    return card[:6] + "*" * (len(card) - 10) + card[-4:]


def in_groups(digits: str, separator: str, size: int = 4) -> str:
    """The digits in groups, as they stand on a card."""
    return separator.join(digits[at : at + size] for at in range(0, len(digits), size))


def cards_within(text: str) -> Iterator[str]:
    """The card numbers that can still be read off a text in one piece.

    A row of 13 to 19 digits is looked at as a whole, a longer one in every place.
    """
    for row in re.findall(r"\d{13,}", text):
        parts = [row] if len(row) in LENGTHS else _windows(row)
        yield from (part for part in parts if passes_luhn(part))


def _windows(row: str) -> Iterator[str]:
    for length in LENGTHS:
        for at in range(len(row) - length + 1):
            yield row[at : at + length]
