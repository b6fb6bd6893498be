"""A chat that was left goes on by mail, and the answer by mail comes back into it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.conversations import opening, outbox, rows
from bot.conversations.messages import Conversation, InboundMessage
from bot.conversations.statements import ADVANCE, STORE
from bot.conversations.tables import conversations
from bot.database.engine import writing
from tests.conversations.scripted_responder import ScriptedResponder
from tests.email.conftest import Bridge, offering
from tests.email.letters import ANA, html_of, links, mail, queued, stored, text_of


class Chat:
    """A conversation in the widget."""

    def __init__(self, bridge: Bridge, customer: str | None = "c-1", channel: str = "widget"):
        self.bridge, self.engine = bridge, bridge.engine
        greeting = {"text": "Hello!", "language": "en", "response": "utter_greet.opening"}
        self.begun, _ = opening.begin(
            self.engine,
            customer_id=customer,
            channel=channel,
            language="en",
            context={},
            greeting=greeting,
            now=bridge.clock(),
        )

    @property
    def now(self) -> Conversation:
        return opening.find(self.engine, self.begun.id)

    async def customer_says(self, text: str, client: str) -> None:
        self.bridge.clock.passes(seconds=1)
        await self.bridge.turns.take(self.begun.id, InboundMessage(client, text))

    def says(self, text: str, author: str = "agent", **more: Any) -> None:
        """What a person at the desk says, or a reminder, as they store it."""
        self.bridge.clock.passes(seconds=1)
        with writing(self.engine) as connection:
            current = outbox.lock(connection, self.begun.id)
            reply = {"text": text, "language": "en", **more}
            made = outbox._reply(current.id, None, current.last_seq + 1, reply, self.bridge.clock())
            connection.execute(STORE, rows.of_message(replace(made, author=author)))
            connection.execute(ADVANCE, {"conversation": current.id, "last_seq": made.seq})

    def owned_by(self, owner: str) -> None:
        with writing(self.engine) as connection:
            connection.execute(
                sa.update(conversations)
                .where(conversations.c.id == self.begun.id)
                .values(owner=owner)
            )

    def reminds(self) -> None:
        self.says(
            "Your guarantee ends today.",
            author="bot",
            response="utter_reminder.last_day",
            choices=offering("", "Refund, please")["choices"],
        )


async def test_what_a_person_says_reaches_a_customer_who_has_left(
    bridge: Bridge, engine: Engine
) -> None:
    chat = Chat(bridge)
    await chat.customer_says("My kettle <leaks>", "6f1b7c52-3f0e-4c57-9a55-5b1d0f2f6a10")
    chat.owned_by("agent")
    bridge.clock.passes(minutes=10)
    chat.says("Hello Ana, this is Mia.")
    chat.says("A new kettle is on its way.")
    assert await bridge.chat_to_mail.send_due() == 0  # more may be coming
    bridge.clock.passes(seconds=30)
    assert [await bridge.chat_to_mail.send_due() for _ in range(2)] == [1, 0]
    (letter,) = queued(engine)
    assert letter["To"] == ANA
    assert "conversation with Jama" in str(letter["Subject"])
    assert letter["Auto-Submitted"] is None
    text = text_of(letter)
    order = [
        "You have left our chat",
        "this is Mia",
        "A new kettle",
        "What was said before",
        "You: My",
    ]
    assert sorted(order, key=text.index) == order
    assert "My kettle &lt;leaks&gt;" in html_of(letter)

    await bridge.answer()
    assert bridge.take(mail("Thank you, Mia!", answers=letter)) == "waiting"
    await bridge.answer()
    messages = opening.messages_after(engine, chat.begun.id, 0)
    assert (messages[-1].author, messages[-1].text) == ("customer", "Thank you, Mia!")
    assert len(queued(engine)) == 1  # the person answers, not the bot

    chat.says("You are welcome.")
    bridge.clock.passes(seconds=30)
    assert await bridge.chat_to_mail.send_due() == 1
    second = queued(engine)[-1]
    assert second["In-Reply-To"] == stored(engine)[-1]["message_id"]
    assert "A new kettle" not in text_of(second).split("What was said before")[0]


async def test_an_answer_by_mail_is_answered_by_mail_and_seen_in_the_chat(
    bridge: Bridge, engine: Engine, responder: ScriptedResponder
) -> None:
    chat = Chat(bridge)
    bridge.clock.passes(hours=2)
    chat.reminds()
    bridge.clock.passes(minutes=1)
    assert await bridge.chat_to_mail.send_due() == 1
    (reminder,) = queued(engine)
    answer = await bridge.exchange(mail("1", answers=reminder))
    assert responder.turns[0]["choice"]["entities"] == {"what": "Refund, please"}
    assert responder.turns[0]["identity"] == {"assurance": "signed", "customer_id": "c-1"}
    assert "heard: Refund, please" in text_of(answer)
    assert "What was said before" not in text_of(answer)
    seen = [message.text for message in opening.messages_after(engine, chat.begun.id, 2)]
    assert seen == ["Refund, please", "heard: Refund, please"]


async def test_nobody_else_can_answer_for_a_chats_customer(
    bridge: Bridge, engine: Engine, responder: ScriptedResponder
) -> None:
    chat = Chat(bridge)
    bridge.clock.passes(hours=2)
    chat.reminds()
    bridge.clock.passes(minutes=1)
    await bridge.chat_to_mail.send_due()
    (reminder,) = queued(engine)
    await bridge.exchange(mail("1", answers=reminder, sender="cc@elsewhere.example"))
    await bridge.exchange(mail("2", answers=reminder, verified=False))
    assert chat.now.last_seq == 2
    assert {turn["identity"]["assurance"] for turn in responder.turns} == {"anonymous"}


async def test_a_reminder_can_be_stopped(bridge: Bridge, engine: Engine) -> None:
    chat = Chat(bridge)
    chat.reminds()
    bridge.clock.passes(minutes=5)
    await bridge.chat_to_mail.send_due()
    (letter,) = queued(engine)
    (path,) = links(letter, "reminders")
    assert str(letter["List-Unsubscribe"]).endswith(f"{path}>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"


async def test_who_is_still_there_gets_no_mail(bridge: Bridge) -> None:
    chat = Chat(bridge)
    await chat.customer_says("Hello?", "6f1b7c52-3f0e-4c57-9a55-5b1d0f2f6a11")
    chat.says("One moment.")
    bridge.clock.passes(minutes=1)
    assert await bridge.chat_to_mail.send_due() == 0
    bridge.clock.passes(minutes=3)
    assert await bridge.chat_to_mail.send_due() == 1


async def test_who_is_not_known_can_not_be_written_to(bridge: Bridge, engine: Engine) -> None:
    chat = Chat(bridge, customer=None)
    chat.says("Hello?")
    bridge.clock.passes(hours=1)
    assert await bridge.chat_to_mail.send_due() == 0
    assert queued(engine) == []


async def test_what_the_bot_says_in_a_chat_is_not_mailed(bridge: Bridge) -> None:
    chat = Chat(bridge)
    await chat.customer_says("Hello?", "6f1b7c52-3f0e-4c57-9a55-5b1d0f2f6a12")
    bridge.clock.passes(hours=1)
    assert await bridge.chat_to_mail.send_due() == 0


@pytest.mark.parametrize("channel", ["widget", "email"])
async def test_what_is_decided_at_the_desk_is_told_by_mail_too(
    bridge: Bridge, engine: Engine, channel: str
) -> None:
    chat = Chat(bridge, channel=channel)
    chat.says("Maria is here now.", author="bot", response="utter_desk.joined")
    bridge.clock.passes(minutes=4)
    assert await bridge.chat_to_mail.send_due() == 0, "their words follow"
    chat.says("A person has approved your refund.", "bot", response="utter_desk.refund_approved")
    bridge.clock.passes(minutes=4)
    assert await bridge.chat_to_mail.send_due() == 1
    (letter,) = queued(engine)
    assert "approved your refund" in text_of(letter)
    assert letter["List-Unsubscribe"] is None, "it is no reminder"


async def test_in_a_conversation_by_mail_a_persons_answer_goes_by_mail_at_once(
    bridge: Bridge, engine: Engine
) -> None:
    first = await bridge.exchange(mail("Is anybody there?", verified=False))
    (row,) = stored(engine)
    chat = Chat.__new__(Chat)
    chat.bridge, chat.engine = bridge, engine
    chat.begun = opening.find(engine, row["conversation_id"])
    chat.says("Yes, I am.")
    bridge.clock.passes(seconds=30)
    assert await bridge.chat_to_mail.send_due() == 1
    letter = queued(engine)[-1]
    assert letter["In-Reply-To"] == first["In-Reply-To"]
    assert "You have left our chat" not in text_of(letter)
    assert "Somebody" not in text_of(letter)


async def test_several_workers_send_it_once(bridge: Bridge, engine: Engine) -> None:
    chat = Chat(bridge)
    chat.says("Hello?")
    bridge.clock.passes(hours=1)
    await asyncio.gather(*(bridge.chat_to_mail.send_due() for _ in range(5)))
    assert len(queued(engine)) == 1


@pytest.mark.parametrize(("days", "sent"), [(6.9, 1), (7.1, 0)])
async def test_what_is_a_week_old_is_not_mailed_any_more(
    bridge: Bridge, days: float, sent: int
) -> None:
    Chat(bridge).says("Hello?")
    bridge.clock.now += timedelta(days=days)
    assert await bridge.chat_to_mail.send_due() == sent
