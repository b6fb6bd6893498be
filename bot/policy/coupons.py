"""Coupon codes: whether one is valid today, and which are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.policy.consistency import require_aware
from bot.policy.dates import local_date
from bot.policy.decision import Decision, Outcome
from bot.policy.facts import CouponFacts, CustomerFacts

SOURCE = "Les coupons les plus utilisés"


def decide_coupon(
    code: str | None,
    coupons: Sequence[CouponFacts],
    now: datetime,
    customer: CustomerFacts | None = None,
) -> Decision:
    """The answer to ask_coupon: about one code, or, with None, which are valid today.

    A coupon's first and last day are included, in the customer's zone. Letter case and white
    space around a code don't matter. Raises ValueError for a naive ``now``.
    """
    require_aware(now)
    today = local_date(now, customer)
    wanted = (code or "").strip().casefold()
    if not wanted:
        return _list([c for c in coupons if c.starts_on <= today <= c.ends_on])
    named = [coupon for coupon in coupons if coupon.code.strip().casefold() == wanted]
    if not named:
        return Decision(
            "coupon.unknown", Outcome.ANSWER, {"code": (code or "").strip()}, (), SOURCE
        )
    # A code that was given out twice is judged by the entry that serves the customer best.
    coupon = min(named, key=lambda coupon: _distance(coupon, today))
    facts = {
        "code": coupon.code,
        "percent": coupon.percent,
        "starts_on": coupon.starts_on,
        "ends_on": coupon.ends_on,
        "description": coupon.description,
    }
    if today > coupon.ends_on:
        return Decision("coupon.expired", Outcome.ANSWER, facts, (), SOURCE)
    if today < coupon.starts_on:
        return Decision("coupon.not_started", Outcome.ANSWER, facts, (), SOURCE)
    return Decision("coupon.valid", Outcome.ANSWER, facts, (), SOURCE)


def _distance(coupon: CouponFacts, today: date) -> tuple[int, int]:
    if coupon.starts_on <= today <= coupon.ends_on:
        return (0, 0)
    if coupon.starts_on > today:
        return (1, coupon.starts_on.toordinal())
    return (2, -coupon.ends_on.toordinal())


def _list(valid: list[CouponFacts]) -> Decision:
    if not valid:
        return Decision("coupon.none", Outcome.ANSWER, {}, (), SOURCE)
    rows = tuple(
        {
            "code": coupon.code,
            "percent": coupon.percent,
            "ends_on": coupon.ends_on,
            "description": coupon.description,
        }
        for coupon in sorted(valid, key=lambda coupon: (coupon.ends_on, coupon.code))
    )
    return Decision(
        "coupon.list", Outcome.ANSWER, {"coupons": rows, "count": len(rows)}, (), SOURCE
    )
