"""The client of the responder: an answer, or clearly none; never a failure of another kind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.conversations import responder_client
from bot.conversations.messages import Conversation, StoredMessage
from bot.conversations.responder_client import ResponderAway, ResponderClient
from tests.conversations.messages_for import NOW
from tests.conversations.scripted_responder import SECRET, ScriptedResponder

CONVERSATION = Conversation(
    id="talk-1",
    customer_id=None,
    assurance="anonymous",
    channel="widget",
    language="en",
    language_asked=False,
    language_candidate=None,
    context={},
    owner="bot",
    last_seq=2,
)
MESSAGE = StoredMessage("message-1", "talk-1", 2, "customer", "en", "hello", NOW)


@pytest_asyncio.fixture
async def client(responder: ScriptedResponder) -> AsyncIterator[ResponderClient]:
    made = ResponderClient(responder.url, SECRET)
    await made.open()
    yield made
    await made.close()


async def answer(client: ResponderClient) -> dict[str, Any]:
    return await client.answer(CONVERSATION, MESSAGE)


async def test_an_answer_comes_as_it_was_given(client: ResponderClient) -> None:
    assert await answer(client) == {
        "language": {"code": "en", "asked": False, "candidate": None},
        "messages": [{"language": "en", "response": "utter_heard", "text": "heard: hello"}],
    }


@pytest.mark.parametrize("status", [201, 302, 400, 401, 404, 500, 502, 503])
async def test_another_status_is_no_answer(
    client: ResponderClient, responder: ScriptedResponder, status: int
) -> None:
    responder.status = status
    with pytest.raises(ResponderAway, match=str(status)):
        await answer(client)


@pytest.mark.parametrize(
    "nonsense", [b"", b"{", b"[]", b"null", b'"messages"', b"{}", b"<html>", b"\xff\xfe"]
)
async def test_nonsense_is_no_answer(
    client: ResponderClient, responder: ScriptedResponder, nonsense: bytes
) -> None:
    responder.nonsense = nonsense
    with pytest.raises(ResponderAway):
        await answer(client)


async def test_a_responder_that_is_gone_gives_no_answer_until_it_is_back(
    client: ResponderClient, responder: ScriptedResponder
) -> None:
    responder.hang_up()
    with pytest.raises(ResponderAway):
        await answer(client)
    assert not await client.is_well()
    responder.listen()
    assert await client.is_well()
    assert (await answer(client))["messages"]


async def test_a_responder_that_hangs_up_midway_gives_no_answer(
    client: ResponderClient, responder: ScriptedResponder
) -> None:

    responder.hold()
    asking = asyncio.create_task(answer(client))
    await asyncio.to_thread(responder.await_turn)
    responder.hang_up()
    with pytest.raises(ResponderAway):
        await asking


async def test_a_responder_that_is_too_slow_gives_no_answer(
    responder: ScriptedResponder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responder_client, "TIMEOUT_SECONDS", 0.05)
    client = ResponderClient(responder.url, SECRET)
    await client.open()
    responder.hold()
    with pytest.raises(ResponderAway):
        await answer(client)
    responder.let_go()
    await client.close()


async def test_without_the_secret_there_is_no_answer(responder: ScriptedResponder) -> None:
    client = ResponderClient(responder.url, "another secret")
    await client.open()
    with pytest.raises(ResponderAway, match="401"):
        await answer(client)
    assert not await client.is_well()
    await client.close()
    assert responder.turns == []


async def test_a_client_that_is_not_open_gives_no_answer(responder: ScriptedResponder) -> None:
    client = ResponderClient(responder.url, SECRET)
    with pytest.raises(ResponderAway):
        await answer(client)
    await client.close()


@pytest.mark.parametrize("status", [200, 503])
async def test_whether_it_is_well_is_what_it_says(
    client: ResponderClient, responder: ScriptedResponder, status: int
) -> None:
    responder.status = status
    assert await client.is_well() is (status == 200)
