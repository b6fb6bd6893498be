"""The states in which the demo shop's orders stand, and the number of each order.

Every person ``demo-<lang>`` has one order in each of :data:`STATES`, every person
``demo-<lang>-many`` one in each of :data:`EDGES`, ``demo-<lang>-one`` the order :data:`ONLY`, and
``demo-<lang>-new`` none. A number tells the language's place among the eleven and the state's
place in its list: see :func:`demo_order`.

The states hold on the day of loading, whatever day of the year that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from bot.languages import LANGUAGES

CHINA: Final = "CN"
KOREA: Final = "KR"
"""A seller country without a period of longer lead times."""


@dataclass(frozen=True, kw_only=True)
class State:
    """A status, and how long ago each moment of the order was. It was placed a minute before it
    was paid, unless ``placed`` says when."""

    status: str
    paid: timedelta
    placed: timedelta | None = None
    confirmed: timedelta | None = None
    shipped: timedelta | None = None
    delivered: timedelta | None = None
    refunded: timedelta | None = None
    cancelled: timedelta | None = None
    guarantee_ends_in: timedelta | None = None
    parcels: int = 1
    """How many parcels it travels in, each with an item."""
    stations: int = 0
    """How many stations of its first parcel are known, at most."""
    seller: str = CHINA


def _ago(days: float = 0, hours: float = 0) -> timedelta:
    return timedelta(days=days, hours=hours)


STATES: Final = MappingProxyType(
    {
        "paid": State(status="paid", paid=_ago(hours=0.5)),
        "paid_late": State(status="paid", paid=_ago(hours=3)),
        "confirmed": State(status="confirmed", paid=_ago(6), confirmed=_ago(5), seller=KOREA),
        "confirmed_overdue": State(
            status="confirmed", paid=_ago(21), confirmed=_ago(20), seller=KOREA
        ),
        "shipped": State(
            status="shipped", paid=_ago(20), confirmed=_ago(19), shipped=_ago(16), stations=5
        ),
        "shipped_late": State(
            status="shipped", paid=_ago(105), confirmed=_ago(104), shipped=_ago(100), stations=3
        ),
        "shipped_expired": State(
            status="shipped", paid=_ago(130), confirmed=_ago(129), shipped=_ago(125)
        ),
        "delivered": State(
            status="delivered",
            paid=_ago(25),
            confirmed=_ago(24),
            shipped=_ago(22),
            delivered=_ago(5),
            parcels=2,
            stations=6,
        ),
        "delivered_long_ago": State(
            status="delivered",
            paid=_ago(70),
            confirmed=_ago(69),
            shipped=_ago(66),
            delivered=_ago(40),
            stations=6,
        ),
        "refunded": State(
            status="refunded",
            paid=_ago(113),
            confirmed=_ago(112),
            shipped=_ago(109),
            refunded=_ago(3),
        ),
        "refunded_long_ago": State(
            status="refunded", paid=_ago(40), confirmed=_ago(39), refunded=_ago(20)
        ),
        "cancelled": State(status="cancelled", paid=_ago(2, hours=1), cancelled=_ago(2)),
        "cancelled_long_ago": State(status="cancelled", paid=_ago(40, hours=1), cancelled=_ago(40)),
    }
)
"""By name, in the order of the orders' numbers. The name's number is of days, where it has one,
from the moment of the status; of placing for shipped orders."""


def _edges() -> dict[str, State]:
    """Both sides of every deadline of POLICY.md, an hour off (ten minutes for the two hours)."""
    made: dict[str, State] = {}
    for before, after, deadline in (
        ("claim_day_ahead", "claim_day_reached", 100),
        ("guarantee_ending", "guarantee_ended", 115),
    ):
        for name, hours in ((before, -1), (after, 1)):
            made[name] = State(
                status="shipped",
                paid=_ago(deadline, hours - 0.1),
                placed=_ago(deadline, hours),
                confirmed=_ago(deadline - 1),
                shipped=_ago(deadline - 4),
                stations=2,
            )
    for name, hours in (("lead_time_ending", -1), ("lead_time_ended", 1)):
        made[name] = State(
            status="confirmed", paid=_ago(13), confirmed=_ago(12, hours), seller=KOREA
        )
    for name, hours in (("review_closing", -1), ("review_closed", 1)):
        made[name] = State(
            status="delivered",
            paid=_ago(15, hours - 0.1),
            placed=_ago(15, hours),
            confirmed=_ago(14),
            shipped=_ago(13),
            delivered=_ago(3),
            stations=4,
        )
    for name, hours in (("return_closing", -1), ("return_closed", 1)):
        made[name] = State(
            status="delivered",
            paid=_ago(50),
            confirmed=_ago(49),
            shipped=_ago(48),
            delivered=_ago(30, hours),
            stations=6,
        )
    for name, hours in (("refund_due", -1), ("refund_past_due", 1)):
        made[name] = State(status="refunded", paid=_ago(30), refunded=_ago(14, hours))
    # Fourteen business days are 18 to 20 days; a day more on each side for the clock changes.
    for name, days in (("cancel_refund_due", 17), ("cancel_refund_past_due", 22)):
        made[name] = State(status="cancelled", paid=_ago(days, hours=1), cancelled=_ago(days))
    return made


EDGES: Final = MappingProxyType(
    {
        "cancel_window_closing": State(status="paid", paid=timedelta(minutes=110)),
        "cancel_window_closed": State(status="paid", paid=timedelta(minutes=130)),
        **_edges(),
        "guarantee_extended": State(
            status="shipped",
            paid=_ago(125),
            confirmed=_ago(124),
            shipped=_ago(120),
            guarantee_ends_in=_ago(5),
        ),
    }
)
"""By name, in the order of the orders' numbers."""

ONLY: Final = "only"
"""The state of the order of who has just one: on its way, like ``shipped``."""

_PLACES = {
    **{name: place for place, name in enumerate(STATES)},
    **{name: 50 + place for place, name in enumerate(EDGES)},
    ONLY: 90,
}


def demo_order(language: str, state: str) -> str:
    """The number of the order that the demo shop has in this language and state: ``JM-1400-6600``.

    ``state`` is a name of :data:`STATES`, of :data:`EDGES`, or :data:`ONLY`. Raises KeyError for
    any other, ValueError for another language.
    """
    first = 1000 + 100 * list(LANGUAGES).index(language) + _PLACES[state]
    # The second half only has to look like one; it hangs on the first so that it stays the same.
    return f"JM-{first:04d}-{first * 7919 % 10000:04d}"
