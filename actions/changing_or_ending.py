"""Changing or ending an order: cancel, change, return, refund, defects, wrong items."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import say, say_decision
from actions.asked_action import AskedAction
from actions.asking import Asking
from actions.by_rule import need_of, serve, settled
from bot.orders.cancelling import cancel

DONE = {
    "cancel": "utter_cancel.done",
    "change": "utter_change.done",
    "address": "utter_address.done",
}


class ActionChangingOrEnding(AskedAction):
    """Answers the needs of INTENTS.md's second table."""

    called = "action_changing_or_ending"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        return serve(dispatcher, asking, need_of(asking))


def act(
    dispatcher: CollectingDispatcher, asking: Asking, pending: dict[str, Any]
) -> list[EventType]:
    """Cancels the order that the customer said yes to, and says how it went.

    The rule is asked again in the transaction that writes; one that no longer allows it speaks.
    """
    customer = shop.customer(asking)
    if asking.customer_id is None or customer is None:
        say(dispatcher, "utter_order.sign_in")
        return [SlotSet("pending_act", None)]
    outcome = cancel(
        shop.engine(),
        asking.customer_id,
        pending["order_number"],
        asking.now,
        request_id=asking.message_id,
    )
    if outcome is None:
        say(dispatcher, "utter_order.not_found", customer=customer)
        return [SlotSet("pending_act", None)]
    say_decision(
        dispatcher,
        outcome.decision,
        order=outcome.order,
        customer=customer,
        response=DONE[pending["act"]] if outcome.done else None,
    )
    return settled(asking, "cancel_order", outcome.order)


def keep(dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
    """Says that nothing was changed."""
    say(dispatcher, "utter_cancel.kept", customer=shop.customer(asking))
    return [SlotSet("pending_act", None)]
