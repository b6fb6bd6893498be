"""The shop's rules: facts about an order and a moment give one decision. Pure functions.

No clock, no database, no language and no framework in here.
"""

from bot.policy.coupons import decide_coupon
from bot.policy.decision import Decision, Money, Outcome
from bot.policy.facts import (
    AppFacts,
    ClaimFacts,
    CouponFacts,
    CustomerFacts,
    ItemFacts,
    OrderFacts,
    PaymentFacts,
    TrackingEventFacts,
)
from bot.policy.refunds import claim_open
from bot.policy.rules import ORDER_INTENTS, RULED_INTENTS, UnknownRule, decide, guarantee_of

__all__ = [
    "ORDER_INTENTS",
    "RULED_INTENTS",
    "AppFacts",
    "ClaimFacts",
    "CouponFacts",
    "CustomerFacts",
    "Decision",
    "ItemFacts",
    "Money",
    "OrderFacts",
    "Outcome",
    "PaymentFacts",
    "TrackingEventFacts",
    "UnknownRule",
    "claim_open",
    "decide",
    "decide_coupon",
    "guarantee_of",
]
