"""Conversation tokens: each opens its own conversation, for as long as it lives, and no other."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from bot.channels.errors import ApiError
from bot.channels.tokens import (
    ConversationToken,
    conversation_token,
    customer_token,
    read_conversation_token,
)
from bot.settings import Settings
from tests.channels.gateway_client import BEGIN, SEND, Gateway, Told, settings_of
from tests.channels.signing import ANOTHER_SECRET, claims, signed, unsigned

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
DAY, RESUMABLE = timedelta(days=1), timedelta(days=30)
SIGNED_IN = timedelta(minutes=15)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder: Path = tmp_path_factory.mktemp("var")
    return settings_of(folder)


def code_of(settings: Settings, token: str, now: datetime = NOW, **how: bool) -> str | None:
    """The code that the token is refused with; None where it is taken."""
    try:
        read_conversation_token(settings, token, now, **how)
    except ApiError as error:
        return f"{error.code}" if error.status == 401 else f"{error.status}"
    return None


@pytest.mark.parametrize("customer", [None, "c-1"])
def test_a_token_says_which_conversation_and_whose(
    settings: Settings, customer: str | None
) -> None:
    token, expires = conversation_token(settings, "talk-1", customer, NOW)
    said = read_conversation_token(settings, token, NOW)
    assert said == ConversationToken("talk-1", customer, expires)


@pytest.mark.parametrize(("customer", "lives"), [(None, DAY), ("c-1", SIGNED_IN)])
@pytest.mark.parametrize(
    ("resume", "grace"), [(False, timedelta(0)), (True, RESUMABLE)], ids=["use", "resume"]
)
def test_a_token_ends_on_the_second(
    settings: Settings, customer: str | None, lives: timedelta, resume: bool, grace: timedelta
) -> None:
    token, expires = conversation_token(settings, "talk-1", customer, NOW)
    assert expires == NOW + lives
    end = expires + grace
    assert code_of(settings, token, end - SECOND, resume=resume) is None
    assert code_of(settings, token, end, resume=resume) == "expired_token"
    assert code_of(settings, token, end + SECOND, resume=resume) == "expired_token"


def test_a_customers_token_is_no_conversations(settings: Settings) -> None:
    token = customer_token(settings, "talk-1", NOW)
    assert code_of(settings, token) == "bad_token"
    assert code_of(settings, token, resume=True) == "bad_token"


@pytest.mark.parametrize("secret", [None, ANOTHER_SECRET])
def test_a_conversations_claims_with_another_key_are_refused(
    settings: Settings, secret: str | None
) -> None:
    both = "support-bot/conversation"
    told = claims(NOW, sub="talk-1", aud=both, iss=both)
    forged = signed(told, secret) if secret else signed(told)
    assert code_of(settings, forged) == "bad_token"
    assert code_of(settings, unsigned(told), resume=True) == "bad_token"


def test_a_token_of_another_installation_is_refused(settings: Settings, tmp_path: Path) -> None:
    other = settings_of(tmp_path, jwt_secret=ANOTHER_SECRET)
    token, _ = conversation_token(other, "talk-1", None, NOW)
    assert code_of(settings, token) == "bad_token"


def refused(told: Told, code: str) -> None:
    assert (told.status, told.code) == (401, code), told.body
    assert told.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "missing_token"),
        ("Bearer", "bad_token"),
        ("Bearer  ", "bad_token"),
        ("Basic dXNlcjpwYXNz", "bad_token"),
        ("Bearer nonsense", "bad_token"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_token_nothing_is_read_or_sent(
    gateway: Gateway, method: str, header: str | None, code: str
) -> None:
    headers = {} if header is None else {"Authorization": header}
    body = {"client_id": "0" * 32, "text": "hi"} if method == "POST" else None
    refused(gateway.call(method, SEND, body, **headers), code)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_read_in_any_case(gateway: Gateway, scheme: str) -> None:
    token = gateway.talk().token
    assert gateway.call("GET", SEND, Authorization=f"{scheme} {token}").status == 200


def test_a_customers_token_sends_nothing(gateway: Gateway) -> None:
    token = gateway.customer_token("c-1")
    refused(gateway.call("GET", SEND, token=token), "bad_token")


def test_a_conversations_token_signs_nobody_in(gateway: Gateway) -> None:
    token = gateway.talk("c-1").token
    refused(gateway.call("POST", BEGIN, {"channel": "widget"}, token), "bad_token")


def test_an_expired_token_is_told_from_a_bad_one(gateway: Gateway) -> None:
    talk = gateway.talk()
    talk.token = gateway.conversation_token(talk, ago=DAY + SECOND)
    refused(talk.send(text="hi"), "expired_token")
    refused(talk.read(), "expired_token")


def test_a_conversation_that_is_not_there_any_more_is_refused(gateway: Gateway) -> None:
    talk = gateway.talk()
    talk.begun["conversation_id"] = "00000000-0000-4000-8000-000000000000"
    talk.token = gateway.conversation_token(talk)
    refused(talk.send(text="hi"), "bad_token")
    refused(talk.read(), "bad_token")
    refused(gateway.begin(fields={"resume": talk.token}), "bad_token")


def test_a_conversation_is_opened_again_with_all_that_was_said(gateway: Gateway) -> None:
    talk = gateway.talk()
    talk.send(text="hello")
    told = gateway.begin(fields={"resume": talk.token})
    assert told.status == 201
    assert told.body["conversation_id"] == talk.id
    assert told.body["messages"] == talk.read().body["messages"]
    talk.token = told.body["token"]
    assert talk.send(text="again").texts == ["heard: again"]


def test_an_expired_token_opens_its_conversation_again(gateway: Gateway) -> None:
    talk = gateway.talk()
    old = gateway.conversation_token(talk, ago=DAY + timedelta(hours=1))
    assert gateway.begin(fields={"resume": old}).body["conversation_id"] == talk.id
    older = gateway.conversation_token(talk, ago=DAY + RESUMABLE + timedelta(hours=1))
    refused(gateway.begin(fields={"resume": older}), "expired_token")


@pytest.mark.parametrize("who", [None, "c-2"])
def test_a_signed_in_conversation_wants_its_customer_too(gateway: Gateway, who: str | None) -> None:
    talk = gateway.talk("c-1")
    refused(gateway.begin(who, {"resume": talk.token}), "sign_in_required")
    assert gateway.begin("c-1", {"resume": talk.token}).body["conversation_id"] == talk.id


def test_an_anonymous_conversation_stays_so_when_a_customer_opens_it_again(
    gateway: Gateway,
) -> None:
    talk = gateway.talk()
    told = gateway.begin("c-1", {"resume": talk.token})
    assert told.body["conversation_id"] == talk.id
    assert gateway.begin(fields={"resume": told.body["token"]}).status == 201


@pytest.mark.parametrize("token", ["nonsense", "", "a.b.c", "x" * 4096])
def test_nonsense_opens_nothing(gateway: Gateway, token: str) -> None:
    refused(gateway.begin(fields={"resume": token}), "bad_token")


def test_what_the_page_tells_when_it_opens_again_counts(gateway: Gateway, responder: Any) -> None:
    talk = gateway.talk(context={"order_number": "JM-1"})
    gateway.begin(fields={"resume": talk.token, "context": {"order_number": "JM-2"}})
    talk.send(text="hi")
    assert responder.turns[-1]["context"] == {"order_number": "JM-2"}
    gateway.begin(fields={"resume": talk.token})
    talk.send(text="hi again")
    assert responder.turns[-1]["context"] == {"order_number": "JM-2"}
