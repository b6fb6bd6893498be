"""A customer who shows by a code who they are: the conversation is theirs from then on."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.conversations import outbox
from bot.conversations.tables import tickets
from bot.database.engine import reading
from tests.conversations.conftest import NewTurns
from tests.conversations.messages_for import (
    HOLDER,
    LATER,
    answer,
    begun,
    handoff,
    of,
    received,
    said,
)
from tests.conversations.scripted_responder import ScriptedResponder

BY_CODE = {"customer_id": "c-ana", "assurance": "email"}


def stored(engine: Engine, conversation: str, given: dict[str, Any]) -> None:
    asked = received(engine, conversation).message
    outbox.store_replies(engine, of(engine, conversation), asked, given, HOLDER, LATER)


def who(engine: Engine, conversation: str) -> tuple[str | None, str]:
    found = of(engine, conversation)
    return found.customer_id, found.assurance


def test_an_anonymous_conversation_becomes_the_customers(engine: Engine) -> None:
    conversation = begun(engine)
    stored(engine, conversation, answer("right", identified=BY_CODE))
    assert who(engine, conversation) == ("c-ana", "email")
    stored(engine, conversation, answer("and on"))
    assert who(engine, conversation) == ("c-ana", "email")


@pytest.mark.parametrize("customer", ["c-bo", "c-ana"])
def test_one_of_a_customer_who_signed_in_stays_as_it_is(engine: Engine, customer: str) -> None:
    conversation = begun(engine, customer_id=customer)
    stored(engine, conversation, answer("right", identified=BY_CODE))
    assert who(engine, conversation) == (customer, "signed")


def test_one_that_is_somebodys_by_a_code_stays_theirs(engine: Engine) -> None:
    conversation = begun(engine)
    stored(engine, conversation, answer("right", identified=BY_CODE))
    stored(engine, conversation, answer("right", identified={**BY_CODE, "customer_id": "c-bo"}))
    assert who(engine, conversation) == ("c-ana", "email")


def test_a_ticket_of_the_same_answer_is_the_customers(engine: Engine) -> None:
    conversation = begun(engine)
    given = answer("right", "handed over", handoff=handoff("T-same"))
    given["messages"][0]["identified"] = BY_CODE
    stored(engine, conversation, given)
    with reading(engine) as connection:
        asked = sa.select(tickets.c.customer_id).where(tickets.c.number == "T-same")
        assert connection.execute(asked).scalar_one() == "c-ana"


def test_an_answer_that_came_too_late_identifies_nobody(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    current = of(engine, conversation)
    outbox.store_replies(engine, current, asked, answer("hi"), HOLDER, LATER)
    again = answer("right", identified=BY_CODE)
    outbox.store_replies(engine, current, asked, again, HOLDER, LATER)
    assert who(engine, conversation) == (None, "anonymous")


async def test_a_message_that_waited_meanwhile_is_already_the_customers(
    engine: Engine, new_turns: NewTurns, responder: ScriptedResponder
) -> None:
    turns = await new_turns()
    responder.script["the code"] = {"messages": [{"text": "right", "identified": BY_CODE}]}
    conversation = begun(engine)
    responder.hold()
    first = asyncio.create_task(turns.take(conversation, said("the code")))
    await asyncio.to_thread(responder.await_turn)
    second = asyncio.create_task(turns.take(conversation, said("and my order?")))
    await asyncio.sleep(0.1)
    responder.let_go()
    await asyncio.gather(first, second)
    assert [turn["identity"] for turn in responder.turns] == [
        {"assurance": "anonymous", "customer_id": None},
        {"assurance": "email", "customer_id": "c-ana"},
    ]
