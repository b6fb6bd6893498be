"""Sending an item back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.policy.case import Case
from bot.policy.consistency import in_utc
from bot.policy.decision import Decision, Outcome
from bot.policy.numbers import numbers
from bot.policy.refunds import WAYS, ended

SOURCE = "Je veux retourner ma commande"


def return_order(case: Case) -> Decision:
    """An item may be sent back within thirty days of delivery, at the customer's cost.

    A return that was started in time goes on, whatever day it is.
    Source: « Je veux retourner ma commande ».
    """
    order = case.order
    if order.status in ("refunded", "cancelled"):
        return ended(case)
    started = [claim for claim in order.claims if claim.category == "return"]
    if started:
        claim = min(started, key=lambda claim: in_utc(claim.opened_at))
        facts: dict[str, Any] = {"ticket": claim.ticket, "opened_at": in_utc(claim.opened_at)}
        evidence = ("tracking_number", "receipt_photo")
        return Decision("return.add_proof", Outcome.ESCALATE, facts, evidence, SOURCE)
    figures = numbers()
    if order.status != "delivered":
        facts = {
            "status": order.status,
            "way": WAYS[order.status],
            "return_days": figures.return_days,
        }
        return Decision("return.not_delivered", Outcome.ANSWER, facts, (), SOURCE)
    facts = {"return_until": return_until(case), "return_days": figures.return_days}
    if case.now > return_until(case):
        return Decision("return.too_late", Outcome.REFUSE, facts, (), SOURCE)
    facts["refund_days"] = figures.refund_days
    return Decision("return.start", Outcome.ESCALATE, facts, ("reason",), SOURCE)


def return_until(case: Case) -> datetime:
    """The last moment at which a delivered order may be sent back."""
    return case.after("delivered_at", timedelta(days=numbers().return_days))
