"""Before ordering: coupons and promotions; the rest of the table are responses."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import say_decision
from actions.asked_action import AskedAction
from actions.asking import Asking
from actions.by_rule import serve, settled
from bot.database.engine import reading
from bot.orders.queries import coupons
from bot.policy import decide_coupon


class ActionBeforeOrdering(AskedAction):
    """Answers ask_coupon and ask_promotion."""

    called = "action_before_ordering"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        if asking.intent == "ask_coupon":
            return _coupon(dispatcher, asking)
        return serve(dispatcher, asking, asking.intent)


def _coupon(dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
    customer = shop.customer(asking)
    with reading(shop.engine()) as connection:
        known = coupons(connection)
    decision = decide_coupon(asking.entities.get("coupon_code"), known, asking.now, customer)
    say_decision(dispatcher, decision, customer=customer)
    return settled(asking, "ask_coupon")
