"""When the seller sends an order, and what follows when they don't."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.policy.case import Case
from bot.policy.dates import has_passed
from bot.policy.decision import Decision, Outcome
from bot.policy.delivery_dates import claim_from
from bot.policy.numbers import LeadTimePeriod, numbers
from bot.policy.parcels import parcel_facts
from bot.policy.refunds import ended

SOURCE = "Quand ma commande sera-t-elle expédiée ?"


def ask_dispatch_time(case: Case) -> Decision:
    """The seller has twelve days from confirmation, longer in named seasons; then a refund.

    Source: « Quand ma commande sera-t-elle expédiée ? ».
    """
    order = case.order
    if order.status in ("refunded", "cancelled"):
        return ended(case)
    if order.status in ("shipped", "delivered"):
        return Decision(
            "dispatch.already_shipped", Outcome.ANSWER, _shipped_facts(case), (), SOURCE
        )
    if order.status == "paid":
        facts: dict[str, Any] = {
            "paid_at": case.moment("paid_at"),
            "lead_days": lead_days(case),
        }
        return Decision("dispatch.not_confirmed_yet", Outcome.ANSWER, facts, (), SOURCE)
    return _confirmed(case)


def _confirmed(case: Case) -> Decision:
    facts: dict[str, Any] = {
        "confirmed_at": case.moment("confirmed_at"),
        "ship_by": ship_by(case),
        "lead_days": lead_days(case),
    }
    if is_overdue(case):
        return Decision("dispatch.overdue", Outcome.ESCALATE, facts, (), SOURCE)
    if season_of(case) is not None:
        facts["usual_days"] = numbers().lead_days
        return Decision("dispatch.extended_lead_time", Outcome.ANSWER, facts, (), SOURCE)
    return Decision("dispatch.within_lead_time", Outcome.ANSWER, facts, (), SOURCE)


def season_of(case: Case) -> LeadTimePeriod | None:
    """The season of longer lead times in which the order was placed, by its UTC date."""
    placed = case.moment("placed_at").date()
    country = (case.order.seller_country or "").upper()
    for period in numbers().longer_lead_times:
        if period.seller_country == country and period.covers(placed):
            return period
    return None


def lead_days(case: Case) -> int:
    """How many days the seller has to send this order."""
    season = season_of(case)
    return season.days if season else numbers().lead_days


def ship_by(case: Case) -> datetime:
    """The moment at which a confirmed order's lead time has passed."""
    return case.after("confirmed_at", timedelta(days=lead_days(case)))


def is_overdue(case: Case) -> bool:
    """Whether a confirmed order should have been sent by now."""
    return case.order.status == "confirmed" and has_passed(ship_by(case), case.now)


def _shipped_facts(case: Case) -> dict[str, Any]:
    facts: dict[str, Any] = {"status": case.order.status, "claim_from": claim_from(case)}
    for name in ("shipped_at", "delivered_at"):
        if getattr(case.order, name) is not None:
            facts[name] = case.moment(name)
    if case.order.status == "shipped":
        facts["late"] = has_passed(facts["claim_from"], case.now)
    return facts | parcel_facts(case)
