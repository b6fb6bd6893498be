"""The order on its way: tracking, dispatch, late or missing parcels, the delivery guarantee."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import offer, say
from actions.asked_action import AskedAction
from actions.asking import Asking
from actions.by_rule import need_of, serve, settled
from actions.identifying import ask_who
from actions.order_at_hand import (
    MOST_CANDIDATES,
    Missing,
    Search,
    ask_for_order,
    find_order,
)
from bot.database.engine import reading
from bot.orders.queries import orders_of
from bot.policy import CustomerFacts, OrderFacts, guarantee_of


class ActionOrderOnItsWay(AskedAction):
    """Answers the needs of INTENTS.md's first table."""

    called = "action_order_on_its_way"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        intent = need_of(asking)
        if intent == "list_orders":
            return list_orders(dispatcher, asking)
        if intent in ("ask_delivery_guarantee", "ask_split_shipment"):
            return _general_with_order(dispatcher, asking, intent)
        return serve(dispatcher, asking, intent)


def list_orders(dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
    """Lists the customer's newest orders, each with a button."""
    if asking.customer_id is None:
        return ask_who(dispatcher, asking, "list_orders")
    customer = shop.customer(asking)
    with reading(shop.engine()) as connection:
        orders = orders_of(connection, asking.customer_id, limit=MOST_CANDIDATES)
    if not orders:
        ask_for_order(dispatcher, Search(missing=Missing.NONE_YET), "list_orders", customer)
        return settled(asking, "list_orders")
    rows = tuple(
        {
            "order_number": order.number,
            "title": order.items[0].title if order.items else order.number,
            "placed_at": order.placed_at,
            "status": order.status,
        }
        for order in orders
    )
    say(
        dispatcher,
        "utter_orders.list",
        customer=customer,
        facts={"orders": rows, "count": len(rows)},
        offers=[
            offer(
                "utter_label.choice.order",
                "track_order",
                {"order_number": row["order_number"]},
                **row,
            )
            for row in rows
        ],
    )
    return settled(asking, "list_orders")


def _general_with_order(
    dispatcher: CollectingDispatcher, asking: Asking, intent: str
) -> list[EventType]:
    """A general answer that also says what holds for the order at hand, if there is one."""
    customer = shop.customer(asking)
    search = find_order(asking)
    order = search.order
    facts = _facts_of(intent, order, asking, customer) if order is not None else {}
    if order is not None and facts:
        facts |= {
            "order_number": order.number,
            "title": order.items[0].title if order.items else order.number,
        }
    say(dispatcher, f"utter_{intent}", customer=customer, facts=facts)
    return settled(asking, intent, order)


def _facts_of(
    intent: str, order: OrderFacts, asking: Asking, customer: CustomerFacts | None
) -> dict[str, Any]:
    if intent == "ask_delivery_guarantee":
        return dict(guarantee_of(order, asking.now, customer))
    numbers = {item.tracking_number for item in order.items}
    known = tuple(sorted(number for number in numbers if number))
    return {
        "item_count": len(order.items),
        "tracking_numbers": known,
        "one_number": (len(numbers) == 1) if None not in numbers and numbers else None,
    }
