"""The states in which the demo shop's orders stand, and the number of each order.

Every person ``demo-<lang>`` has one order in each state. Its number tells both: the language's
place among the eleven, and the state's place here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

LANGUAGES = ("en", "fr", "es", "de", "pt", "ru", "pl", "th", "it", "tr", "ro")


@dataclass(frozen=True)
class State:
    """A status, and how long ago each moment of the order was."""

    status: str
    placed: timedelta
    confirmed: timedelta | None = None
    shipped: timedelta | None = None
    delivered: timedelta | None = None
    refunded: timedelta | None = None
    cancelled: timedelta | None = None
    parcels: int = 0
    """How many parcels with stations it travels in."""


def _days(days: float) -> timedelta:
    return timedelta(days=days)


STATES = MappingProxyType(
    {
        "paid": State("paid", timedelta(minutes=30)),
        "paid_late": State("paid", timedelta(hours=3)),
        "confirmed": State("confirmed", _days(6), _days(5)),
        "confirmed_overdue": State("confirmed", _days(21), _days(20)),
        "shipped": State("shipped", _days(20), _days(19), _days(16), parcels=1),
        "shipped_late": State("shipped", _days(105), _days(104), _days(100), parcels=1),
        "shipped_expired": State("shipped", _days(130), _days(129), _days(125)),
        "delivered": State("delivered", _days(25), _days(24), _days(22), _days(5), parcels=2),
        "delivered_long_ago": State("delivered", _days(70), _days(69), _days(66), _days(40)),
        "refunded": State("refunded", _days(60), _days(59), _days(56), refunded=_days(3)),
        "refunded_long_ago": State("refunded", _days(80), _days(79), refunded=_days(20)),
        "cancelled": State("cancelled", _days(2.05), cancelled=_days(2)),
        "cancelled_long_ago": State("cancelled", _days(40.05), cancelled=_days(40)),
    }
)
"""By name, in the order of the orders' numbers."""


def demo_order(language: str, state: str) -> str:
    """The number of the order that ``demo-<language>`` has in this state."""
    first = 1000 + 100 * LANGUAGES.index(language) + list(STATES).index(state)
    # The second half only has to look like one; it hangs on the first so that it stays the same.
    return f"JM-{first:04d}-{(first * 7919) % 10000:04d}"
