"""The way that every need with a rule takes: find the order, ask the rule, say what it decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import reminding, shop
from actions.answering import say_decision
from actions.asking import Asking
from actions.claiming import known_claim, take_up
from actions.identifying import ask_who
from actions.order_at_hand import Missing, ask_for_order, find_order
from actions.order_by_words import POINTERS
from bot.policy import (
    ORDER_INTENTS,
    CustomerFacts,
    Decision,
    OrderFacts,
    claim_open,
    decide,
)

ACTS = {
    "cancel.allowed": "cancel",
    "change.cancel_and_rebuy": "change",
    "address.cancel_and_rebuy": "address",
}
"""What a yes would do, by the decision that offers it."""


def serve(
    dispatcher: CollectingDispatcher, asking: Asking, intent: str, *, kept: bool = True
) -> list[EventType]:
    """Answers a need that has a rule. Gives the slots that the next message needs.

    ``kept=False`` leaves the order of earlier messages out of account.
    """
    customer = shop.customer(asking)
    if intent not in ORDER_INTENTS:
        decision = decide(intent, None, asking.now, customer)
        return answer(dispatcher, asking, intent, decision, None, customer)
    search = find_order(asking, kept=kept)
    if search.order is None and asking.also and asking.slot("need") == asking.after:
        return [SlotSet("next_need", intent)]  # the first wish has asked for the order already
    if search.missing is Missing.ANONYMOUS:
        return ask_who(dispatcher, asking, intent)
    if search.order is None:
        ask_for_order(dispatcher, search, intent, customer)
        return [SlotSet("need", intent), SlotSet("next_need", None), SlotSet("pending_act", None)]
    decision = decide(intent, search.order, asking.now, customer)
    events = answer(dispatcher, asking, intent, decision, search.order, customer)
    return [*events, *_next(dispatcher, asking, intent, events)]


def _next(
    dispatcher: CollectingDispatcher, asking: Asking, intent: str, events: list[EventType]
) -> list[EventType]:
    """Serves the second wish of a message whose first one waited for the order until now."""
    waiting = asking.slot("next_need")
    if not waiting or asking.slot("need") != intent:
        return [SlotSet("next_need", None)]
    known = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    slots = {**asking.slots, **known, "next_need": None}
    second = replace(asking, intent=str(waiting), also=True, after=None, slots=slots)
    return [SlotSet("next_need", None), *serve(dispatcher, second, str(waiting))]


def answer(
    dispatcher: CollectingDispatcher,
    asking: Asking,
    intent: str,
    decision: Decision,
    order: OrderFacts | None,
    customer: CustomerFacts | None,
) -> list[EventType]:
    """Says what was decided, or shows the claim that is open for it, and takes up what a person
    must do."""
    known = known_claim(asking, decision, order)
    if known is not None:
        decision = claim_open(known)
    say_decision(dispatcher, decision, order=order, customer=customer)
    return [
        *settled(asking, intent, order, decision),
        *take_up(asking, intent, decision, order, customer),
    ]


def settled(
    asking: Asking,
    intent: str,
    order: OrderFacts | None = None,
    decision: Decision | None = None,
) -> list[EventType]:
    """The slots after an answer: what it was about, and what a yes would do now.

    The answer to a second wish leaves the question that the first one ended with.
    """
    events = [SlotSet("need", None), SlotSet("last_need", intent), SlotSet("misses", 0.0)]
    act = _offered(order, decision)
    if act is not None or not asking.also:
        events.append(SlotSet("pending_act", act))
    said = None
    if decision is not None:
        said = {
            "code": decision.code,
            "outcome": str(decision.outcome.value),
            "order_number": order.number if order else None,
        }
    events.append(SlotSet("last_decision", said))
    if order is not None:
        events.append(SlotSet("order_number", order.number))
    return events


def _offered(order: OrderFacts | None, decision: Decision | None) -> dict[str, Any] | None:
    """What a yes would do, where the decision offers something."""
    if decision is None or order is None:
        return None
    if decision.code in ACTS:
        return {"act": ACTS[decision.code], "order_number": order.number, "code": decision.code}
    return reminding.offered(decision, order)


def need_of(asking: Asking) -> str:
    """What the customer wants: the need that waits for an order, when this says which.

    "It's JM-4821-7305 please" reads like any question about an order; while a need waits, only
    words that are sure of another need change the subject.
    """
    waiting = asking.slot("need")
    pointed = any(asking.entities.get(pointer) for pointer in POINTERS)
    if waiting and pointed and asking.confidence < SURE:
        return str(waiting)
    return asking.intent


SURE = 0.8
"""The confidence from which words that come with an order number count as a new need."""
