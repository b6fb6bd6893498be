"""What a message says of an order in words: a title, a date, "the last one", "not this one"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from actions import shop
from actions.asking import Asking
from bot.database.engine import reading
from bot.orders.meant import Said, orders_meant, says_something
from bot.orders.queries import orders_in_brief
from bot.policy import OrderFacts
from bot.policy.dates import zone_of

MOST_LOOKED_AT = 20
"""So many of a customer's orders are compared with what they say; the newest."""

MOST_WORDS = 6
MOST_LETTERS = 40
"""A message longer than either says more than which order is meant."""

POINTERS = ("order_number", "which_order", "month", "date")
"""Entities that point at an order."""


def own_orders(customer_id: str) -> tuple[OrderFacts, ...]:
    """The customer's newest orders with their items, and without what hangs on them besides."""
    with reading(shop.engine()) as connection:
        return orders_in_brief(connection, customer_id, limit=MOST_LOOKED_AT)


def meant_by_words(
    asking: Asking, orders: Sequence[OrderFacts], at_hand: str | None
) -> tuple[OrderFacts, ...]:
    """Which of these orders the message means by its words; none where it names none."""
    if was_chosen(asking):
        return ()
    said = said_of(asking)
    dated = said.day is not None or said.month is not None
    zone = zone_of(shop.customer(asking) if dated else None)
    meant = orders_meant(orders, said, at_hand, zone)
    if not meant and asking.whole != asking.text:  # the other wish may have named it
        return orders_meant(orders, replace(said, text=asking.whole), at_hand, zone)
    return meant


def may_name_an_order(asking: Asking) -> bool:
    """Whether it is worth looking at the customer's orders for what the message says."""
    return not was_chosen(asking) and (
        says_something(said_of(asking)) or asking.whole != asking.text
    )


def points_at_an_order(asking: Asking) -> bool:
    """Whether the message names an order of the customer's in words."""
    if asking.customer_id is None:
        return False
    return bool(meant_by_words(asking, own_orders(asking.customer_id), order_before(asking)))


def points_in_words(asking: Asking) -> bool:
    """Whether the message says just which order is meant, though it may be none of theirs."""
    pointers = asking.entities.get("which_order") or asking.entities.get("month")
    other = asking.entities.get("follow_up") == "other_order"
    return is_brief(asking) and bool(pointers or other)


def order_before(asking: Asking) -> str | None:
    """The number of the order that the conversation is about, or that it was begun from."""
    number = asking.slot("order_number") or asking.context.get("order_number")
    return str(number) if number else None


def said_of(asking: Asking) -> Said:
    """What the message says of an order, without what NLU has found in it already."""
    which = asking.entities.get("which_order")
    if asking.entities.get("follow_up") == "other_order":
        which = "other"
    return Said(
        text=asking.text_left,
        language=asking.language,
        which=which,
        day=_day(asking.entities.get("date")),
        month=asking.entities.get("month"),
        brief=bool(asking.slot("need")) and is_brief(asking),
    )


def is_brief(asking: Asking) -> bool:
    """Whether the message is short enough to say nothing but which order is meant."""
    return len(asking.text) <= MOST_LETTERS and len(asking.text.split()) <= MOST_WORDS


def was_chosen(asking: Asking) -> bool:
    """Whether a button was pressed, whose words are ours."""
    return asking.ranking == ((asking.intent, 1.0),)


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
