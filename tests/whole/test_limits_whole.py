"""Where the bot stops: an account without orders, numbers that are guessed, codes asked for again
and again. And a few answers that no other conversation reaches."""

from __future__ import annotations

import pytest

from bot.orders.demo_shop import demo_order
from tests.whole.running_bot import Bot

pytestmark = pytest.mark.slow

MANY = 30


def test_a_customer_without_orders_is_told_what_to_check(bot: Bot) -> None:
    answer = bot.conversation("demo-en-new", "en").say("Where is my order?")
    assert answer.responses == ["utter_order.none_yet"]


def test_order_numbers_can_not_be_guessed_for_long(bot: Bot) -> None:
    talk = bot.conversation("demo-de-new", "en")
    said = [talk.say(f"Where is my order JM-0000-{n:04d}?").responses for n in range(MANY)]
    assert said[0] == ["utter_order.not_found"]
    assert said[-1] == ["utter_order.too_many_lookups"]
    assert said.count(["utter_order.not_found"]) == 20


def test_codes_are_not_sent_again_and_again(bot: Bot) -> None:
    talk = bot.conversation(None, "en")
    talk.say("Where is my order?")
    answer = talk.say("demo-en-many@example.com")
    assert "utter_identify.sent" in answer.responses
    said = []
    for _ in range(8):
        said += answer.responses
        again = bot.choices_of(talk.id, "inform", {"correct": "identify_code"})
        offered = [c["id"] for m in answer.messages for c in m["choices"] if c["id"] in again]
        if not offered:
            break
        answer = talk.choose(offered[0])
    assert said.count("utter_identify.sent") <= 5
    assert "utter_identify.too_many" in [*said, *answer.responses]


def test_a_fact_that_nobody_asked_for_is_asked_about(bot: Bot) -> None:
    assert bot.conversation("demo-en", "en").say("£18.90").responses == [
        "utter_inform.nothing_open"
    ]


def test_orders_are_listed(bot: Bot) -> None:
    answer = bot.conversation("demo-en", "en").say("Show me all my orders please")
    assert answer.responses == ["utter_orders.list"]


def test_a_cancelled_order_is_told_as_such(bot: Bot) -> None:
    number = demo_order("en", "cancelled")
    answer = bot.conversation("demo-en", "en", order_number=number).say("Where is my order?")
    assert answer.code == "track.cancelled"
