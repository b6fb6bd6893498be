"""Reminding: what offers it, and what a yes to it does."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import say, say_decision
from actions.asking import Asking
from bot.database.engine import reading
from bot.orders.queries import order_of
from bot.policy import CustomerFacts, Decision, OrderFacts, decide
from bot.reminders.keeping import DAY_100, LAST_DAY, OFFERED_BY, keep_reminders


def offered(decision: Decision, order: OrderFacts | None) -> dict[str, Any] | None:
    """What a yes would do, where the decision offers to remind."""
    if order is None or decision.code not in OFFERED_BY:
        return None
    return {"act": "remind", "order_number": order.number, "code": decision.code}


def remind(
    dispatcher: CollectingDispatcher, asking: Asking, pending: dict[str, Any]
) -> list[EventType]:
    """Keeps the reminders that the customer said yes to, and says when they come.

    The rule is asked again: where there is nothing to wait for any more, it speaks.
    """
    customer = shop.customer(asking)
    done: list[EventType] = [SlotSet("pending_act", None), SlotSet("misses", 0.0)]
    if asking.customer_id is None or customer is None:
        say(dispatcher, "utter_order.sign_in")
        return done
    with reading(shop.engine()) as connection:
        order = order_of(connection, asking.customer_id, pending["order_number"])
    if order is None:
        say(dispatcher, "utter_order.not_found", customer=customer)
        return done
    decision = decide(OFFERED_BY[pending["code"]], order, asking.now, customer)
    if decision.code != pending["code"]:
        say_decision(dispatcher, decision, order=order, customer=customer)
        return done
    _keep(dispatcher, asking, order, customer, decision.code)
    return done


def _keep(
    dispatcher: CollectingDispatcher,
    asking: Asking,
    order: OrderFacts,
    customer: CustomerFacts,
    code: str,
) -> None:
    days = keep_reminders(shop.engine(), order, customer, asking.conversation_id, code, asking.now)
    due = {day.kind: day.due_at for day in days}
    say(
        dispatcher,
        "utter_reminder.set",
        customer=customer,
        facts={
            "order_number": order.number,
            "title": order.items[0].title if order.items else order.number,
            "claim_from": due[DAY_100],
            "last_on": due.get(LAST_DAY),
        },
    )
