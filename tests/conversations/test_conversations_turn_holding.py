"""One gateway at a time holds a conversation's turn, and a killed one not for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy.engine import Engine

from bot.conversations import outbox
from bot.conversations.inbox import TURN_SECONDS, take_turn
from bot.database.engine import writing
from tests.conversations.messages_for import HOLDER, NOW, OTHER, answer, begun, of, received

SECOND = timedelta(seconds=1)
HELD = timedelta(seconds=TURN_SECONDS)


def take(engine: Engine, conversation: str, holder: str, after: timedelta = SECOND) -> bool:
    with writing(engine) as connection:
        return take_turn(connection, conversation, holder, NOW + after)


def test_another_gateway_does_not_get_a_turn_that_is_held(engine: Engine) -> None:
    conversation = begun(engine)
    received(engine, conversation, "one", HOLDER)
    assert not take(engine, conversation, OTHER)
    assert not received(engine, conversation, "two", OTHER).turn


def test_the_gateway_that_holds_a_turn_may_take_it_again(engine: Engine) -> None:
    conversation = begun(engine)
    received(engine, conversation, "one", HOLDER)
    assert received(engine, conversation, "two", HOLDER).turn
    assert take(engine, conversation, HOLDER)


@pytest.mark.parametrize(
    ("after", "free"), [(HELD - SECOND, False), (HELD, False), (HELD + SECOND, True)]
)
def test_the_turn_of_a_killed_gateway_becomes_free(
    engine: Engine, after: timedelta, free: bool
) -> None:
    by_message, by_itself = begun(engine), begun(engine)
    for conversation in (by_message, by_itself):
        received(engine, conversation, "one", HOLDER)
    assert take(engine, by_itself, OTHER, after) is free
    assert received(engine, by_message, "two", OTHER, NOW + after).turn is free


def test_taking_a_turn_again_makes_it_last(engine: Engine) -> None:
    conversation = begun(engine)
    received(engine, conversation, "one", HOLDER)
    assert take(engine, conversation, HOLDER, HELD)
    assert not take(engine, conversation, OTHER, HELD + SECOND)
    assert not take(engine, conversation, OTHER, HELD + HELD)
    assert take(engine, conversation, OTHER, HELD + HELD + SECOND)


def test_an_answer_gives_the_turn_back(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation, "one", HOLDER).message
    outbox.store_replies(
        engine, of(engine, conversation), asked, answer("hi"), HOLDER, NOW + SECOND
    )
    assert received(engine, conversation, "two", OTHER).turn


def test_an_answer_that_came_too_late_gives_the_turn_back_too(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation, "one", HOLDER).message
    current = of(engine, conversation)
    outbox.store_replies(engine, current, asked, answer("hi"), HOLDER, NOW)
    assert take(engine, conversation, OTHER)
    outbox.store_replies(engine, current, asked, answer("hi"), OTHER, NOW)
    assert take(engine, conversation, HOLDER)


def test_an_answer_of_another_gateway_leaves_the_turn_with_its_holder(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation, "one", HOLDER).message
    outbox.store_replies(engine, of(engine, conversation), asked, answer("hi"), OTHER, NOW)
    assert not take(engine, conversation, OTHER)


def test_a_turn_is_given_back_only_by_its_holder(engine: Engine) -> None:
    conversation = begun(engine)
    received(engine, conversation, "one", HOLDER)
    outbox.give_turn_back(engine, conversation, OTHER)
    assert not take(engine, conversation, OTHER)
    outbox.give_turn_back(engine, conversation, HOLDER)
    assert take(engine, conversation, OTHER)


def test_ten_gateways_that_want_a_turn_at_once_get_one(engine: Engine) -> None:
    conversation, gate = begun(engine), Barrier(10)

    def want(place: int) -> bool:
        gate.wait()
        return take(engine, conversation, f"gateway-{place}")

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(want, range(10))) == 1
