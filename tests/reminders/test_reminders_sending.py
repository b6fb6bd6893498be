"""Reminders come once, when they are due, into the conversation, and to whoever is away by mail."""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from bot.conversations import inbox, opening, outbox
from bot.conversations.messages import InboundMessage
from bot.conversations.tables import conversations
from bot.database.engine import engine_of, writing
from bot.nlg import Wording
from bot.reminders import sending
from bot.reminders.sending import send_due
from tests.conversations.messages_for import HOLDER, answer, owned_by
from tests.reminders.conftest import ASKED, DAY_100, LAST_MORNING, NUMBER, SECOND, Shop

GUARANTEE_END = datetime.fromisoformat("2026-12-17T14:00:00+00:00")


def write(shop: Shop, conversation: str, at: datetime, text: str = "hello") -> None:
    """The customer writes, and is answered."""
    inbound = inbox.safe(InboundMessage(f"id-{at.timestamp()}", text))
    asked = inbox.receive(shop.engine, conversation, inbound, HOLDER, at)
    current = opening.find(shop.engine, conversation)
    outbox.store_replies(shop.engine, current, asked.message, answer("hi"), HOLDER, at)


@pytest.mark.parametrize(("moment", "sent"), [(DAY_100 - SECOND, 0), (DAY_100, 1)])
def test_a_reminder_comes_when_it_is_due_and_not_a_second_before(
    shop: Shop, moment: datetime, sent: int
) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    assert send_due(shop.engine, shop.wording, moment) == sent
    assert len(shop.said(conversation)) == sent


def test_it_is_the_conversations_next_message_with_a_button_that_asks_for_the_money(
    shop: Shop,
) -> None:
    conversation = shop.converse()
    write(shop, conversation, ASKED)
    shop.keep(conversation)
    send_due(shop.engine, shop.wording, DAY_100)
    message = shop.said(conversation)[-1]
    told = message.as_json()
    assert (told["seq"], told["author"], told["response"]) == (4, "bot", "utter_reminder.day_100")
    assert (message.reply_to, message.sent_at) == (None, DAY_100)
    assert NUMBER in told["text"]
    assert "Phone case" in told["text"]
    assert "17 December 2026" in told["text"]
    assert (told["decision"]["code"], told["decision"]["outcome"]) == (
        "not_received.refund_request",
        "escalate",
    )
    assert [choice["label"] for choice in told["choices"]] == [
        "I want my money back",
        "Talk to a person",
    ]
    pressed = InboundMessage("id-press", "", told["choices"][0]["id"])
    asked = inbox.receive(shop.engine, conversation, pressed, HOLDER, DAY_100).message
    assert asked.seq == 5
    assert asked.choice == {"intent": "order_not_received", "entities": {"order_number": NUMBER}}


def test_it_speaks_the_language_that_the_conversation_is_in_now(shop: Shop) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    with writing(shop.engine) as connection:
        connection.execute(sa.update(conversations).values(language="de"))
    send_due(shop.engine, shop.wording, DAY_100)
    said = shop.wording.say(
        "utter_reminder.day_100",
        "de",
        {
            "order_number": NUMBER,
            "title": "Phone case",
            "guarantee_until": "2026-12-17T14:00:00Z",
        },
        locale="pt-PT",
        timezone="Europe/Lisbon",
    )
    assert shop.said(conversation)[0].text == said.text
    assert shop.said(conversation)[0].language == said.language


def test_the_last_day_says_that_it_is_the_last(shop: Shop) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    send_due(shop.engine, shop.wording, DAY_100)
    assert send_due(shop.engine, shop.wording, LAST_MORNING - SECOND) == 0
    assert send_due(shop.engine, shop.wording, LAST_MORNING) == 1
    last = shop.said(conversation)[-1]
    assert last.response == "utter_reminder.last_day"
    assert "ends today" in last.text
    assert shop.states() == {"day_100": ("sent", None), "last_day": ("sent", None)}


@pytest.mark.parametrize("owner", ["queue", "agent"])
def test_the_bot_does_not_speak_between_a_customer_and_a_person(shop: Shop, owner: str) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    owned_by(shop.engine, conversation, owner)
    assert send_due(shop.engine, shop.wording, DAY_100) == 0
    owned_by(shop.engine, conversation, "bot")
    again = DAY_100 + sending.HELD
    assert send_due(shop.engine, shop.wording, again - SECOND) == 0
    assert send_due(shop.engine, shop.wording, again) == 1


def test_but_before_the_guarantee_ends_it_is_said_to_whoever_talks_with_a_person_too(
    shop: Shop,
) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    send_due(shop.engine, shop.wording, DAY_100)
    owned_by(shop.engine, conversation, "agent")
    chance, moment = GUARANTEE_END - sending.LAST_CHANCE, LAST_MORNING
    while moment < chance:
        assert send_due(shop.engine, shop.wording, moment) == 0
        moment += timedelta(minutes=1)
    assert send_due(shop.engine, shop.wording, chance - SECOND) == 0
    assert send_due(shop.engine, shop.wording, chance) == 1
    assert shop.said(conversation)[-1].response == "utter_reminder.last_day"


def test_a_guarantee_that_ends_in_the_small_hours_is_told_the_day_before(shop: Shop) -> None:
    shop.order(guarantee_until="2026-12-20T05:00:00Z")
    conversation = shop.converse()
    shop.keep(conversation)
    send_due(shop.engine, shop.wording, DAY_100)
    assert send_due(shop.engine, shop.wording, datetime.fromisoformat("2026-12-19T09:00:00+00:00"))
    assert "ends on 20 December 2026" in shop.said(conversation)[-1].text


def test_it_is_sent_once_however_often_it_is_looked_for(shop: Shop) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    assert [send_due(shop.engine, shop.wording, DAY_100 + k * SECOND) for k in range(3)] == [
        1,
        0,
        0,
    ]
    assert len(shop.said(conversation)) == 1


def test_twenty_gateways_at_once_send_it_once(shop: Shop) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    gate = Barrier(20)

    def look(_: int) -> int:
        gate.wait()
        return send_due(shop.engine, shop.wording, DAY_100)

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(look, range(20))) == 1
    assert len(shop.said(conversation)) == 1
    assert len(shop.mails()) == 1


def test_a_gateway_that_starts_later_sends_what_fell_due_meanwhile(
    shop: Shop, database_url: str
) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    shop.engine.dispose()
    restarted = engine_of(database_url)
    assert send_due(restarted, shop.wording, DAY_100 + timedelta(days=2)) == 1
    restarted.dispose()
    assert len(shop.said(conversation)) == 1


def test_one_that_fails_halfway_leaves_nothing_and_comes_later(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = shop.converse()
    shop.keep(conversation)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(sending.outbox, "say_unasked", fail)
        with pytest.raises(ZeroDivisionError):
            send_due(shop.engine, shop.wording, DAY_100)
    assert shop.states()["day_100"] == ("waiting", None)
    assert (shop.said(conversation), shop.mails()) == ([], [])
    assert send_due(shop.engine, shop.wording, DAY_100) == 1


def send_and_die(url: str, moment: datetime) -> None:
    """A gateway that is killed between noting that a reminder is sent and putting it in."""

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    sending.outbox.say_unasked = die  # type: ignore[assignment]
    send_due(engine_of(url), Wording.load(), moment)


@pytest.mark.slow
def test_a_gateway_that_is_killed_halfway_leaves_it_to_the_next(
    shop: Shop, database_url: str
) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    killed = multiprocessing.get_context("spawn").Process(
        target=send_and_die, args=(database_url, DAY_100)
    )
    killed.start()
    killed.join()
    assert killed.exitcode == -signal.SIGKILL
    assert shop.states()["day_100"] == ("waiting", None)
    assert send_due(shop.engine, shop.wording, DAY_100) == 1
    assert (len(shop.said(conversation)), len(shop.mails())) == (1, 1)


def test_messages_that_come_at_the_same_time_keep_their_numbers_apart(shop: Shop) -> None:
    conversation = shop.converse()
    shop.keep(conversation)

    def step(index: int) -> None:
        if index == 5:
            send_due(shop.engine, shop.wording, DAY_100)
        else:
            inbound = inbox.safe(InboundMessage(f"id-{index}", "hello"))
            inbox.receive(shop.engine, conversation, inbound, HOLDER, DAY_100)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(step, range(10)))
    assert [message.seq for message in shop.said(conversation)] == list(range(2, 12))


@pytest.mark.parametrize("owner", ["bot", "queue", "agent", "closed"])
def test_whoever_has_the_conversation_keeps_it(shop: Shop, owner: str) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    owned_by(shop.engine, conversation, owner)
    assert send_due(shop.engine, shop.wording, GUARANTEE_END - sending.LAST_CHANCE) == 1
    assert opening.find(shop.engine, conversation).owner == owner


@pytest.mark.parametrize(
    ("silent", "mails"),
    [(timedelta(minutes=5), 0), (timedelta(hours=1), 0), (timedelta(hours=1, seconds=1), 1)],
)
def test_a_mail_goes_where_the_customer_has_been_silent_for_more_than_an_hour(
    shop: Shop, silent: timedelta, mails: int
) -> None:
    conversation = shop.converse()
    write(shop, conversation, DAY_100 - silent)
    shop.keep(conversation)
    send_due(shop.engine, shop.wording, DAY_100)
    assert len(shop.mails()) == mails


def test_the_mail_has_the_same_words(shop: Shop) -> None:
    conversation = shop.converse()
    shop.keep(conversation)
    send_due(shop.engine, shop.wording, DAY_100)
    (mail,) = shop.mails()
    assert (mail["address"], mail["response"]) == ("ana@example.com", "utter_mail.reminder")
    assert mail["facts"] == {
        "text": shop.said(conversation)[0].text,
        "name": "Ana",
        "order_number": NUMBER,
    }
    assert (mail["language"], mail["timezone"]) == ("en", "Europe/Lisbon")


def test_no_mail_goes_without_an_address(shop: Shop) -> None:
    shop.people(email=None)
    shop.keep(shop.converse())
    assert send_due(shop.engine, shop.wording, DAY_100) == 1
    assert shop.mails() == []


def test_all_that_is_due_is_looked_at_however_much_it_is(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_DUE", sending._DUE.limit(1))
    monkeypatch.setattr(sending, "MOST_AT_ONCE", 1)
    shop.keep(shop.converse())
    assert send_due(shop.engine, shop.wording, LAST_MORNING) == 1
    assert {state for state, _ in shop.states().values()} == {"dropped", "sent"}
