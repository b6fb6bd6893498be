"""Looking at the order again before a reminder is sent: it is said, waits longer, or is dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.policy import CustomerFacts, Decision, OrderFacts, decide
from bot.policy.case import Case
from bot.policy.dates import local_date
from bot.policy.delivery_dates import guarantee_until
from bot.reminders.keeping import DAY_100, LAST_DAY, OFFERED_BY, Day, days_of

CLAIMABLE = frozenset(["not_received.refund_request", "mistake.refund_request"])
"""What the rules say where a reminder makes sense: the money may be asked for now."""


@dataclass(frozen=True)
class Say:
    """It is to be said, with what the rules decided. ``ends_today`` and ``ends_at`` are of the
    guarantee."""

    decision: Decision
    order: OrderFacts
    customer: CustomerFacts
    ends_today: bool
    ends_at: datetime


@dataclass(frozen=True)
class Wait:
    """The day has moved: the order's dates have changed."""

    until: datetime


@dataclass(frozen=True)
class Drop:
    """There is nothing to remind of any more."""

    reason: str


def look_again(
    kind: str,
    code: str,
    order: OrderFacts | None,
    customer: CustomerFacts | None,
    now: datetime,
) -> Say | Wait | Drop:
    """What becomes of a reminder that is due, by the order as it stands now."""
    if order is None or customer is None:
        return Drop("order_gone")
    if any(claim.category == "not_received" for claim in order.claims):
        return Drop("claim_open")
    decision = decide(OFFERED_BY[code], order, now, customer)
    if decision.code == "order.inconsistent":
        return Drop("inconsistent")
    if decision.code not in CLAIMABLE | {code}:
        return Drop(_reason(decision, order))
    days = {day.kind: day for day in days_of(order, customer, now)}
    if kind not in days:
        return Drop("no_such_day")
    if days[kind].due_at > now:
        return Wait(days[kind].due_at)
    end = guarantee_until(Case(order, now, customer))
    if now > end:
        return Drop("guarantee_over")
    if _overtaken(kind, days.get(LAST_DAY), now):
        return Drop("overtaken")
    ends_today = local_date(end, customer) == local_date(now, customer)
    return Say(decision, order, customer, ends_today, end)


def _reason(decision: Decision, order: OrderFacts) -> str:
    if decision.code == "not_received.guarantee_expired":
        return "guarantee_over"
    return order.status


def _overtaken(kind: str, last: Day | None, now: datetime) -> bool:
    """A reminder of the hundredth day that comes so late that the one of the last day is due."""
    return kind == DAY_100 and last is not None and last.due_at <= now
