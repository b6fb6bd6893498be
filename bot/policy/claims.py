"""Claims about what arrived: faulty goods, and the wrong ones or too few."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.policy.case import Case
from bot.policy.decision import Decision, Outcome
from bot.policy.numbers import numbers
from bot.policy.refunds import ended

DEFECT_SOURCE = "La qualité du produit est très faible ! Que dois-je faire?"
WRONG_SOURCE = "Les marchandises ne sont pas arrivées complètes ou le mauvais produit est arrivé"


def report_defect(case: Case) -> Decision:
    """A broken or poor item may be claimed within thirty days of delivery, with photos.

    Source: « La qualité du produit est très faible ! ».
    """
    return _claim(case, "defect", ("description", "photo"), DEFECT_SOURCE)


def report_wrong_or_missing_item(case: Case) -> Decision:
    """A wrong or missing item may be claimed within thirty days of delivery, with photos.

    Source: « Les marchandises ne sont pas arrivées complètes … ».
    """
    evidence = ("description", "photo", "parcel_photo")
    return _claim(case, "wrong_item", evidence, WRONG_SOURCE)


def _claim(case: Case, kind: str, evidence: tuple[str, ...], source: str) -> Decision:
    order, figures = case.order, numbers()
    if order.status in ("refunded", "cancelled"):
        return ended(case)
    if order.status in ("paid", "confirmed"):
        facts: dict[str, Any] = {"status": order.status}
        return Decision(f"{kind}.not_delivered", Outcome.ANSWER, facts, (), source)
    facts = {"claim_days": figures.claim_days}
    if order.status == "delivered":
        until = case.after("delivered_at", timedelta(days=figures.claim_days))
        facts["claim_until"] = until
        if case.now > until:
            return Decision(f"{kind}.too_late", Outcome.REFUSE, facts, (), source)
    # A shipped order may be claimed too: the customer holds it, though nobody marked it.
    facts["refund_days"] = figures.refund_days
    return Decision(f"{kind}.claim", Outcome.ESCALATE, facts, evidence, source)
