"""The outbox: replies are kept before they are sent, once, with what they ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.conversations import outbox
from bot.conversations.messages import StoredMessage
from tests.conversations.messages_for import (
    HOLDER,
    LATER,
    NOW,
    TRACK,
    answer,
    begun,
    history,
    of,
    owned_by,
    received,
    texts,
)

DECISION = {
    "code": "track.shipped",
    "outcome": "answer",
    "facts": {"ship_by": "2026-11-24", "total": {"amount": "18.90", "currency": "EUR"}},
    "order_number": "JM-4821-7305",
}


def stored(
    engine: Engine, asked: StoredMessage, given: dict[str, Any], now: datetime = LATER
) -> tuple[list[StoredMessage], str]:
    current = of(engine, asked.conversation_id)
    return outbox.store_replies(engine, current, asked, given, HOLDER, now)


def follows(engine: Engine, asked: StoredMessage, now: datetime = LATER) -> list[StoredMessage]:
    return outbox.tell_answer_follows(
        engine, asked.conversation_id, asked, "The answer follows.", now
    )


def told(engine: Engine, conversation: str) -> int:
    """How often the customer was told that the answer follows."""
    return texts(history(engine, conversation)).count("The answer follows.")


def test_replies_are_kept_in_order_after_the_message(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    replies, owner = stored(engine, asked, answer("one", "two"))
    assert ([reply.seq for reply in replies], owner) == ([3, 4], "bot")
    kept = history(engine, conversation)[2:]
    assert [message.as_json() for message in kept] == [reply.as_json() for reply in replies]
    assert {(message.author, message.reply_to, message.sent_at) for message in kept} == {
        ("bot", asked.id, LATER)
    }
    assert texts(outbox.replies_to(engine, asked.id)) == ["one", "two"]


def test_an_answered_message_does_not_wait_any_more(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    stored(engine, asked, answer("one"))
    assert not received(engine, conversation, "next").waiting


def test_an_answer_without_words_answers_all_the_same(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    assert stored(engine, asked, answer()) == ([], "bot")
    assert history(engine, conversation)[1].state == "done"
    assert of(engine, conversation).last_seq == 2


def test_what_a_reply_carries_comes_back_as_it_was(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    given = answer("Shipped.", response="utter_track.shipped", decision=DECISION)
    stored(engine, asked, given)
    shown = history(engine, conversation)[2].as_json()
    assert shown["decision"] == DECISION
    assert shown["response"] == "utter_track.shipped"
    assert "ticket" not in shown


def test_choices_get_ids_of_their_own_and_keep_what_they_mean_to_us(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    replies, _ = stored(engine, asked, answer("Which?", choices=[TRACK, TRACK]))
    shown = replies[0].as_json()["choices"]
    assert [set(choice) for choice in shown] == [{"id", "label"}] * 2
    assert len({choice["id"] for choice in shown}) == 2
    assert [choice["payload"] for choice in replies[0].choices] == [TRACK["payload"]] * 2


def test_a_second_answer_to_a_message_does_nothing(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    first, _ = stored(engine, asked, answer("one"))
    again, owner = stored(engine, asked, answer("two", language={"code": "th", "asked": True}))
    assert [reply.as_json() for reply in again] == [reply.as_json() for reply in first]
    assert owner == "bot"
    assert texts(history(engine, conversation)) == ["Hello!", "hello", "one"]
    current = of(engine, conversation)
    assert (current.language, current.language_asked, current.last_seq) == ("en", False, 3)


def test_a_late_answer_does_not_take_a_conversation_from_a_person(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    before = of(engine, conversation)
    owned_by(engine, conversation, "agent")
    _, owner = outbox.store_replies(engine, before, asked, answer("one"), HOLDER, LATER)
    assert (owner, of(engine, conversation).owner) == ("agent", "agent")


def test_the_number_is_the_one_that_follows_now_not_when_it_was_asked(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation, "one").message
    before = of(engine, conversation)
    received(engine, conversation, "two")
    replies, _ = outbox.store_replies(engine, before, asked, answer("hi"), HOLDER, LATER)
    assert [reply.seq for reply in replies] == [4]


def test_the_language_after_the_turn_is_kept(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    stored(engine, asked, answer("ไง", language={"code": "th", "candidate": "ru", "asked": True}))
    current = of(engine, conversation)
    state = (current.language, current.language_asked, current.language_candidate)
    assert state == ("th", True, "ru")
    assert received(engine, conversation, "ok").message.language == "th"


def test_every_message_tells_the_language_it_is_in(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    stored(engine, asked, answer("Salut", language={"code": "ro"}))
    assert [message.language for message in history(engine, conversation)] == ["en", "en", "ro"]


def test_the_customer_is_told_that_the_answer_follows(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    replies = follows(engine, asked)
    assert [(reply.seq, reply.response, reply.reply_to) for reply in replies] == [
        (3, "utter_answer_follows", asked.id)
    ]
    assert received(engine, conversation, "still there?").waiting


def test_it_is_told_in_the_language_in_which_it_was_asked(engine: Engine) -> None:
    conversation = begun(engine)
    first = received(engine, conversation, "one").message
    second = received(engine, conversation, "two").message
    stored(engine, first, answer("ไง", language={"code": "th"}))
    assert [reply.language for reply in follows(engine, second)] == [second.language] == ["en"]


def test_the_customer_is_told_once_until_the_answer_came(engine: Engine) -> None:
    conversation = begun(engine)
    first = received(engine, conversation, "one").message
    follows(engine, first)
    follows(engine, first)
    second = received(engine, conversation, "two").message
    assert follows(engine, second) == []
    assert told(engine, conversation) == 1


def test_after_an_answer_the_customer_may_be_told_again(engine: Engine) -> None:
    conversation = begun(engine)
    first = received(engine, conversation, "one").message
    follows(engine, first)
    stored(engine, first, answer("hi"))
    second = received(engine, conversation, "two").message
    follows(engine, second)
    assert texts(history(engine, conversation)) == [
        "Hello!", "one", "The answer follows.", "hi", "two", "The answer follows.",
    ]  # fmt: skip


def test_nobody_is_told_that_an_answer_follows_that_came_already(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    stored(engine, asked, answer("hi"))
    assert texts(follows(engine, asked)) == ["hi"]
    assert told(engine, conversation) == 0


def test_the_answer_that_follows_belongs_to_the_same_message(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    follows(engine, asked)
    stored(engine, asked, answer("hi"))
    assert texts(outbox.replies_to(engine, asked.id)) == ["The answer follows.", "hi"]


def test_an_answer_that_fails_halfway_leaves_nothing(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    broken = answer("one", handoff={"number": "T-1", "category": None})
    with pytest.raises(Exception, match=r"(?i)null"):
        stored(engine, asked, broken)
    assert texts(history(engine, conversation)) == ["Hello!", "hello"]
    assert history(engine, conversation)[1].state == "pending"


@pytest.mark.parametrize("zone_hours", [-8, 0, 7])
def test_a_moment_is_shown_in_utc(zone_hours: int) -> None:
    moment = NOW.astimezone(timezone(timedelta(hours=zone_hours)))
    message = StoredMessage("id", "c", 1, "bot", "en", "hi", moment)
    assert message.as_json()["sent_at"] == "2026-11-24T12:00:00Z"
    assert replace(message, sent_at=NOW).as_json() == message.as_json()
