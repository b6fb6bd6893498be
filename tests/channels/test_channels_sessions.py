"""Sign-in in the middle, new tokens and sign-out: who holds what, and what it still opens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.conversations.identity import KNOWN_FOR
from bot.conversations.tables import conversations
from bot.database.engine import engine_of, writing
from tests.channels.gateway_client import BEGIN, SEND, Gateway, Talk, Told, now
from tests.channels.test_channels_openapi import described
from tests.conversations.messages_for import handoff
from tests.conversations.scripted_responder import ScriptedResponder

IDENTIFY, RENEW, SIGN_OUT = f"{BEGIN}/identify", f"{BEGIN}/token", f"{BEGIN}/sign-out"


def identify(talk: Talk, customer: str | None = "c-1", token: str | None = None) -> Told:
    signed = talk.gateway.customer_token(customer) if customer else None
    return talk.gateway.call("POST", IDENTIFY, {"conversation": token or talk.token}, signed)


def renew(talk: Talk, customer: str | None = None, token: str | None = None) -> Told:
    signed = talk.gateway.customer_token(customer) if customer else None
    return talk.gateway.call("POST", RENEW, {"conversation": token or talk.token}, signed)


def sign_out(talk: Talk) -> Told:
    return talk.gateway.call("POST", SIGN_OUT, token=talk.token)


def refused(told: Told, status: int, code: str) -> None:
    assert (told.status, told.code) == (status, code), told.body


def prove(talk: Talk, responder: ScriptedResponder, customer: str = "c-1") -> None:
    """The customer shows by a code who they are."""
    shown = {"customer_id": customer, "assurance": "email"}
    responder.script[f"code of {customer}"] = {"messages": [{"text": "y", "identified": shown}]}
    assert talk.send(text=f"code of {customer}").status == 200


def proved_long_ago(gateway: Gateway, talk: Talk) -> None:
    engine: Engine = engine_of(gateway.settings.database)
    with writing(engine) as connection:
        connection.execute(
            sa.update(conversations)
            .where(conversations.c.id == talk.id)
            .values(identified_at=now() - KNOWN_FOR)
        )
    engine.dispose()


def who(responder: ScriptedResponder) -> Any:
    """Who the last turn came from, as actions see it."""
    return tuple(responder.turns[-1]["identity"].values())


def test_an_anonymous_conversation_goes_on_as_the_customers(
    gateway: Gateway, responder: ScriptedResponder
) -> None:
    talk = gateway.talk()
    talk.send(text="before")
    assert who(responder) == ("anonymous", None)
    old = talk.token
    told = identify(talk)
    assert told.status == 200
    assert described(told, "post", IDENTIFY) == []
    assert told.body["conversation_id"] == talk.id
    talk.token = told.body["token"]
    assert talk.send(text="after").status == 200
    assert who(responder) == ("signed", "c-1")
    assert "heard: before" in talk.read().texts
    # From now on it wants its customer: what was held before opens it no more.
    talk.token = old
    refused(talk.read(), 401, "sign_in_required")
    refused(talk.send(text="old"), 401, "sign_in_required")
    refused(gateway.begin(fields={"resume": old}), 401, "sign_in_required")
    refused(gateway.begin("c-2", {"resume": old}), 401, "sign_in_required")
    refused(renew(talk), 401, "sign_in_required")
    refused(sign_out(talk), 401, "sign_in_required")
    assert gateway.begin("c-1", {"resume": told.body["token"]}).status == 201


def test_to_identify_again_changes_nothing(gateway: Gateway) -> None:
    talk = gateway.talk()
    first, again = identify(talk), identify(talk)
    assert (first.status, again.status) == (200, 200)
    assert identify(talk, token=first.body["token"]).status == 200
    for told in (first, again):
        talk.token = told.body["token"]
        assert talk.read().status == 200


def test_a_conversation_of_another_customer_is_not_joined(
    gateway: Gateway, responder: ScriptedResponder
) -> None:
    refused(identify(gateway.talk("c-2")), 409, "another_customer")
    talk = gateway.talk()
    prove(talk, responder, "c-2")
    refused(identify(talk), 409, "another_customer")
    proved_long_ago(gateway, talk)
    refused(identify(talk), 409, "another_customer")
    assert identify(talk, "c-2").status == 200


@pytest.mark.parametrize(
    ("customer", "token", "code"),
    [
        (None, None, "missing_token"),
        ("c-1", "nonsense", "bad_token"),
    ],
)
def test_both_tokens_are_wanted(
    any_gateway: Gateway, customer: str | None, token: str | None, code: str
) -> None:
    talk = any_gateway.talk()
    refused(identify(talk, customer, token), 401, code)
    refused(any_gateway.call("POST", IDENTIFY, {"conversation": "x"}, talk.token), 401, "bad_token")


def test_a_token_is_renewed_without_the_whole_log(gateway: Gateway) -> None:
    talk = gateway.talk()
    told = renew(talk, token=gateway.conversation_token(talk, ago=timedelta(days=2)))
    assert (told.status, set(told.body)) == (200, {"token", "expires_at"})
    assert described(told, "post", RENEW) == []
    talk.token = told.body["token"]
    assert talk.read().status == 200


def test_a_signed_in_conversations_token_is_renewed_for_its_customer_alone(
    gateway: Gateway,
) -> None:
    talk = gateway.talk("c-1")
    refused(renew(talk), 401, "sign_in_required")
    refused(renew(talk, "c-2"), 401, "sign_in_required")
    talk.token = renew(talk, "c-1").body["token"]
    assert talk.read().status == 200


@pytest.mark.parametrize("customer", [None, "c-1"])
def test_signing_out_ends_every_token(gateway: Gateway, customer: str | None) -> None:
    talk = gateway.talk(customer)
    other = renew(talk, customer).body["token"]
    told = sign_out(talk)
    assert (told.status, told.body) == (204, None)
    for token in (talk.token, other):
        talk.token = token
        refused(talk.read(), 401, "ended_token")
        refused(talk.send(text="hi"), 401, "ended_token")
        refused(gateway.begin(customer, {"resume": token}), 401, "ended_token")
        refused(renew(talk, customer), 401, "ended_token")
        refused(identify(talk), 401, "ended_token")
        refused(sign_out(talk), 401, "ended_token")
    assert gateway.talk(customer).read().status == 200


def test_an_expired_token_still_signs_out(gateway: Gateway) -> None:
    talk = gateway.talk("c-1")
    held = talk.token
    talk.token = gateway.conversation_token(talk, "c-1", ago=timedelta(hours=1))
    assert sign_out(talk).status == 204
    talk.token = held
    refused(talk.read(), 401, "ended_token")


def test_a_token_of_the_same_second_as_the_sign_out_but_later_is_good(gateway: Gateway) -> None:
    for _ in range(20):
        talk = gateway.talk()
        assert sign_out(talk).status == 204
        talk.token = gateway.conversation_token(talk)
        assert talk.read().status == 200


def test_who_proved_it_by_a_code_is_known_for_a_day(
    gateway: Gateway, responder: ScriptedResponder
) -> None:
    talk = gateway.talk()
    prove(talk, responder)
    talk.send(text="now")
    assert who(responder) == ("email", "c-1")
    proved_long_ago(gateway, talk)
    talk.send(text="a day later")
    assert who(responder) == ("anonymous", None)
    assert talk.read().status == 200
    # Nobody else's, by any code; the same customer's again by another.
    prove(talk, responder, "c-2")
    talk.send(text="as another")
    assert who(responder) == ("anonymous", None)
    prove(talk, responder)
    talk.send(text="again")
    assert who(responder) == ("email", "c-1")


def test_a_ticket_after_that_day_names_no_customer(
    gateway: Gateway, responder: ScriptedResponder
) -> None:
    talk = gateway.talk()
    prove(talk, responder)
    proved_long_ago(gateway, talk)
    asked = handoff(queue=False)
    responder.script["a person"] = {"messages": [{"text": "yes", "handoff": asked}]}
    talk.send(text="a person")
    engine = engine_of(gateway.settings.database)
    with engine.connect() as connection:
        named = connection.execute(
            sa.text("SELECT customer_id FROM tickets WHERE number = :number"),
            {"number": asked["number"]},
        ).scalar_one()
    engine.dispose()
    assert named is None


@pytest.mark.parametrize("path", [IDENTIFY, RENEW])
@pytest.mark.parametrize("body", [{}, {"conversation": 1}, {"conversation": "x" * 5000}])
def test_a_body_without_a_token_is_refused(
    any_gateway: Gateway, path: str, body: dict[str, Any]
) -> None:
    told = any_gateway.call("POST", path, body, any_gateway.customer_token("c-1"))
    refused(told, 422, "invalid_field")
    assert told.message.startswith("conversation:")


def test_a_sent_message_with_an_ended_token_is_not_stored(gateway: Gateway) -> None:
    talk = gateway.talk()
    held = talk.token
    sign_out(talk)
    assert gateway.call("POST", SEND, {"client_id": "0" * 32, "text": "x"}, held).status == 401
    talk.token = gateway.conversation_token(talk)
    assert len(talk.read().texts) == 1
