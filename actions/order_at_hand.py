"""Which order a customer means: by its number, from the app's context, kept from before, or asked.

"Not yours" and "not there" are one case here, and get the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import offer, say
from actions.asking import Asking
from actions.order_by_words import (
    may_name_an_order,
    meant_by_words,
    order_before,
    own_orders,
    points_in_words,
)
from bot.database.engine import reading
from bot.orders.queries import order_of
from bot.policy import CustomerFacts, OrderFacts

MOST_CANDIDATES = 5
"""So many orders are offered as buttons; the newest first."""


class Missing(Enum):
    """Why there is no order at hand."""

    ANONYMOUS = "anonymous"
    NOT_FOUND = "not_found"
    TOO_MANY_LOOKUPS = "too_many_lookups"
    NONE_YET = "none_yet"
    SEVERAL = "several"


@dataclass(frozen=True)
class Search:
    """The order, or why there is none, with the candidates to choose from."""

    order: OrderFacts | None = None
    missing: Missing | None = None
    candidates: Sequence[OrderFacts] = ()


def find_order(asking: Asking, *, kept: bool = True) -> Search:
    """The order that the customer means: by its number, else by words that name one of theirs,
    else the one that the conversation is about, else the only one they have.

    ``kept=False`` leaves the order of earlier messages out of account, and so do words that point
    at an order that is not there: "the one from May".
    """
    if asking.customer_id is None:
        return Search(missing=Missing.ANONYMOUS)
    number = asking.entities.get("order_number")
    if number:
        return _by_number(asking.customer_id, number)
    at_hand = order_before(asking) if kept else asking.context.get("order_number")
    if at_hand and not may_name_an_order(asking):
        found = _by_number(asking.customer_id, str(at_hand))
        if found.order is not None:
            return found
    orders = own_orders(asking.customer_id)
    meant = meant_by_words(asking, orders, order_before(asking))
    if meant:
        return _one_of(asking.customer_id, meant)
    if at_hand and not points_in_words(asking):
        found = _by_number(asking.customer_id, str(at_hand))
        if found.order is not None:
            return found
    if not orders:
        return Search(missing=Missing.NONE_YET)
    return _one_of(asking.customer_id, orders)


def _one_of(customer_id: str, orders: Sequence[OrderFacts]) -> Search:
    """The order where there is just one, with all that hangs on it; else some to choose from."""
    if len(orders) > 1:
        return Search(missing=Missing.SEVERAL, candidates=orders[:MOST_CANDIDATES])
    with reading(shop.engine()) as connection:
        order = order_of(connection, customer_id, orders[0].number)
    return Search(order=order) if order else Search(missing=Missing.NONE_YET)


def _by_number(customer_id: str, number: str) -> Search:
    if not shop.may_look_up(customer_id):
        return Search(missing=Missing.TOO_MANY_LOOKUPS)
    with reading(shop.engine()) as connection:
        order = order_of(connection, customer_id, number)
    if order is None:
        shop.note_fruitless_lookup(customer_id)
        return Search(missing=Missing.NOT_FOUND)
    return Search(order=order)


def ask_for_order(
    dispatcher: CollectingDispatcher,
    search: Search,
    intent: str,
    customer: CustomerFacts | None,
) -> None:
    """Says why a known customer has no order at hand, and what they can do about it."""
    responses = {
        Missing.NOT_FOUND: "utter_order.not_found",
        Missing.TOO_MANY_LOOKUPS: "utter_order.too_many_lookups",
        Missing.NONE_YET: "utter_order.none_yet",
    }
    if search.missing in responses:
        say(dispatcher, responses[search.missing], customer=customer)
        return
    say(
        dispatcher,
        "utter_order.which",
        customer=customer,
        facts={"need": intent},
        offers=[order_choice(order, intent) for order in search.candidates],
    )


def order_choice(order: OrderFacts, intent: str) -> dict[str, object]:
    """A button for an order: its title, date and status."""
    return offer(
        "utter_label.choice.order",
        intent,
        {"order_number": order.number},
        title=order.items[0].title if order.items else order.number,
        order_number=order.number,
        placed_at=order.placed_at,
        status=order.status,
    )
