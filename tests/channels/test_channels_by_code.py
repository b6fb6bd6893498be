"""A conversation of a customer who showed by a code who they are, seen from their client."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.channels.gateway_client import Gateway, Talk, Told, now
from tests.conversations.scripted_responder import ScriptedResponder

BY_CODE = {"customer_id": "c-ana", "assurance": "email"}


@pytest.fixture
def talk(gateway: Gateway, responder: ScriptedResponder) -> Talk:
    """A conversation in which the right code was just typed."""
    responder.script["the code"] = {"messages": [{"text": "right", "identified": BY_CODE}]}
    begun = gateway.talk()
    assert begun.send(text="the code").texts == ["right"]
    return begun


def resumed(gateway: Gateway, talk: Talk, customer: str | None = None, token: str = "") -> Told:
    return gateway.begin(customer, {"resume": token or talk.token})


def test_nothing_of_it_shows_in_the_replies(talk: Talk) -> None:
    (message,) = [m for m in talk.read().body["messages"] if m["text"] == "right"]
    assert "identified" not in message
    assert "c-ana" not in repr(message)


def test_the_next_message_is_the_customers(talk: Talk, responder: ScriptedResponder) -> None:
    talk.send(text="where is my order?")
    assert responder.turns[-1]["identity"] == BY_CODE


def test_its_own_token_opens_it_again(gateway: Gateway, talk: Talk) -> None:
    told = resumed(gateway, talk)
    assert told.status == 201
    assert told.body["conversation_id"] == talk.id
    assert "right" in told.texts


def test_a_token_of_before_opens_it_even_when_it_has_expired(gateway: Gateway, talk: Talk) -> None:
    old = gateway.conversation_token(talk, ago=timedelta(days=2))
    assert resumed(gateway, talk, token=old).status == 201


def test_the_customers_own_token_does_no_harm(gateway: Gateway, talk: Talk) -> None:
    assert resumed(gateway, talk, "c-ana").status == 201


def test_who_is_signed_in_as_another_does_not_get_in(gateway: Gateway, talk: Talk) -> None:
    told = resumed(gateway, talk, "c-bo")
    assert (told.status, told.code) == (401, "sign_in_required")


def test_its_token_lives_as_long_as_an_anonymous_ones(gateway: Gateway, talk: Talk) -> None:
    expires = datetime.fromisoformat(
        resumed(gateway, talk).body["expires_at"].replace("Z", "+00:00")
    )
    assert timedelta(hours=23) < expires - now() <= timedelta(hours=24)


def test_a_signed_in_conversation_still_wants_its_customers_token(gateway: Gateway) -> None:
    talk = gateway.talk("c-ana")
    assert resumed(gateway, talk).code == "sign_in_required"
    assert resumed(gateway, talk, "c-ana").status == 201
