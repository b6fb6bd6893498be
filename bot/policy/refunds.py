"""When money comes back, and what a wish for it means by the order's status."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.policy.case import Case
from bot.policy.consistency import in_utc
from bot.policy.dates import business_days_after, has_passed, local_date
from bot.policy.decision import Decision, Outcome
from bot.policy.facts import ClaimFacts
from bot.policy.numbers import numbers

SOURCE = "je n'ai pas reçu mon remboursement"

WAYS = {
    "paid": "cancel_order",
    "confirmed": "ask_dispatch_time",
    "shipped": "order_not_received",
    "delivered": "request_refund",
}
"""The way to one's money that is open, by status, as the intent that asks for it."""

REASONS = (
    "report_defect",
    "report_wrong_or_missing_item",
    "return_order",
    "order_not_received",
)


def refund_status(case: Case) -> Decision:
    """A refund takes fourteen days, after a cancel seven to fourteen business days.

    Source: « je n'ai pas reçu mon remboursement ».
    """
    order = case.order
    if order.status in ("refunded", "cancelled"):
        return ended(case)
    if order.claims:
        return claim_open(min(order.claims, key=lambda claim: in_utc(claim.opened_at)))
    return _said("refund.none", {"status": order.status, "way": WAYS[order.status]})


def claim_open(claim: ClaimFacts) -> Decision:
    """The decision that shows a claim which is open: whoever claims twice is told of the first."""
    facts = {
        "ticket": claim.ticket,
        "opened_at": in_utc(claim.opened_at),
        "category": claim.category,
    }
    return _said("refund.claim_open", facts)


def ended(case: Case) -> Decision:
    """The ``refund.*`` decision of an order that was refunded or cancelled."""
    refunded = case.order.status == "refunded"
    facts = refunded_facts(case) if refunded else cancelled_facts(case)
    if facts.pop("overdue"):
        late = {
            "status": case.order.status,
            "due_by": facts["due_by"],
            "total": facts["total"],
        }
        return Decision("refund.overdue", Outcome.ESCALATE, late, ("bank_statement",), SOURCE)
    return _said("refund.on_its_way" if refunded else "refund.cancelled_on_its_way", facts)


def choose_reason(_: Case) -> Decision:
    """A delivered order and a wish for money: the reason decides. POLICY.md, request_refund."""
    return _said("refund.choose_reason", {"ways": REASONS})


def refunded_facts(case: Case) -> dict[str, Any]:
    """When a refunded order's money is due; ``overdue`` from that moment on."""
    due_by = case.after("refunded_at", timedelta(days=numbers().refund_days))
    return {
        "refunded_at": case.moment("refunded_at"),
        "due_by": due_by,
        "overdue": has_passed(due_by, case.now),
        "total": case.total,
    }


def cancelled_facts(case: Case) -> dict[str, Any]:
    """When a cancelled order's money is due, as dates; ``overdue`` the day after the last."""
    figures = numbers()
    day = local_date(case.moment("cancelled_at"), case.customer)
    due_by = business_days_after(day, figures.refund_business_days_to, case.customer)
    return {
        "cancelled_at": case.moment("cancelled_at"),
        "due_from": business_days_after(day, figures.refund_business_days_from, case.customer),
        "due_by": due_by,
        "overdue": local_date(case.now, case.customer) > due_by,
        "total": case.total,
    }


def _said(code: str, facts: dict[str, Any]) -> Decision:
    return Decision(code, Outcome.ANSWER, facts, (), SOURCE)
