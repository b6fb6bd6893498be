"""Reaching people: a wish for a person is granted at once; anger is heard before it is helped."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import say
from actions.asked_action import AskedAction
from actions.asking import Asking
from actions.claiming import forgotten, opened_before, remembered
from actions.tickets import handoff


class ActionRequestHuman(AskedAction):
    """Hands the conversation to a person, whoever asks and whatever was going on."""

    called = "action_request_human"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        return hand_over(dispatcher, asking)


class ActionComplain(AskedAction):
    """Understanding first; the second complaint running brings a person."""

    called = "action_complain"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        if asking.slot("last_need") == "complain":
            return hand_over(dispatcher, asking)
        say(dispatcher, "utter_complain", customer=shop.customer(asking))
        return [SlotSet("last_need", "complain"), SlotSet("pending_act", None)]


def hand_over(dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
    """Opens a ticket with what is known and moves the conversation to the queue.

    A claim that was being gathered goes with it: what is there and what is still missing. It is
    opened by that; where it has its ticket already, this one is about the wish for a person.
    """
    customer = shop.customer(asking)
    claim = asking.slot("claim") or {}
    evidence = asking.slot("evidence") or {}
    decision = claim.get("decision") or asking.slot("last_decision")
    need = claim.get("intent") or asking.slot("need") or asking.slot("last_need")
    wanted = handoff(
        asking,
        need=need,
        decision=decision,
        order_number=(decision or {}).get("order_number") or asking.slot("order_number"),
        evidence=evidence,
        missing=tuple(name for name in claim.get("evidence") or () if name not in evidence),
        category=None if claim else "person",
    )
    if claim and (claim["ticket"] or opened_before(asking, claim, wanted) is not None):
        wanted["category"] = "person"
    wanted["queue"] = True
    say(
        dispatcher,
        "utter_request_human",
        customer=customer,
        facts={"ticket": wanted["number"]},
        handoff=wanted,
    )
    return [
        SlotSet("need", None),
        SlotSet("pending_act", None),
        SlotSet("last_need", "request_human"),
        SlotSet("misses", 0.0),
        *forgotten(asking),
        *remembered(asking, wanted),
    ]
