"""Two gateways on one database: a message is answered once, in order, whoever brought it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import cycle

import pytest_asyncio
from sqlalchemy.engine import Engine

from bot.conversations.turns import Turns
from bot.database.engine import engine_of
from tests.conversations.awaiting import until
from tests.conversations.messages_for import NewTurns, begun, history, said, texts
from tests.conversations.scripted_responder import ScriptedResponder

Both = tuple[Turns, Turns]


@pytest_asyncio.fixture
async def both(engine: Engine, new_turns: NewTurns) -> AsyncIterator[Both]:
    """Two gateways, each with connections of its own."""
    other = engine_of(engine.url.render_as_string(hide_password=False))
    yield await new_turns(), await new_turns(other)
    other.dispose()


async def test_messages_by_turns_are_answered_by_turns(
    engine: Engine, responder: ScriptedResponder, both: Both
) -> None:
    conversation, sent = begun(engine), [f"message {count}" for count in range(6)]
    for turns, text in zip(cycle(both), sent, strict=False):
        replies, _ = await turns.take(conversation, said(text))
        assert texts(replies) == [f"heard: {text}"]
    assert responder.texts == sent


async def test_messages_at_the_same_time_are_answered_once_and_in_order(
    engine: Engine, responder: ScriptedResponder, both: Both
) -> None:
    conversation = begun(engine)
    sent = [f"message {count}" for count in range(8)]
    answers = await asyncio.gather(
        *(
            turns.take(conversation, said(text))
            for turns, text in zip(cycle(both), sent, strict=False)
        )
    )
    assert [texts(replies) for replies, _ in answers] == [[f"heard: {text}"] for text in sent]
    kept = history(engine, conversation)
    asked = [message.text for message in kept if message.author == "customer"]
    assert responder.texts == asked
    assert len(kept) == 1 + 2 * len(sent)


async def test_the_same_message_to_both_at_the_same_time_is_answered_once(
    engine: Engine, responder: ScriptedResponder, both: Both
) -> None:
    conversation, message = begun(engine), said("hello")
    answers = await asyncio.gather(*(turns.take(conversation, message) for turns in both * 3))
    assert {tuple(texts(replies)) for replies, _ in answers} == {("heard: hello",)}
    assert responder.texts == ["hello"]
    assert len(history(engine, conversation)) == 3


async def test_an_answered_message_is_not_asked_again_by_a_gateway_that_waited(
    engine: Engine, responder: ScriptedResponder, both: Both
) -> None:
    first, second = both
    conversation = begun(engine)
    responder.hold()
    one = asyncio.create_task(first.take(conversation, said("one")))
    await asyncio.to_thread(responder.await_turn)
    two = asyncio.create_task(first.take(conversation, said("two")))
    await until(lambda: len(history(engine, conversation)) == 3)
    three = asyncio.create_task(second.take(conversation, said("three")))
    await until(lambda: len(history(engine, conversation)) == 4)
    await asyncio.sleep(0.1)  # the second gateway has seen what waits
    responder.let_go()
    answers = [texts((await task)[0]) for task in (one, two, three)]
    assert answers == [["heard: one"], ["heard: two"], ["heard: three"]]
    assert responder.texts == ["one", "two", "three"]


async def test_a_message_that_the_other_gateway_answers_right_now_is_not_taken_for_forgotten(
    engine: Engine, responder: ScriptedResponder, both: Both
) -> None:
    first, second = both
    conversation = begun(engine)
    responder.hold()
    one = asyncio.create_task(first.take(conversation, said("one")))
    await asyncio.to_thread(responder.await_turn)
    await asyncio.sleep(0.15)  # the second gateway has looked for what was forgotten
    two = asyncio.create_task(second.take(conversation, said("two")))
    await until(lambda: len(history(engine, conversation)) == 3)
    responder.let_go()
    answers = [texts((await task)[0]) for task in (one, two)]
    assert answers == [["heard: one"], ["heard: two"]]
    assert responder.texts == ["one", "two"]


async def test_what_waits_with_both_is_answered_once(
    engine: Engine, responder: ScriptedResponder, both: Both
) -> None:
    conversation, sent = begun(engine), ["one", "two", "three", "four"]
    responder.status = 503
    await both[0].take(conversation, said(sent[0]))
    for turns, text in zip(cycle(both[::-1]), sent[1:], strict=False):
        await turns.take(conversation, said(text))
    responder.status = 200
    await until(lambda: len(responder.turns) >= len(sent))
    await asyncio.sleep(0.2)
    assert responder.texts == sent
    kept = history(engine, conversation)
    assert [message.seq for message in kept] == list(range(1, 1 + 1 + 4 + 1 + 4))


async def test_a_gateway_whose_responder_is_away_lets_the_other_answer(
    engine: Engine, new_turns: NewTurns, responder: ScriptedResponder
) -> None:
    gone = ScriptedResponder()
    gone.listen()
    gone.hang_up()
    cut_off, well = await new_turns(url=gone.url), await new_turns()
    gone.close()
    conversation = begun(engine)
    replies, _ = await cut_off.take(conversation, said("one"))
    assert [reply.response for reply in replies] == ["utter_answer_follows"]
    await until(lambda: len(history(engine, conversation)) == 4)
    replies, _ = await well.take(conversation, said("two"))
    assert texts(replies) == ["heard: two"]
    assert responder.texts == ["one", "two"]
