"""While the responder is away customers are told that the answer follows, and it does, once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.conversations.inbox import TURN_SECONDS
from bot.conversations.messages import StoredMessage
from bot.database.engine import writing
from bot.nlg import Wording
from tests.conversations.awaiting import until
from tests.conversations.messages_for import (
    NOW,
    NewTurns,
    begun,
    history,
    of,
    owned_by,
    received,
    said,
    texts,
)
from tests.conversations.scripted_responder import ScriptedResponder

FOLLOWS = "utter_answer_follows"
KILLED = "a killed gateway"


@pytest.fixture
def engine(own_engine: Engine) -> Engine:
    """A database of the test's own: gateways here look for what any test left behind."""
    return own_engine


def go_away(responder: ScriptedResponder, way: str) -> None:
    """Makes the responder be away in one of the ways in which it can be."""
    if way == "not listening":
        responder.hang_up()
    elif way == "nonsense":
        responder.nonsense = b'{"messages": '
    else:
        responder.status = int(way)


def come_back(responder: ScriptedResponder, way: str) -> None:
    responder.status, responder.nonsense = 200, None
    if way == "not listening":
        responder.listen()


def responses(messages: list[StoredMessage]) -> list[str | None]:
    return [message.response for message in messages if message.author == "bot"]


@pytest.mark.parametrize("way", ["not listening", "503", "nonsense"])
async def test_an_answer_follows_once_the_responder_is_back(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns, way: str
) -> None:
    turns, conversation = await new_turns(), begun(engine)
    go_away(responder, way)
    message = said("hello")
    replies, owner = await turns.take(conversation, message)
    assert (responses(replies), owner) == ([FOLLOWS], "bot")
    come_back(responder, way)
    await until(lambda: len(history(engine, conversation)) == 4)
    replies, _ = await turns.take(conversation, message)
    assert responses(replies) == [FOLLOWS, "utter_heard"]
    await asyncio.sleep(0.1)
    assert responder.texts == ["hello"]
    assert len(history(engine, conversation)) == 4


@pytest.mark.parametrize("language", ["en", "th"])
async def test_it_is_told_in_the_customers_language(
    engine: Engine,
    responder: ScriptedResponder,
    new_turns: NewTurns,
    wording: Wording,
    language: str,
) -> None:
    turns, conversation = await new_turns(), begun(engine, language=language)
    responder.status = 503
    replies, _ = await turns.take(conversation, said("hello"))
    assert [(reply.text, reply.language) for reply in replies] == [
        (wording.say(FOLLOWS, language).text, language)
    ]


async def test_messages_that_wait_are_told_of_once_and_answered_in_order(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns, conversation = await new_turns(), begun(engine)
    responder.status = 503
    for text in ("one", "two", "three"):
        await turns.take(conversation, said(text))
    assert responses(history(engine, conversation)[1:]) == [FOLLOWS]
    responder.status = 200
    await until(lambda: len(history(engine, conversation)) == 8)
    assert responder.texts == ["one", "two", "three"]
    answers = texts(history(engine, conversation))[-3:]
    assert answers == ["heard: one", "heard: two", "heard: three"]


async def test_a_message_does_not_overtake_one_that_waits(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns, conversation = await new_turns(), begun(engine)
    responder.status = 503
    await turns.take(conversation, said("one"))
    responder.status = 200
    await turns.take(conversation, said("two"))
    await until(lambda: len(responder.texts) == 2)
    assert responder.texts == ["one", "two"]


async def test_a_message_that_comes_while_one_is_answered_later_gets_its_answer_at_once(
    engine: Engine,
    responder: ScriptedResponder,
    new_turns: NewTurns,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.conversations.turns.LOOK_SECONDS", 60)
    turns, conversation = await new_turns(), begun(engine)
    responder.status = 503
    await turns.take(conversation, said("one"))
    responder.hold()
    responder.status = 200
    while len(responder.turns) + responder.waiting == 0:
        await asyncio.sleep(0.005)
    second = asyncio.create_task(turns.take(conversation, said("two")))
    await until(lambda: len(history(engine, conversation)) == 4)
    responder.let_go()
    assert texts((await second)[0]) == ["heard: two"]
    assert responder.texts == ["one", "two"]


async def test_once_the_responder_is_back_nobody_is_told_so_any_more(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns, conversation = await new_turns(), begun(engine)
    responder.status = 503
    await turns.take(conversation, said("hello"))
    responder.status = 200
    await until(lambda: len(history(engine, conversation)) == 4)
    await asyncio.gather(*(turns.take(conversation, said(text)) for text in ("a", "b", "c")))
    later = responses(history(engine, conversation)[4:])
    assert later == ["utter_heard"] * 3


async def test_no_other_conversation_is_held_up_by_one_that_waits(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns, waiting, other = await new_turns(), begun(engine), begun(engine)
    responder.status = 503
    await turns.take(waiting, said("one"))
    responder.status = 200
    replies, _ = await turns.take(other, said("two"))
    assert texts(replies) == ["heard: two"]


async def test_a_message_that_waits_while_a_person_takes_over_is_theirs(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns, conversation = await new_turns(), begun(engine)
    responder.status = 503
    await turns.take(conversation, said("one"))
    owned_by(engine, conversation, "agent")
    responder.status = 200
    await until(lambda: history(engine, conversation)[1].state == "done")
    assert responder.turns == []
    assert of(engine, conversation).owner == "agent"


async def test_a_stopped_gateway_leaves_its_messages_to_the_next(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    first, conversation = await new_turns(clock=lambda: NOW), begun(engine)
    responder.status = 503
    await first.take(conversation, said("hello"))
    await first.stop()
    responder.status = 200
    assert responder.texts == []
    await new_turns(clock=lambda: NOW + timedelta(seconds=TURN_SECONDS + 1))
    await until(lambda: len(history(engine, conversation)) == 4)
    assert responder.texts == ["hello"]


async def test_what_a_killed_gateway_left_behind_is_found_and_answered(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    both = [begun(engine), begun(engine)]
    for conversation in both:
        received(engine, conversation, "left", KILLED, NOW)
    await new_turns()
    await until(lambda: len(responder.turns) == 2)
    await until(lambda: all(len(history(engine, one)) == 3 for one in both))


async def test_a_message_sent_again_after_its_gateway_was_killed_is_answered(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    conversation, message = begun(engine), said("hello")
    received(engine, conversation, message, KILLED, NOW)
    turns = await new_turns()
    replies, _ = await turns.take(conversation, message)
    assert texts(replies) == ["heard: hello"]
    assert responder.texts == ["hello"]


async def test_a_database_that_was_away_for_a_moment_stops_no_looking(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    await new_turns()
    rename(engine, "messages", "messages_away")
    await asyncio.sleep(0.1)
    rename(engine, "messages_away", "messages")
    conversation = begun(engine)
    received(engine, conversation, "left", KILLED, NOW)
    await until(lambda: len(history(engine, conversation)) == 3)
    assert responder.texts == ["left"]


async def test_a_database_that_was_away_for_a_moment_stops_no_trying(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns, conversation = await new_turns(), begun(engine)
    responder.status = 503
    await turns.take(conversation, said("hello"))
    rename(engine, "messages", "messages_away")
    responder.status = 200
    await asyncio.sleep(0.1)
    rename(engine, "messages_away", "messages")
    await until(lambda: len(history(engine, conversation)) == 4)
    assert responder.texts == ["hello"]


def rename(engine: Engine, table: str, name: str) -> None:
    with writing(engine) as connection:
        connection.execute(sa.text(f"ALTER TABLE {table} RENAME TO {name}"))
