"""The way that every need with a rule takes: find the order, ask the rule, say what it decided."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import say_decision
from actions.asking import Asking
from actions.order_at_hand import ask_for_order, find_order
from bot.policy import ORDER_INTENTS, Decision, OrderFacts, decide

ACTS = {
    "cancel.allowed": "cancel",
    "change.cancel_and_rebuy": "change",
    "address.cancel_and_rebuy": "address",
}
"""What a yes would do, by the decision that offers it."""


def serve(dispatcher: CollectingDispatcher, asking: Asking, intent: str) -> list[EventType]:
    """Answers a need that has a rule. Gives the slots that the next message needs."""
    customer = shop.customer(asking)
    if intent not in ORDER_INTENTS:
        say_decision(dispatcher, decide(intent, None, asking.now, customer), customer=customer)
        return settled(intent)
    search = find_order(asking)
    if search.order is None:
        ask_for_order(dispatcher, search, intent, customer)
        return [SlotSet("need", intent), SlotSet("pending_act", None)]
    decision = decide(intent, search.order, asking.now, customer)
    say_decision(dispatcher, decision, order=search.order, customer=customer)
    return settled(intent, search.order, decision)


def settled(
    intent: str, order: OrderFacts | None = None, decision: Decision | None = None
) -> list[EventType]:
    """The slots after an answer: what it was about, and what a yes would do now."""
    act: dict[str, Any] | None = None
    if decision is not None and order is not None and decision.code in ACTS:
        act = {"act": ACTS[decision.code], "order_number": order.number, "code": decision.code}
    events = [
        SlotSet("need", None),
        SlotSet("last_need", intent),
        SlotSet("pending_act", act),
        SlotSet("misses", 0.0),
        SlotSet(
            "last_decision",
            None
            if decision is None
            else {
                "code": decision.code,
                "outcome": str(decision.outcome.value),
                "order_number": order.number if order else None,
                "evidence": list(decision.evidence),
            },
        ),
    ]
    if order is not None:
        events.append(SlotSet("order_number", order.number))
    return events


def need_of(asking: Asking) -> str:
    """What the customer wants: the need that waits for an order, when this brings its number.

    "It's JM-4821-7305 please" reads like any question about an order; while a need waits, only
    words that are sure of another need change the subject.
    """
    waiting = asking.slot("need")
    if waiting and asking.entities.get("order_number") and asking.confidence < SURE:
        return str(waiting)
    return asking.intent


SURE = 0.8
"""The confidence from which words that come with an order number count as a new need."""
