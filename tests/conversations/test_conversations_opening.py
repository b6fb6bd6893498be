"""Conversations are begun with a greeting, found again, and read from any number on."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy.engine import Engine

from bot.conversations import opening
from bot.conversations.errors import UnknownConversation
from tests.conversations.messages_for import (
    LATER,
    TRACK,
    begun,
    history,
    of,
    owned_by,
    received,
    texts,
)


def test_a_conversation_begins_with_its_greeting(engine: Engine) -> None:
    conversation = begun(engine, language="pl", choices=[TRACK])
    greeting = history(engine, conversation)[0].as_json()
    assert (greeting["seq"], greeting["author"], greeting["language"]) == (1, "bot", "pl")
    assert [choice["label"] for choice in greeting["choices"]] == [TRACK["label"]]
    assert greeting["response"] == "utter_greet.opening"


@pytest.mark.parametrize(("customer", "assurance"), [(None, "anonymous"), ("c-1", "signed")])
def test_a_conversation_knows_whose_it_is(
    engine: Engine, customer: str | None, assurance: str
) -> None:
    current = of(engine, begun(engine, customer_id=customer))
    assert (current.customer_id, current.assurance, current.owner) == (customer, assurance, "bot")


def test_every_conversation_has_an_id_of_its_own_that_the_server_made(engine: Engine) -> None:
    ids = {begun(engine) for _ in range(5)}
    assert len(ids) == 5
    assert all(str(uuid.UUID(identifier)) == identifier for identifier in ids)


def test_the_context_comes_back_as_it_was_given(engine: Engine) -> None:
    context = {"order_number": "JM-4821-7305", "app": {"platform": "ios", "push": False}}
    conversation = begun(engine, context=context)
    assert of(engine, conversation).context == context
    opening.update_context(engine, conversation, {"order_number": "JM-1"}, LATER)
    assert of(engine, conversation).context == {"order_number": "JM-1"}


def test_an_unknown_conversation_is_not_found(engine: Engine) -> None:
    begun(engine)
    with pytest.raises(UnknownConversation):
        opening.find(engine, str(uuid.uuid4()))


@pytest.mark.parametrize(
    ("after", "found"), [(0, ["Hello!", "a", "b"]), (1, ["a", "b"]), (2, ["b"]), (3, []), (9, [])]
)
def test_messages_after_a_number_come_in_order(
    engine: Engine, after: int, found: list[str]
) -> None:
    conversation = begun(engine)
    received(engine, begun(engine), "of another")
    for text in ("a", "b"):
        received(engine, conversation, text)
    assert texts(opening.messages_after(engine, conversation, after)) == found


def test_who_waits_for_the_bot_is_known(own_engine: Engine) -> None:
    engine = own_engine
    waiting, quiet, queued = begun(engine), begun(engine), begun(engine)
    owned_by(engine, queued, "queue")
    for text in ("a", "b"):
        received(engine, waiting, text)
    received(engine, queued, "for a person")
    assert opening.conversations_with_pending(engine) == [waiting]
    assert texts(opening.pending(engine, waiting)) == ["a", "b"]
    assert opening.pending(engine, quiet) == opening.pending(engine, queued) == []
