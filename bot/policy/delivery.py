"""The delivery guarantee: waiting, asking for the money back, the end of the guarantee."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.policy.case import Case
from bot.policy.dates import has_passed
from bot.policy.decision import Decision, Outcome
from bot.policy.delivery_dates import claim_from, days_left, days_passed, guarantee_until
from bot.policy.dispatch import ask_dispatch_time
from bot.policy.numbers import numbers
from bot.policy.refunds import ended

SOURCE = "Ma commande n'a pas encore été livrée ! Que dois-je faire?"
MISTAKE_SOURCE = "J'ai accidentellement marqué ma commande comme livrée !"
REVIEW_SOURCE = "Comment marquer une commande comme livrée et laisser un avis"


def order_not_received(case: Case) -> Decision:
    """A parcel has a hundred days; then the money may be asked for until the guarantee ends.

    Source: « Ma commande n'a pas encore été livrée ! », « La garantie de remboursement … ».
    """
    status = case.order.status
    if status in ("refunded", "cancelled"):
        return ended(case)
    if status in ("paid", "confirmed"):
        return ask_dispatch_time(case)
    if status == "delivered":
        facts = {"delivered_at": case.moment("delivered_at")}
        return _said("not_received.marked_delivered", Outcome.ESCALATE, facts)
    return late_or_waiting(case)


def late_or_waiting(case: Case) -> Decision:
    """What holds for a shipped order that is not there, by the days since it was placed."""
    if not has_passed(claim_from(case), case.now):
        facts = _dates(case) | {"days_left": days_left(case), "days_passed": days_passed(case)}
        return _said("not_received.wait", Outcome.ANSWER, facts)
    if is_expired(case):
        facts = {
            "guarantee_until": guarantee_until(case),
            "limit_days": numbers().guarantee_days,
            "days_passed": days_passed(case),
        }
        return _said("not_received.guarantee_expired", Outcome.REFUSE, facts)
    facts = _dates(case) | {
        "handled_hours": numbers().request_handled_hours,
        "refund_days": numbers().refund_days,
        "limit_days": numbers().guarantee_days,
        "days_passed": days_passed(case),
    }
    return _said("not_received.refund_request", Outcome.ESCALATE, facts, ("email",))


def is_expired(case: Case) -> bool:
    """More than 115 days have passed and the guarantee is over: both, not one."""
    limit = case.after("placed_at", timedelta(days=numbers().guarantee_days))
    return case.now > limit and case.now > guarantee_until(case)


def guarantee_facts(case: Case) -> dict[str, Any]:
    """The guarantee's two days, and whether it is ``running``, ``claimable`` or ``over``.

    Empty where it is not what matters: the order was delivered or has ended, or it is so late
    that the rules of dispatch speak.
    Source: « La garantie de remboursement … ».
    """
    if case.order.status not in ("paid", "confirmed", "shipped"):
        return {}
    if not has_passed(claim_from(case), case.now):
        return _dates(case) | {"guarantee": "running"}
    if case.order.status != "shipped":
        return {}
    return _dates(case) | {"guarantee": "over" if is_expired(case) else "claimable"}


def marked_delivered_by_mistake(case: Case) -> Decision:
    """A wrong mark changes nothing on the way; from day 100 the money may be asked for.

    Source: « J'ai accidentellement marqué ma commande comme livrée ! ».
    """
    if case.order.status in ("refunded", "cancelled"):
        return ended(case)
    if not has_passed(claim_from(case), case.now):
        facts: dict[str, Any] = {"claim_from": claim_from(case), "days_left": days_left(case)}
        return Decision("mistake.on_its_way", Outcome.ANSWER, facts, (), MISTAKE_SOURCE)
    if is_expired(case):
        return late_or_waiting(case)
    facts = _dates(case) | {
        "handled_hours": numbers().request_handled_hours,
        "refund_days": numbers().refund_days,
        "limit_days": numbers().guarantee_days,
    }
    return Decision("mistake.refund_request", Outcome.ESCALATE, facts, ("email",), MISTAKE_SOURCE)


def confirm_delivery_and_review(case: Case) -> Decision:
    """Marking as delivered and reviewing is open for fifteen days from the order.

    Source: « Comment marquer une commande comme livrée et laisser un avis ».
    """
    until = case.after("placed_at", timedelta(days=numbers().review_days))
    facts = {"review_until": until, "review_days": numbers().review_days}
    if case.now <= until:
        return Decision("review.open", Outcome.ANSWER, facts, (), REVIEW_SOURCE)
    return Decision("review.closed", Outcome.REFUSE, facts, (), REVIEW_SOURCE)


def _dates(case: Case) -> dict[str, Any]:
    return {"claim_from": claim_from(case), "guarantee_until": guarantee_until(case)}


def _said(
    code: str, outcome: Outcome, facts: dict[str, Any], evidence: tuple[str, ...] = ()
) -> Decision:
    return Decision(code, outcome, facts, evidence, SOURCE)
