"""The table of rules: which rule serves which intent, and the one way to ask it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.policy import (
    cancelling,
    claims,
    delivery,
    dispatch,
    payments,
    promotions,
    refunds,
    tracking,
)
from bot.policy import returns as return_rules
from bot.policy.case import Case
from bot.policy.consistency import in_utc, inconsistent, require_aware
from bot.policy.decision import Decision
from bot.policy.facts import CustomerFacts, OrderFacts


class UnknownRule(LookupError):
    """An intent that no rule serves."""

    code = "unknown_rule"


def request_refund(case: Case) -> Decision:
    """Money back without a reason: what that means hangs on the status.

    POLICY.md, request_refund.
    """
    return {
        "paid": cancelling.cancel_order,
        "confirmed": dispatch.ask_dispatch_time,
        "shipped": delivery.order_not_received,
        "delivered": refunds.choose_reason,
        "refunded": refunds.refund_status,
        "cancelled": refunds.refund_status,
    }[case.order.status](case)


_OVER_AN_ORDER: dict[str, Callable[[Case], Decision]] = {
    "cancel_order": cancelling.cancel_order,
    "change_item": cancelling.change_item,
    "change_address": cancelling.change_address,
    "ask_dispatch_time": dispatch.ask_dispatch_time,
    "track_order": tracking.track_order,
    "tracking_not_working": tracking.tracking_not_working,
    "order_not_received": delivery.order_not_received,
    "marked_delivered_by_mistake": delivery.marked_delivered_by_mistake,
    "confirm_delivery_and_review": delivery.confirm_delivery_and_review,
    "report_defect": claims.report_defect,
    "report_wrong_or_missing_item": claims.report_wrong_or_missing_item,
    "return_order": return_rules.return_order,
    "refund_status": refunds.refund_status,
    "request_refund": request_refund,
}

_WITHOUT_ORDER: dict[str, Callable[[datetime, CustomerFacts | None], Decision]] = {
    "payment_declined": payments.payment_declined,
    "charged_without_order": payments.charged_without_order,
    "orders_missing": payments.orders_missing,
    "ask_promotion": promotions.ask_promotion,
}

ORDER_INTENTS = frozenset(_OVER_AN_ORDER)
"""The intents whose rule needs an order."""

RULED_INTENTS = ORDER_INTENTS | frozenset(_WITHOUT_ORDER)
"""Every intent that :func:`decide` serves. ask_coupon has :func:`decide_coupon`."""


def decide(
    intent: str,
    order: OrderFacts | None,
    now: datetime,
    customer: CustomerFacts | None = None,
) -> Decision:
    """What the rules say to this intent, about this order, at this moment.

    Raises :class:`UnknownRule` for an intent without a rule, and ValueError for a program's
    mistakes: a naive datetime, or no order where the rule is about one. Odd facts raise nothing:
    they give ``order.inconsistent``.
    """
    _require_aware(order, now, customer)
    if intent in _WITHOUT_ORDER:
        return _WITHOUT_ORDER[intent](in_utc(now), customer)
    if intent not in _OVER_AN_ORDER:
        hint = "; coupons are judged by decide_coupon" if intent == "ask_coupon" else ""
        raise UnknownRule(f"no rule serves {intent!r}{hint}")
    if order is None:
        raise ValueError(f"{intent} is about an order, and none was given")
    moment = in_utc(now)
    odd = inconsistent(order, moment)
    if odd is not None:
        return odd
    return _OVER_AN_ORDER[intent](Case(order, moment, customer))


def guarantee_of(
    order: OrderFacts, now: datetime, customer: CustomerFacts | None = None
) -> Mapping[str, Any]:
    """What holds for this order's delivery guarantee, for the general answer about it.

    Empty where the guarantee no longer matters, and where the order's facts contradict each other.
    """
    _require_aware(order, now, customer)
    moment = in_utc(now)
    if inconsistent(order, moment) is not None:
        return {}
    return delivery.guarantee_facts(Case(order, moment, customer))


def _require_aware(order: OrderFacts | None, now: datetime, customer: CustomerFacts | None) -> None:
    require_aware(now)
    if order is not None:
        require_aware(
            order.placed_at,
            order.paid_at,
            order.confirmed_at,
            order.shipped_at,
            order.delivered_at,
            order.refunded_at,
            order.cancelled_at,
            order.guarantee_until,
            *(event.at for event in order.tracking_events),
            *(claim.opened_at for claim in order.claims),
        )
    if customer is not None:
        require_aware(*(payment.at for payment in customer.payments))
        if customer.app is not None:
            require_aware(customer.app.signed_in_at)
