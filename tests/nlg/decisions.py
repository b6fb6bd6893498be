"""What the rules decide: over orders of every status and age, and without an order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from bot.policy import (
    ORDER_INTENTS,
    AppFacts,
    ClaimFacts,
    CouponFacts,
    CustomerFacts,
    Decision,
    ItemFacts,
    OrderFacts,
    PaymentFacts,
    TrackingEventFacts,
    claim_open,
    decide,
    decide_coupon,
)
from bot.policy.encoding import as_json
from tests.policy.orders_of_age import NOW, moment, order_of

TITLE = "Ana’s “case” {x} 50% <b>"
NUMBER = "LP00512345678CN"
EVENT = TrackingEventFacts(
    tracking_number=NUMBER, at=NOW - timedelta(days=3), place="Shenzhen", status="accepted"
)
REASONS = (
    "expired_card",
    "insufficient_funds",
    "wrong_details",
    "online_restricted",
    "blocked_by_bank",
    "three_d_secure",
    "temporary",
)


@dataclass(frozen=True)
class Told:
    """A decision and its facts as the wording gets them from an action."""

    decision: Decision
    facts: dict[str, Any]

    @property
    def response(self) -> str:
        return f"utter_{self.decision.code}"


@lru_cache(maxsize=1)
def decisions() -> tuple[Told, ...]:
    """Every decision of the orders and customers below, those with like facts once."""
    found: dict[str, Told] = {}
    for decision, order in _decisions():
        facts = {name: as_json(value) for name, value in decision.facts.items()}
        if order is not None:
            facts |= {"order_number": order.number, "title": TITLE}
        key = json.dumps([decision.code, facts], sort_keys=True)
        found.setdefault(key, Told(decision, facts))
    return tuple(found.values())


def _decisions() -> Iterator[tuple[Decision, OrderFacts | None]]:
    for order in _orders():
        for intent in sorted(ORDER_INTENTS):
            yield decide(intent, order, NOW), order
    season = order_of(
        {"status": "confirmed", "seller": "CN", "placed_on": "2026-02-01T00:00:00Z"}
        | {"confirmed_on": "2026-02-02T00:00:00Z"}
    )
    for intent in ("ask_dispatch_time", "track_order"):
        yield decide(intent, season, moment("2026-02-10T12:00:00Z")), season
    for decision in _without_an_order():
        yield decision, None


def _orders() -> Iterator[OrderFacts]:
    given: list[dict[str, Any]] = [{"status": "paid", "paid": age} for age in ("1h", "5h")]
    given += [{"status": "confirmed", "paid": "40d", "confirmed": age} for age in ("1d", "30d")]
    given += [
        {"status": "shipped", "paid": age, "shipped": "9d"} for age in ("20d", "101d", "116d")
    ]
    given += [
        {"status": "delivered", "paid": paid, "delivered": age}
        for paid in ("10d", "95d", "101d", "116d")
        for age in ("2d", "31d")
        if not (paid == "10d" and age == "31d")
    ]
    given += [{"status": "refunded", "paid": "60d", "refunded": age} for age in ("2d", "20d")]
    given += [{"status": "cancelled", "paid": "60d", "cancelled": age} for age in ("2d", "40d")]
    given += [
        {"status": "delivered", "paid": "10d", "delivered": "2d", "claims": [claim]}
        for claim in ("return", "defect")
    ]
    given += [{"status": "lost", "paid": "2d"}]
    for one in given:
        order = order_of(one)
        yield order
        if order.shipped_at or order.delivered_at:
            numbered = replace(order, items=(ItemFacts(title="Case", tracking_number=NUMBER),))
            yield numbered
            yield replace(numbered, tracking_events=(EVENT, replace(EVENT, place=None)))


def _without_an_order() -> Iterator[Decision]:
    for reason in REASONS:
        yield decide("payment_declined", None, NOW, _customer(payments=(_failed(reason),)))
    yield decide("payment_declined", None, NOW)
    captured = replace(_failed(None), status="captured")
    yield decide("charged_without_order", None, NOW, _customer(payments=(captured,)))
    yield decide("charged_without_order", None, NOW)
    yield decide("orders_missing", None, NOW)
    yield claim_open(ClaimFacts(category="charge", ticket="T-1", opened_at=NOW))
    for day in ("2026-05-31", "2026-06-02", "2026-06-05", "2026-06-09"):
        yield decide("ask_promotion", None, moment(f"{day}T12:00:00Z"))
    old = AppFacts(platform="ios", version="1.0", push=False, email_notifications=False)
    yield decide("ask_promotion", None, moment("2026-06-05T12:00:00Z"), _customer(app=old))
    valid, over, coming = _coupon(-9, 9), _coupon(-9, -5), _coupon(5, 9)
    for coupon in (valid, over, coming):
        yield decide_coupon(coupon.code, [coupon], NOW)
    yield decide_coupon("NOPE", [valid], NOW)
    for coupons in ([], [valid], [valid, replace(valid, code="MORE5")]):
        yield decide_coupon(None, coupons, NOW)


def _customer(**given: Any) -> CustomerFacts:
    return CustomerFacts(id="c", timezone="Europe/Riga", **given)


def _failed(reason: str | None) -> PaymentFacts:
    return PaymentFacts(
        id="p",
        amount=Decimal("18.90"),
        currency="EUR",
        status="failed",
        decline_reason=reason,
        at=NOW - timedelta(days=1),
    )


def _coupon(starts: int, ends: int) -> CouponFacts:
    today: date = NOW.date()
    return CouponFacts(
        code="WELCOME5",
        percent=5,
        starts_on=today + timedelta(days=starts),
        ends_on=today + timedelta(days=ends),
    )
