"""What the shop is told of conversations, in the transaction that makes it so, and no words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.conversations import announcing, outbox
from bot.conversations.presence import Presence
from bot.conversations.tables import conversations, tickets
from bot.database.engine import reading, writing
from bot.webhooks.queueing import queue
from bot.webhooks.tables import webhook_deliveries
from tests.conversations.messages_for import HOLDER, NOW, begun, handoff, received
from tests.webhooks.conftest import NewSender
from tests.webhooks.shop_server import ShopServer

SOON = NOW + timedelta(seconds=5)


async def in_thread(work: Callable[..., Any], *arguments: Any) -> Any:
    return await asyncio.to_thread(work, *arguments)


def answered(engine: Engine, conversation_id: str, **reply: Any) -> int:
    """A message and its answer; gives the answer's number."""
    got = received(engine, conversation_id, "my secret words")
    message = {"text": "secret answer", "language": "en", "response": "utter_heard", **reply}
    answer = {"language": {"code": "en"}, "messages": [message]}
    stored, _ = outbox.store_replies(engine, got.conversation, got.message, answer, HOLDER, NOW)
    return stored[-1].seq


def queued(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return sorted(connection.execute(sa.select(webhook_deliveries.c.event)).scalars())


async def test_a_reply_that_nobody_fetched_is_told_after_a_moment(
    told: Engine, shop: ShopServer, new_sender: NewSender
) -> None:
    app = {"platform": "ios", "version": "2.40", "push": True}
    talk = begun(told, customer_id="c-1", context={"app": app, "order_number": "JM-1"})
    answered(told, talk)
    seq = answered(told, talk)
    sender = new_sender()
    assert await sender.send_webhooks(SOON - timedelta(seconds=1)) == 0
    assert await sender.send_webhooks(SOON) == 1
    [call] = shop.taken
    assert call.told["event"] == "reply.waiting"
    assert call.told["data"] == {
        "conversation_id": talk,
        "customer_id": "c-1",
        "channel": "widget",
        "language": "en",
        "unread": 3,  # with the greeting
        "last_seq": seq,
        "app": app,
    }


async def test_a_reply_that_a_client_was_handed_is_not_told(
    told: Engine, shop: ShopServer, new_sender: NewSender
) -> None:
    talk = begun(told)
    seq = answered(told, talk)
    presence = Presence(told, in_thread)
    presence.delivered(talk, seq)
    await presence.write_presence(NOW)
    assert await new_sender().send_webhooks(SOON) == 0
    assert queued(told) == []
    last = answered(told, talk)
    assert await new_sender().send_webhooks(SOON) == 1
    assert (shop.taken[0].told["data"]["unread"], last) == (1, 5)


async def test_replies_that_wait_are_told_together_and_a_later_one_again(
    told: Engine, shop: ShopServer, new_sender: NewSender
) -> None:
    talk = begun(told)
    for _ in range(3):
        answered(told, talk)
    assert queued(told) == ["reply.waiting"]
    await new_sender().send_webhooks(SOON)
    answered(told, talk)
    await new_sender().send_webhooks(SOON)
    assert [call.told["data"]["unread"] for call in shop.taken] == [4, 5]


async def test_a_reminder_waits_like_a_reply_and_mail_needs_no_push(told: Engine) -> None:
    for channel in ("widget", "in_app", "email"):
        talk = begun(told, channel=channel)
        with writing(told) as connection:
            reply = {"text": "a reminder", "language": "en"}
            outbox.say_unasked(connection, outbox.lock(connection, talk), reply, NOW)
    assert queued(told) == ["reply.waiting"] * 2


async def test_a_handover_tells_of_ticket_and_owner_and_no_words(
    told: Engine, shop: ShopServer, new_sender: NewSender
) -> None:
    talk = begun(told, customer_id="c-1")
    asked = handoff(summary="secret summary", queue=False)
    answered(told, talk, handoff=asked)
    answered(told, talk, handoff={**asked, "queue": True})  # the same ticket
    assert queued(told) == ["conversation.owner_changed", "reply.waiting", "ticket.opened"]
    await new_sender().send_webhooks(SOON)
    data = {call.told["event"]: call.told["data"] for call in shop.taken}
    assert data["conversation.owner_changed"] == {
        "conversation_id": talk,
        "customer_id": "c-1",
        "channel": "widget",
        "language": "en",
        "from": "bot",
        "to": "queue",
    }
    ticket = data["ticket.opened"]
    assert (ticket["number"], ticket["conversation_id"]) == (asked["number"], talk)
    assert ticket["due_at"].endswith("Z")
    assert b"secret" not in b"".join(call.body for call in shop.taken)


async def test_a_closed_ticket_is_told_with_its_reason(told: Engine) -> None:
    talk = begun(told)
    answered(told, talk, handoff=handoff())
    with writing(told) as connection:
        ticket = connection.execute(sa.select(tickets)).mappings().one()
        announcing.ticket_closed(connection, ticket, "solved", NOW)
    with reading(told) as connection:
        body = connection.execute(
            sa.select(webhook_deliveries.c.body).where(
                webhook_deliveries.c.event == "ticket.closed"
            )
        ).scalar_one()
    assert (body["number"], body["reason"]) == (ticket["number"], "solved")


async def test_who_writes_into_a_closed_conversation_is_the_bots_again(told: Engine) -> None:
    talk = begun(told)
    with writing(told) as connection:
        connection.execute(sa.update(conversations).values(owner="closed"))
    received(told, talk)
    assert queued(told) == ["conversation.owner_changed"]


async def test_what_is_rolled_back_is_not_told(told: Engine) -> None:
    talk = begun(told)
    with told.connect() as connection, connection.begin() as transaction:
        reply = {"text": "a reminder", "language": "en"}
        outbox.say_unasked(connection, outbox.lock(connection, talk), reply, NOW)
        transaction.rollback()
    assert queued(told) == []


async def test_a_conversation_that_is_gone_is_not_told_of(
    told: Engine, new_sender: NewSender
) -> None:
    with writing(told) as connection:
        queue(connection, announcing.REPLY_WAITING, {"conversation_id": "gone"}, NOW)
    assert await new_sender().send_webhooks(SOON) == 0
    assert queued(told) == []
