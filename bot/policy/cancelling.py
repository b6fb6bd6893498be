"""Cancelling an order, or cancelling to buy again with another item or address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.policy.case import Case
from bot.policy.dates import business_days_after, local_date
from bot.policy.decision import Decision, Outcome
from bot.policy.delivery_dates import claim_from, guarantee_until
from bot.policy.dispatch import is_overdue, ship_by
from bot.policy.numbers import numbers
from bot.policy.refunds import cancelled_facts, ended, refunded_facts
from bot.policy.returns import return_until

CANCEL_SOURCE = "Comment annuler une commande"
CHANGE_SOURCE = "Comment puis-je changer la taille/la couleur de l'article avant l'expédition"


def cancel_order(case: Case) -> Decision:
    """An order may be cancelled within two hours of payment while it is Paid.

    Source: « Comment annuler une commande ».
    """
    order, figures = case.order, numbers()
    if order.status == "paid":
        if _window_open(case):
            return _said("cancel.allowed", Outcome.ACT, _refund_facts(case))
        facts = {"cancel_until": cancel_until(case), "window_hours": figures.cancel_window_hours}
        return _said("cancel.window_over", Outcome.ESCALATE, facts)
    if order.status == "confirmed":
        facts = {
            "return_days": figures.return_days,
            "ship_by": ship_by(case),
            "overdue": is_overdue(case),
        }
        return _said("cancel.confirmed", Outcome.REFUSE, facts)
    if order.status == "cancelled":
        return _said("cancel.already_cancelled", Outcome.ANSWER, cancelled_facts(case))
    if order.status == "refunded":
        return _said("cancel.already_refunded", Outcome.ANSWER, refunded_facts(case))
    return _said("cancel.too_late", Outcome.REFUSE, _too_late_facts(case))


def change_item(case: Case) -> Decision:
    """Another size or colour: cancel within the window and buy again; later it can't be changed.

    Source: « Comment puis-je changer la taille/la couleur … ».
    """
    cancel = cancel_order(case)
    if cancel.outcome is Outcome.ACT:
        return Decision("change.cancel_and_rebuy", Outcome.ACT, cancel.facts, (), CHANGE_SOURCE)
    over = cancel.code == "cancel.window_over"
    facts: dict[str, Any] = {"status": case.order.status, "window_over": over}
    if over:
        facts["cancel_until"] = cancel_until(case)
    if case.order.status in ("shipped", "delivered"):
        facts |= _too_late_facts(case)
    outcome = Outcome.ESCALATE if over else Outcome.REFUSE
    return Decision("change.not_possible", outcome, facts, (), CHANGE_SOURCE)


def change_address(case: Case) -> Decision:
    """Another address: cancel and buy again within the window, then a person until it is sent.

    The FAQ is silent; POLICY.md, change_address.
    """
    order = case.order
    if order.status in ("refunded", "cancelled"):
        return ended(case)
    if order.status in ("shipped", "delivered"):
        return _address("address.too_late", Outcome.REFUSE, {"status": order.status})
    cancel = cancel_order(case)
    if cancel.outcome is Outcome.ACT:
        return _address("address.cancel_and_rebuy", Outcome.ACT, cancel.facts)
    return _address(
        "address.ask_person", Outcome.ESCALATE, {"status": order.status}, ("new_address",)
    )


def cancel_until(case: Case) -> datetime:
    """The moment until which a paid order may be cancelled, itself included."""
    return case.after("paid_at", timedelta(hours=numbers().cancel_window_hours))


def _window_open(case: Case) -> bool:
    """Within the window means ``now <= cancel_until``."""
    return case.now <= cancel_until(case)


def _refund_facts(case: Case) -> dict[str, Any]:
    """When the money would come if the order were cancelled now."""
    figures = numbers()
    today = local_date(case.now, case.customer)
    return {
        "cancel_until": cancel_until(case),
        "refund_from_days": figures.refund_business_days_from,
        "refund_to_days": figures.refund_business_days_to,
        "due_from": business_days_after(today, figures.refund_business_days_from, case.customer),
        "due_by": business_days_after(today, figures.refund_business_days_to, case.customer),
        "total": case.total,
    }


def _too_late_facts(case: Case) -> dict[str, Any]:
    """The way that is open instead: the delivery guarantee on the way, a return once there."""
    if case.order.status == "shipped":
        return {
            "status": "shipped",
            "way": "order_not_received",
            "claim_from": claim_from(case),
            "guarantee_until": guarantee_until(case),
        }
    until = return_until(case)
    # Within thirty days means up to and including the last moment.
    open_still = case.now <= until
    return {
        "status": "delivered",
        "way": "return_order" if open_still else "none",
        "return_until": until,
    }


def _said(code: str, outcome: Outcome, facts: Mapping[str, Any]) -> Decision:
    return Decision(code, outcome, facts, (), CANCEL_SOURCE)


def _address(
    code: str, outcome: Outcome, facts: Mapping[str, Any], evidence: tuple[str, ...] = ()
) -> Decision:
    return Decision(code, outcome, facts, evidence, "")
