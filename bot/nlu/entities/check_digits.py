"""Check digits of tracking numbers."""

from __future__ import annotations

_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def s10_check_digit(digits: str) -> int:
    """The check digit of eight digits by the Universal Postal Union's standard S10."""
    weighted = sum(int(d) * w for d, w in zip(digits, _S10_WEIGHTS, strict=True))
    check = 11 - weighted % 11
    return {10: 0, 11: 5}.get(check, check)


def ups_check_digit(characters: str) -> int:
    """The check digit of the fifteen digits and capitals behind UPS's ``1Z``."""
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in characters]
    return -sum(value * (2 if index % 2 else 1) for index, value in enumerate(values)) % 10


def gs1_check_digit(digits: str) -> int:
    """The check digit of a GS1 number, as serial shipping container codes have it."""
    weighted = sum(int(d) * (1 if index % 2 else 3) for index, d in enumerate(reversed(digits)))
    return -weighted % 10
