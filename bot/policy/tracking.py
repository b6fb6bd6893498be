"""Where an order is now, and tracking that shows nothing."""

from __future__ import annotations

from typing import Any

from bot.policy.cancelling import cancel_until
from bot.policy.case import Case
from bot.policy.dates import has_passed
from bot.policy.decision import Decision, Outcome
from bot.policy.delivery import late_or_waiting
from bot.policy.delivery_dates import claim_from, guarantee_until
from bot.policy.dispatch import is_overdue, lead_days, season_of, ship_by
from bot.policy.parcels import parcel_facts
from bot.policy.refunds import cancelled_facts, ended, refunded_facts
from bot.policy.returns import return_until

SOURCE = "Où est ma commande maintenant ?"
NOT_WORKING_SOURCE = "Je ne peux pas suivre ma commande !"


def track_order(case: Case) -> Decision:
    """Where the order is, by its status; from day 100 a shipped one is late.

    Source: « Où est ma commande maintenant ? ».
    """
    status = case.order.status
    if status == "shipped" and has_passed(claim_from(case), case.now):
        return late_or_waiting(case)
    return Decision(f"track.{status}", Outcome.ANSWER, _FACTS[status](case), (), SOURCE)


def tracking_not_working(case: Case) -> Decision:
    """A number that shows nothing may be a virtual one, which works in China only.

    Source: « Je ne peux pas suivre ma commande ! ».
    """
    status = case.order.status
    if status in ("refunded", "cancelled"):
        return ended(case)
    if status in ("paid", "confirmed"):
        facts: dict[str, Any] = {"status": status, "lead_days": lead_days(case)}
        if status == "confirmed":
            facts |= {"ship_by": ship_by(case), "overdue": is_overdue(case)}
        return _said("tracking.not_shipped", facts)
    if status == "delivered":
        return _said("tracking.delivered", {"delivered_at": case.moment("delivered_at")})
    if has_passed(claim_from(case), case.now):
        return late_or_waiting(case)
    facts = {
        "tracking_numbers": parcel_facts(case)["tracking_numbers"],
        "claim_from": claim_from(case),
        "guarantee_until": guarantee_until(case),
    }
    return _said("tracking.virtual_number", facts)


def _said(code: str, facts: dict[str, Any]) -> Decision:
    return Decision(code, Outcome.ANSWER, facts, (), NOT_WORKING_SOURCE)


def _paid(case: Case) -> dict[str, Any]:
    until = cancel_until(case)
    return {
        "paid_at": case.moment("paid_at"),
        "cancel_until": until,
        "window_open": case.now <= until,
        "lead_days": lead_days(case),
    }


def _confirmed(case: Case) -> dict[str, Any]:
    return {
        "confirmed_at": case.moment("confirmed_at"),
        "ship_by": ship_by(case),
        "lead_days": lead_days(case),
        "extended": season_of(case) is not None,
        "overdue": is_overdue(case),
    }


def _shipped(case: Case) -> dict[str, Any]:
    return {
        "shipped_at": case.moment("shipped_at"),
        "claim_from": claim_from(case),
        "guarantee_until": guarantee_until(case),
        **parcel_facts(case),
    }


def _delivered(case: Case) -> dict[str, Any]:
    until = return_until(case)
    return {
        "delivered_at": case.moment("delivered_at"),
        "return_until": until,
        "return_open": case.now <= until,
    }


_FACTS = {
    "paid": _paid,
    "confirmed": _confirmed,
    "shipped": _shipped,
    "delivered": _delivered,
    "refunded": refunded_facts,
    "cancelled": cancelled_facts,
}
