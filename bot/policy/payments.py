"""Payments: why one was refused, and money taken without an order."""

from __future__ import annotations

from datetime import datetime

from bot.policy.consistency import in_utc
from bot.policy.decision import Decision, Money, Outcome
from bot.policy.facts import CustomerFacts, PaymentFacts

DECLINED_SOURCE = "Pourquoi mon paiement est-il refusé ?"
CHARGED_SOURCE = "J'ai été débité, mais la commande n'a pas été passée. Que dois-je faire?"
MISSING_SOURCE = "Mes commandes ont disparu !"

REASONS = (
    "expired_card",
    "insufficient_funds",
    "wrong_details",
    "online_restricted",
    "blocked_by_bank",
    "three_d_secure",
    "temporary",
)


def payment_declined(now: datetime, customer: CustomerFacts | None) -> Decision:  # noqa: ARG001
    """The newest failed payment's reason; without one that is known, all seven.

    Source: « Pourquoi mon paiement est-il refusé ? ».
    """
    failed = _newest(customer, lambda payment: payment.status == "failed")
    if failed is None or failed.decline_reason not in REASONS:
        facts = {"reasons": REASONS}
        return Decision("payment.declined_general", Outcome.ANSWER, facts, (), DECLINED_SOURCE)
    return Decision(
        "payment.declined_known",
        Outcome.ANSWER,
        {
            "reason": failed.decline_reason,
            "amount": Money(failed.amount, failed.currency),
            "declined_at": in_utc(failed.at),
            "payment_id": failed.id,
        },
        (),
        DECLINED_SOURCE,
    )


def charged_without_order(now: datetime, customer: CustomerFacts | None) -> Decision:  # noqa: ARG001
    """A captured payment without an order is found; else the statement and a form help.

    Source: « J'ai été débité, mais la commande n'a pas été passée. ».
    """
    found = _newest(
        customer, lambda payment: payment.status == "captured" and payment.order_number is None
    )
    if found is None:
        evidence = ("card_mask", "charged_at", "amount", "screenshot")
        return Decision("charge.check_statement", Outcome.ESCALATE, {}, evidence, CHARGED_SOURCE)
    facts = {
        "amount": Money(found.amount, found.currency),
        "charged_at": in_utc(found.at),
        "payment_id": found.id,
    }
    return Decision("charge.found", Outcome.ESCALATE, facts, (), CHARGED_SOURCE)


def orders_missing(now: datetime, customer: CustomerFacts | None) -> Decision:  # noqa: ARG001
    """Orders don't vanish: first the account is checked, then a person looks.

    Source: « Mes commandes ont disparu ! ».
    """
    return Decision(
        "orders_missing.same_account", Outcome.ESCALATE, {}, ("email_or_phone",), MISSING_SOURCE
    )


def _newest(customer: CustomerFacts | None, wanted) -> PaymentFacts | None:  # type: ignore[no-untyped-def]
    payments = [payment for payment in (customer.payments if customer else ()) if wanted(payment)]
    return max(payments, key=lambda payment: in_utc(payment.at), default=None)
