"""A conversation is followed over real sockets: everything comes once and in order."""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime, timedelta, timezone

import pytest

from bot.channels.tokens import conversation_token
from tests.channels.served import Client, Served, write_from_outside
from tests.conversations.messages_for import handoff
from tests.conversations.scripted_responder import ScriptedResponder


def one() -> str:
    return str(uuid.uuid4())


async def test_a_client_is_told_where_the_conversation_stands(client: Client) -> None:
    tab = await client.follow()
    expires = datetime.fromisoformat(tab.ready.pop("expires_at").replace("Z", "+00:00"))
    assert tab.ready == {"type": "ready", "owner": "bot", "last_seq": 1}
    assert timedelta(hours=23) < expires - datetime.now(timezone.utc) <= timedelta(hours=24)
    assert await tab.nothing()


async def test_question_and_answer_come_as_they_are_stored(client: Client) -> None:
    tab = await client.follow()
    told = await client.say("hello", one())
    frames = [await tab.next(), await tab.next()]
    assert [frame["type"] for frame in frames] == ["message", "message"]
    assert frames[0]["message"]["author"] == "customer"
    assert frames[1]["message"] == told["messages"][0]
    assert await tab.nothing()


async def test_who_comes_again_misses_and_doubles_nothing(client: Client) -> None:
    tab = await client.follow(after=0)
    assert [seq for seq, _ in await tab.messages(1)] == [1]
    await client.say("one", one())
    assert await tab.messages(2) == [(2, "one"), (3, "heard: one")]
    await tab.drop()
    await client.say("two", one())
    tab = await client.follow(after=3)
    assert tab.ready["last_seq"] == 5
    assert await tab.messages(2) == [(4, "two"), (5, "heard: two")]
    assert await tab.nothing()


async def test_a_long_conversation_is_caught_up_with_in_order(
    client: Client, served: Served
) -> None:
    write_from_outside(served.settings.database, client.id, *map(str, range(130)))
    tab = await client.follow(after=1)
    assert await tab.messages(130) == [(number + 2, str(number)) for number in range(130)]
    assert await tab.nothing()


async def test_a_number_that_is_not_reached_yet_is_taken_for_the_last(client: Client) -> None:
    tab = await client.follow(after=1000)
    await client.say("hello", one())
    assert [seq for seq, _ in await tab.messages(2)] == [2, 3]


async def test_every_tab_sees_the_same(client: Client) -> None:
    tabs = [await client.follow() for _ in range(3)]
    await client.say("hello", one())
    for tab in tabs:
        assert await tab.messages(2) == [(2, "hello"), (3, "heard: hello")]
        assert await tab.nothing(0.05)


async def test_another_conversation_is_not_heard(client: Client, served: Served) -> None:
    other = await Client(client.session, served).begin()
    tab = await other.follow()
    await client.say("hello", one())
    assert await tab.nothing()


async def test_typing_is_seen_by_the_others_and_by_them_alone(client: Client) -> None:
    one_tab, other_tab = await client.follow(), await client.follow()
    for _ in range(3):
        await one_tab.send({"type": "typing"})
    assert await other_tab.next() == {"type": "typing", "author": "customer"}
    assert await other_tab.nothing()
    assert await one_tab.nothing(0.05)


async def test_the_bot_types_while_an_answer_takes_long(
    client: Client, responder: ScriptedResponder
) -> None:
    tab = await client.follow()
    responder.hold()
    try:
        task = asyncio.create_task(client.say("hello", one()))
        assert await tab.messages(1) == [(2, "hello")]
        assert await tab.next() == {"type": "typing", "author": "bot"}
    finally:
        responder.let_go()
    await task
    assert await tab.messages(1) == [(3, "heard: hello")]


async def test_a_change_of_the_owner_comes_after_the_message_that_tells_it(
    client: Client, responder: ScriptedResponder
) -> None:
    responder.script["a person"] = {"messages": [{"text": "someone comes", "handoff": handoff()}]}
    tab = await client.follow()
    await client.say("a person", one())
    # What was said, what was answered, and how long it may take.
    assert [seq for seq, _ in await tab.messages(3)] == [2, 3, 4]
    assert await tab.next() == {"type": "owner", "owner": "queue"}


async def test_a_token_that_expires_ends_the_socket(client: Client, served: Served) -> None:
    ago = datetime.now(timezone.utc) - timedelta(hours=24) + timedelta(seconds=1.5)
    short, _ = conversation_token(served.settings, client.id, None, ago)
    tab = await client.follow(token=short)
    assert await tab.refused() == ("expired_token", 4401)


async def test_a_token_is_renewed_before_it_expires(client: Client, served: Served) -> None:
    ago = datetime.now(timezone.utc) - timedelta(hours=24) + timedelta(seconds=1.5)
    short, _ = conversation_token(served.settings, client.id, None, ago)
    tab = await client.follow(token=short)
    await tab.send({"type": "token", "token": client.token})
    renewed = await tab.next()
    assert renewed["type"] == "renewed"
    assert renewed["expires_at"] > tab.ready["expires_at"]
    assert await tab.nothing(1.6)
    await client.say("hello", one())
    assert len(await tab.messages(2)) == 2


@pytest.mark.parametrize("of", ["another conversation", "nobody"])
async def test_a_token_is_not_renewed_with_another(client: Client, served: Served, of: str) -> None:
    tab = await client.follow()
    other = await Client(client.session, served).begin()
    await tab.send({"type": "token", "token": other.token if of != "nobody" else "nonsense"})
    assert await tab.refused() == ("bad_token", 4401)
