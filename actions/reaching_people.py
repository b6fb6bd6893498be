"""Reaching people: a wish for a person is granted at once; anger is heard before it is helped."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import say, ticket_number
from actions.asked_action import AskedAction
from actions.asking import Asking

CATEGORIES = {
    "not_received.refund_request": "not_received",
    "not_received.marked_delivered": "marked_delivered",
    "mistake.refund_request": "not_received",
    "defect.claim": "defect",
    "wrong_item.claim": "wrong_item",
    "return.start": "return",
    "return.add_proof": "return",
    "refund.overdue": "refund_overdue",
    "dispatch.overdue": "dispatch_overdue",
    "cancel.window_over": "cancel",
    "change.not_possible": "cancel",
    "address.ask_person": "change_address",
    "charge.found": "charge",
    "charge.check_statement": "charge",
    "orders_missing.same_account": "orders_missing",
    "order.inconsistent": "order_inconsistent",
}
"""The category of a ticket by the decision that a person must take up; ``person`` otherwise."""


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
    """Opens a ticket with what is known and moves the conversation to the queue."""
    customer = shop.customer(asking)
    decision = asking.slot("last_decision") or {}
    number = ticket_number(asking.message_id)
    code = decision.get("code")
    need = asking.slot("need") or asking.slot("last_need")
    say(
        dispatcher,
        "utter_request_human",
        customer=customer,
        facts={"ticket": number},
        handoff={
            "number": number,
            "category": CATEGORIES.get(str(code), "person"),
            "order_number": decision.get("order_number") or asking.slot("order_number"),
            "decision": decision or None,
            "evidence": {},
            "summary": _summary(asking, need, code),
            "queue": True,
        },
    )
    return [
        SlotSet("need", None),
        SlotSet("pending_act", None),
        SlotSet("last_need", "request_human"),
        SlotSet("misses", 0.0),
    ]


def _summary(asking: Asking, need: Any, code: Any) -> str:
    """A line in English for the agent: what was wanted, what the rules said, who it is."""
    wanted = f"wanted {need}" if need and need != "request_human" else "asked for a person"
    said = f"; the rules said {code}" if code else ""
    order = asking.slot("order_number")
    about = f"; order {order}" if order else ""
    return f"The customer ({asking.assurance}) {wanted}{said}{about}."
