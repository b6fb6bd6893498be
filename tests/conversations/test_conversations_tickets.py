"""A handoff opens a ticket with what a person needs, once, and may bring in a person."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.conversations import outbox
from bot.conversations.messages import StoredMessage
from bot.conversations.tables import tickets
from bot.database.engine import reading
from tests.conversations.messages_for import (
    HOLDER,
    LATER,
    answer,
    begun,
    handoff,
    history,
    of,
    received,
)


def opened(engine: Engine, conversation: str) -> list[Mapping[str, Any]]:
    asked = sa.select(tickets).where(tickets.c.conversation_id == conversation)
    with reading(engine) as connection:
        return list(connection.execute(asked).mappings())


def answered(engine: Engine, conversation: str, *wanted: dict[str, Any]) -> list[StoredMessage]:
    """The replies to a message that asked for a person, one for each handoff."""
    asked = received(engine, conversation).message
    given = answer(*(f"{index}" for index, _ in enumerate(wanted)))
    for message, one in zip(given["messages"], wanted, strict=True):
        message["handoff"] = one
    replies, _ = outbox.store_replies(engine, of(engine, conversation), asked, given, HOLDER, LATER)
    return replies


def test_a_handoff_opens_a_ticket_with_all_that_a_person_needs(engine: Engine) -> None:
    conversation = begun(engine, customer_id="c-1", channel="in_app", language="th")
    decision = {"code": "claim.not_received", "outcome": "escalate", "facts": {"days": 61}}
    wanted = handoff(
        "T-all",
        category="not_received",
        order_number="JM-4821-7305",
        decision=decision,
        evidence={"email": "ana@example.com"},
        summary="Paid 61 days ago, not received.",
    )
    answered(engine, conversation, wanted)
    expected = {
        "number": "T-all",
        "category": "not_received",
        "conversation_id": conversation,
        "customer_id": "c-1",
        "order_number": "JM-4821-7305",
        "decision": decision,
        "evidence": {"email": "ana@example.com"},
        "summary": "Paid 61 days ago, not received.",
        "language": "en",
        "channel": "in_app",
        "state": "open",
        "opened_at": LATER,
        "due_at": LATER + timedelta(hours=24),
    }
    kept = opened(engine, conversation)
    assert [{name: ticket[name] for name in expected} for ticket in kept] == [expected]


@pytest.mark.parametrize("category", ["not_received", "marked_delivered"])
def test_a_person_speaks_within_24_hours_where_nothing_was_delivered(
    engine: Engine, category: str
) -> None:
    conversation = begun(engine)
    answered(engine, conversation, handoff(category=category))
    assert opened(engine, conversation)[0]["due_at"] == LATER + timedelta(hours=24)


def test_the_reply_shows_the_ticket_and_nothing_else_of_it(engine: Engine) -> None:
    conversation = begun(engine)
    replies = answered(engine, conversation, handoff("T-shown", summary="for the desk alone"))
    assert replies[0].as_json()["ticket"] == {"number": "T-shown", "category": "request_human"}
    assert history(engine, conversation)[2].as_json()["ticket"] == replies[0].ticket


@pytest.mark.parametrize(("queue", "owner"), [(True, "queue"), (False, "bot")])
def test_only_a_handoff_for_the_queue_brings_in_a_person(
    engine: Engine, queue: bool, owner: str
) -> None:
    conversation = begun(engine)
    answered(engine, conversation, handoff(queue=queue))
    assert of(engine, conversation).owner == owner
    assert received(engine, conversation, "hello?").turn is (owner == "bot")


def test_the_same_handoff_again_opens_no_second_ticket(engine: Engine) -> None:
    conversation = begun(engine)
    answered(engine, conversation, handoff("T-again", queue=False))
    replies = answered(engine, conversation, handoff("T-again", queue=False))
    assert [ticket["number"] for ticket in opened(engine, conversation)] == ["T-again"]
    assert replies[0].ticket == {"number": "T-again", "category": "request_human"}


def test_two_handoffs_in_one_answer_open_two_tickets(engine: Engine) -> None:
    conversation = begun(engine)
    answered(engine, conversation, handoff("T-one", queue=False), handoff("T-two"))
    assert sorted(ticket["number"] for ticket in opened(engine, conversation)) == ["T-one", "T-two"]
    assert of(engine, conversation).owner == "queue"


def test_a_late_second_answer_opens_no_ticket(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    current = of(engine, conversation)
    outbox.store_replies(engine, current, asked, answer("hi"), HOLDER, LATER)
    late = answer("a person comes", handoff=handoff())
    assert outbox.store_replies(engine, current, asked, late, HOLDER, LATER)[1] == "bot"
    assert opened(engine, conversation) == []
    assert of(engine, conversation).owner == "bot"


def test_ten_gateways_with_the_same_answer_open_one_ticket(engine: Engine) -> None:
    conversation = begun(engine)
    asked = received(engine, conversation).message
    current, given, gate = of(engine, conversation), answer("hi", handoff=handoff()), Barrier(10)

    def store(place: int) -> tuple[str, ...]:
        gate.wait()
        holder = f"gateway-{place}"
        replies, owner = outbox.store_replies(engine, current, asked, given, holder, LATER)
        return (owner, *(reply.id for reply in replies))

    with ThreadPoolExecutor(10) as pool:
        results = set(pool.map(store, range(10)))
    assert len(results) == 1
    assert len(opened(engine, conversation)) == 1
    assert len(history(engine, conversation)) == 3
