"""The two days of the delivery guarantee, both counted from the placing of the order."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.policy.case import Case
from bot.policy.consistency import in_utc
from bot.policy.numbers import numbers


def claim_from(case: Case) -> datetime:
    """Day 100: from then on a refund for non-delivery may be asked for."""
    return case.after("placed_at", timedelta(days=numbers().delivery_days))


def guarantee_until(case: Case) -> datetime:
    """The end of the guarantee: the order's own, else day 115."""
    own = case.order.guarantee_until
    if own is not None:
        return in_utc(own)
    return case.after("placed_at", timedelta(days=numbers().guarantee_days))


def days_passed(case: Case) -> int:
    """Whole days since the order was placed."""
    return max((case.now - case.moment("placed_at")).days, 0)


def days_left(case: Case) -> int:
    """Days until day 100, a begun day counted whole; at least 1 before it."""
    left = claim_from(case) - case.now
    return max(-(-left // timedelta(days=1)), 1)
