"""Whether an order's facts fit together. Where they don't, no rule guesses."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta, timezone

from bot.policy.dates import after
from bot.policy.decision import Decision, Outcome
from bot.policy.facts import OrderFacts
from bot.policy.numbers import numbers

MOMENT_OF = {
    "paid": "paid_at",
    "confirmed": "confirmed_at",
    "shipped": "shipped_at",
    "delivered": "delivered_at",
    "refunded": "refunded_at",
    "cancelled": "cancelled_at",
}
"""The moment that each status stands for."""

WAY = ("placed_at", "paid_at", "confirmed_at", "shipped_at", "delivered_at")
"""The moments of an order's way, in the order in which they come."""

ENDS = ("refunded_at", "cancelled_at")


def inconsistent(order: OrderFacts, now: datetime) -> Decision | None:
    """The decision ``order.inconsistent`` where facts contradict each other; None where they fit.

    POLICY.md, "Limits of the rules".
    """
    problem = _problem(order, now)
    if problem is None:
        return None
    facts = {"status": str(order.status), "problem": problem}
    return Decision("order.inconsistent", Outcome.ESCALATE, facts, (), "Limits of the rules")


def _problem(order: OrderFacts, now: datetime) -> str | None:
    if not isinstance(order.status, str) or order.status not in MOMENT_OF:
        return "unknown_status"
    if order.placed_at is None or getattr(order, MOMENT_OF[order.status]) is None:
        return "moment_missing"
    if _later_moment_set(order):
        return "later_moment_set"
    if _out_of_order(order):
        return "moments_out_of_order"
    latest = after(now, timedelta(minutes=numbers().clock_skew_minutes))
    if any(moment > latest for moment in _moments(order, (*WAY, *ENDS))):
        return "moment_in_future"
    return None


def _moments(order: OrderFacts, names: tuple[str, ...]) -> list[datetime]:
    return [moment for name in names if (moment := getattr(order, name)) is not None]


def _later_moment_set(order: OrderFacts) -> bool:
    """A paid order that was shipped, a shipped one that was refunded: the status lags behind.

    An order that has ended may carry any moment of its way, and both ends: one that was
    cancelled is paid back some days later.
    """
    if order.status in ("refunded", "cancelled"):
        return False
    position = WAY.index(MOMENT_OF[order.status])
    return bool(_moments(order, (*WAY[position + 1 :], *ENDS)))


def _out_of_order(order: OrderFacts) -> bool:
    way = _moments(order, WAY)
    if any(earlier > later for earlier, later in itertools.pairwise(way)):
        return True
    begun = _moments(order, ("placed_at", "paid_at"))
    return any(end < start for end in _moments(order, ENDS) for start in begun)


def require_aware(*moments: datetime | None) -> None:
    """Raises ValueError for a naive datetime: a mistake of the program, not of the data."""
    for moment in moments:
        if isinstance(moment, datetime) and moment.utcoffset() is None:
            raise ValueError(f"a moment without a time zone: {moment!r}")


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; moments at the ends of the calendar stay where they are."""
    try:
        return moment.astimezone(timezone.utc)
    except OverflowError:
        return moment.replace(tzinfo=timezone.utc)
