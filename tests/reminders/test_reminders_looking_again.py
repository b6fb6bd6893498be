"""Before a reminder is sent the order is looked at again, and what has settled is not reminded of;
and keeping one is asked for as often as customers like."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.database.engine import writing
from bot.orders.claims import open_claim
from bot.orders.tables import orders
from bot.reminders.keeping import Day
from bot.reminders.sending import send_due
from tests.reminders.conftest import (
    ASKED,
    DAY_100,
    LAST_MORNING,
    NUMBER,
    PLACED,
    SECOND,
    Shop,
    written,
)

LATER = written(ASKED + timedelta(days=5))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": "delivered", "delivered_at": LATER}, "delivered"),
        ({"status": "refunded", "refunded_at": LATER}, "refunded"),
        ({"status": "cancelled", "cancelled_at": LATER, "shipped_at": None}, "cancelled"),
        ({"status": "confirmed", "shipped_at": None}, "confirmed"),
        ({"delivered_at": LATER}, "inconsistent"),
        ({"guarantee_until": written(DAY_100 - SECOND)}, "guarantee_over"),
    ],
)
def test_what_has_settled_is_dropped_with_its_reason(
    shop: Shop, changes: dict[str, Any], reason: str
) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    shop.order(**changes)
    assert send_due(shop.engine, shop.wording, DAY_100) == 0
    assert shop.states()["day_100"] == ("dropped", reason)
    assert shop.kept()["day_100"]["done_at"] == DAY_100
    assert (shop.said(conversation), shop.mails()) == ([], [])


def test_who_has_asked_for_the_money_already_is_not_told_to(shop: Shop) -> None:
    shop.keep(shop.converse())
    open_claim(shop.engine, "c-1", NUMBER, "not_received", "T-1", ASKED)
    send_due(shop.engine, shop.wording, DAY_100)
    assert shop.states()["day_100"] == ("dropped", "claim_open")


def test_an_order_that_is_another_customers_now_is_not_told_of(shop: Shop) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    shop.people(identifier="c-2")
    with writing(shop.engine) as connection:
        connection.execute(sa.update(orders).values(customer_id="c-2"))
    send_due(shop.engine, shop.wording, DAY_100)
    assert shop.states()["day_100"] == ("dropped", "order_gone")
    assert shop.said(conversation) == []


def test_a_day_that_has_moved_is_waited_for(shop: Shop) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    later = written(PLACED + timedelta(hours=2))
    shop.order(placed_at=later, paid_at=later)
    moved = DAY_100 + timedelta(hours=2)
    assert send_due(shop.engine, shop.wording, DAY_100) == 0
    assert shop.kept()["day_100"]["due_at"] == moved
    assert send_due(shop.engine, shop.wording, moved - SECOND) == 0
    assert send_due(shop.engine, shop.wording, moved) == 1


def test_a_guarantee_that_was_prolonged_moves_its_last_day(shop: Shop) -> None:
    shop.keep(shop.converse())
    send_due(shop.engine, shop.wording, DAY_100)
    shop.order(guarantee_until="2027-01-10T14:00:00Z")
    assert send_due(shop.engine, shop.wording, LAST_MORNING) == 0
    assert written(shop.kept()["last_day"]["due_at"]) == "2027-01-10T09:00:00Z"


def test_a_gateway_that_slept_through_both_days_sends_the_last_one_only(shop: Shop) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    assert send_due(shop.engine, shop.wording, LAST_MORNING) == 1
    assert shop.states() == {"day_100": ("dropped", "overtaken"), "last_day": ("sent", None)}
    assert [message.response for message in shop.said(conversation)] == ["utter_reminder.last_day"]


def test_after_the_guarantee_there_is_nothing_to_remind_of(shop: Shop) -> None:
    shop.keep(shop.converse())
    assert send_due(shop.engine, shop.wording, PLACED + timedelta(days=115, seconds=1)) == 0
    assert set(shop.states().values()) == {("dropped", "guarantee_over")}


def test_an_order_marked_by_mistake_is_reminded_of_though_it_says_delivered(shop: Shop) -> None:
    shop.order(status="delivered", delivered_at=LATER)
    conversation = shop.converse()
    shop.keep(conversation, "mistake.on_its_way")
    assert send_due(shop.engine, shop.wording, DAY_100) == 1
    (message,) = shop.said(conversation)
    assert message.decision is not None
    assert message.decision["code"] == "mistake.refund_request"
    assert message.choices[0]["payload"]["intent"] == "marked_delivered_by_mistake"


def test_asked_for_again_there_is_still_one_of_a_kind(shop: Shop) -> None:
    first, second = shop.converse(), shop.converse()
    days = shop.keep(first)
    assert days == (Day("day_100", DAY_100), Day("last_day", LAST_MORNING))
    assert shop.keep(second, now=ASKED + timedelta(days=1)) == days
    assert {row["conversation_id"] for row in shop.kept().values()} == {second}
    send_due(shop.engine, shop.wording, DAY_100)
    assert (len(shop.said(first)), len(shop.said(second))) == (0, 1)


def test_one_that_was_sent_is_not_sent_again_for_being_asked_for(shop: Shop) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    send_due(shop.engine, shop.wording, DAY_100)
    shop.keep(conversation)
    assert send_due(shop.engine, shop.wording, DAY_100 + SECOND) == 0
    assert shop.states()["day_100"] == ("sent", None)


def test_one_that_was_dropped_waits_again_when_it_is_asked_for(shop: Shop) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    shop.order(status="delivered", delivered_at=LATER)
    send_due(shop.engine, shop.wording, DAY_100)
    shop.order()
    shop.keep(conversation)
    assert shop.states()["day_100"] == ("waiting", None)
    assert send_due(shop.engine, shop.wording, DAY_100 + SECOND) == 1
