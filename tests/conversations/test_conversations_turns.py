"""A gateway's turns: each message goes to the responder once and in order, and is answered."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy.engine import Engine

from tests.conversations.awaiting import until
from tests.conversations.messages_for import (
    TRACK,
    NewTurns,
    begun,
    handoff,
    history,
    of,
    owned_by,
    said,
    texts,
)
from tests.conversations.scripted_responder import ScriptedResponder


async def test_a_message_is_answered(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns, conversation = await new_turns(), begun(engine)
    replies, owner = await turns.take(conversation, said("hello"))
    assert (texts(replies), owner) == (["heard: hello"], "bot")
    assert texts(history(engine, conversation)) == ["Hello!", "hello", "heard: hello"]
    assert responder.texts == ["hello"]


async def test_the_responder_is_told_who_asks_what_and_in_which_language(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns = await new_turns()
    context = {"order_number": "JM-4821-7305", "app": {"platform": "ios"}}
    conversation = begun(
        engine, customer_id="c-1", channel="in_app", language="de", context=context
    )
    await turns.take(conversation, said(" Karte 4111\u200b111111111111 "))
    expected = {
        "conversation_id": conversation,
        "message_id": history(engine, conversation)[1].id,
        "channel": "in_app",
        "text": "Karte 411111******1111",
        "choice": None,
        "attachments": [],
        "identity": {"assurance": "signed", "customer_id": "c-1"},
        "language": {"code": "de", "asked": False, "candidate": None},
        "context": context,
    }
    assert [{name: turn[name] for name in expected} for turn in responder.turns] == [expected]


async def test_who_wrote_a_card_number_is_told_that_it_was_cut(
    engine: Engine, new_turns: NewTurns
) -> None:
    turns, conversation = await new_turns(), begun(engine)
    replies, _ = await turns.take(conversation, said("my card is 4111 1111 1111 1111"))
    assert [reply.response for reply in replies] == ["utter_card_number.cut", "utter_heard"]


async def test_a_pressed_button_tells_what_it_means(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns, conversation = await new_turns(), begun(engine, choices=[TRACK])
    pressed = history(engine, conversation)[0].choices[0]["id"]
    await turns.take(conversation, said("", choice_id=pressed))
    turn = responder.turns[0]
    assert (turn["text"], turn["choice"]) == (TRACK["label"], TRACK["payload"])


async def test_the_language_after_a_turn_goes_with_the_next(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns, conversation = await new_turns(), begun(engine)
    after = {"code": "fr", "asked": True, "candidate": "de"}
    responder.script["en français"] = {"language": after, "messages": [{"text": "D'accord."}]}
    await turns.take(conversation, said("en français"))
    await turns.take(conversation, said("ok"))
    assert responder.turns[1]["language"] == after
    assert of(engine, conversation).language == "fr"


async def test_a_person_who_took_over_is_not_talked_over(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns, conversation = await new_turns(), begun(engine)
    owned_by(engine, conversation, "agent")
    assert await turns.take(conversation, said("hello")) == ([], "agent")
    assert responder.turns == []


async def test_a_message_that_waited_for_a_handover_goes_to_the_person(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns, conversation = await new_turns(), begun(engine)
    responder.script["a person"] = {"messages": [{"text": "One comes.", "handoff": handoff()}]}
    responder.hold()
    first = asyncio.create_task(turns.take(conversation, said("a person")))
    await asyncio.to_thread(responder.await_turn)
    second = asyncio.create_task(turns.take(conversation, said("hello?")))
    await until(lambda: len(history(engine, conversation)) == 3)
    responder.let_go()
    assert (texts((await first)[0]), (await first)[1]) == (["One comes."], "queue")
    assert await second == ([], "queue")
    assert responder.texts == ["a person"]
    assert of(engine, conversation).owner == "queue"


async def test_a_closed_conversation_is_answered_by_the_bot_again(
    engine: Engine, new_turns: NewTurns
) -> None:
    turns, conversation = await new_turns(), begun(engine)
    owned_by(engine, conversation, "closed")
    replies, owner = await turns.take(conversation, said("hello"))
    assert (texts(replies), owner) == (["heard: hello"], "bot")


async def test_many_messages_at_once_are_answered_once_each_and_in_order(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns, conversation = await new_turns(), begun(engine)
    sent = [f"message {count}" for count in range(10)]
    answers = await asyncio.gather(*(turns.take(conversation, said(text)) for text in sent))
    assert [texts(replies) for replies, _ in answers] == [[f"heard: {text}"] for text in sent]
    kept = history(engine, conversation)
    asked = [message.text for message in kept if message.author == "customer"]
    assert responder.texts == asked
    assert sorted(asked) == sent
    assert texts([m for m in kept[1:] if m.author == "bot"]) == [f"heard: {t}" for t in asked]


async def test_one_slow_conversation_stops_no_other(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns, slow, quick = await new_turns(), begun(engine), begun(engine)
    responder.hold()
    waiting = asyncio.create_task(turns.take(slow, said("slow")))
    await asyncio.to_thread(responder.await_turn)
    also = asyncio.create_task(turns.take(quick, said("quick")))
    await asyncio.to_thread(responder.await_turn)
    responder.let_go()
    assert texts((await also)[0]) == ["heard: quick"]
    assert texts((await waiting)[0]) == ["heard: slow"]


async def test_the_same_message_at_the_same_time_is_answered_once(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns, conversation, message = await new_turns(), begun(engine), said("hello")
    answers = await asyncio.gather(*(turns.take(conversation, message) for _ in range(8)))
    assert shown(answers) == shown(answers[:1]) * 8
    assert texts(answers[0][0]) == ["heard: hello"]
    assert responder.texts == ["hello"]
    assert len(history(engine, conversation)) == 3


async def test_the_same_message_later_gets_the_same_answer(
    engine: Engine, responder: ScriptedResponder, new_turns: NewTurns
) -> None:
    turns, conversation, message = await new_turns(), begun(engine), said("hello")
    first = await turns.take(conversation, message)
    await turns.take(conversation, said("more"))
    again = await turns.take(conversation, message)
    assert shown([again]) == shown([first])
    assert responder.texts == ["hello", "more"]


def shown(answers: list[Any]) -> list[Any]:
    return [([reply.as_json() for reply in replies], owner) for replies, owner in answers]
