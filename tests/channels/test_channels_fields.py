"""A field that does not fit is refused by its name, and nothing is kept."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from tests.channels.gateway_client import BEGIN, Gateway, Told

ID = str(uuid.uuid4())
HALF = "\ud800"


def refused(told: Told, field: str) -> None:
    assert (told.status, told.code) == (422, "invalid_field"), told.body
    assert told.message.startswith(f"{field}: "), told.message


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "hi"}, "client_id"),
        ({"client_id": None, "text": "hi"}, "client_id"),
        ({"client_id": 5, "text": "hi"}, "client_id"),
        ({"client_id": "x", "text": "hi"}, "client_id"),
        ({"client_id": "-" * 36, "text": "hi"}, "client_id"),
        ({"client_id": ID + "\n", "text": "hi"}, "client_id"),
        ({"client_id": f"{{{ID}}}", "text": "hi"}, "client_id"),
        ({"client_id": ID[:-1], "text": "hi"}, "client_id"),
        ({"client_id": "๑" * 32, "text": "hi"}, "client_id"),
        ({"client_id": ID}, "text"),
        ({"client_id": ID, "text": None}, "text"),
        ({"client_id": ID, "text": ""}, "text"),
        ({"client_id": ID, "text": " \n\u200b\u202e\x00"}, "text"),
        ({"client_id": ID, "text": 5}, "text"),
        ({"client_id": ID, "text": ["hi"]}, "text"),
        ({"client_id": ID, "text": HALF}, "text"),
        ({"client_id": ID, "text": f"hi {HALF} there"}, "text"),
        ({"client_id": ID, "text": "x" * 10_001}, "text"),
        ({"client_id": ID, "choice": ""}, "choice"),
        ({"client_id": ID, "choice": 5}, "choice"),
        ({"client_id": ID, "choice": "x" * 101}, "choice"),
        ({"client_id": ID, "choice": HALF}, "choice"),
        ({"client_id": ID, "choice": "never-offered"}, "choice"),
        ({"client_id": ID, "choice": "never\x00offered"}, "choice"),
        ({"client_id": ID, "text": "hi", "attachments": "a"}, "attachments"),
        ({"client_id": ID, "text": "hi", "attachments": {}}, "attachments"),
        ({"client_id": ID, "text": "hi", "attachments": [ID] * 6}, "attachments"),
        ({"client_id": ID, "text": "hi", "author": "bot"}, "author"),
        ({"client_id": ID, "text": "hi", "owner": "bot"}, "owner"),
        ({"client_id": ID, "text": "hi", "": 1}, ""),
    ],
)
def test_a_message_is_refused_by_the_field_that_does_not_fit(
    gateway: Gateway, body: dict[str, Any], field: str
) -> None:
    talk = gateway.talk()
    refused(talk.send(json_of(body)), field)
    assert len(talk.read().body["messages"]) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "channel"),
        ({"channel": "email"}, "channel"),
        ({"channel": "Widget"}, "channel"),
        ({"channel": None}, "channel"),
        ({"channel": ["widget"]}, "channel"),
        ({"channel": HALF}, "channel"),
        ({"channel": "widget", "locale": 5}, "locale"),
        ({"channel": "widget", "locale": "x" * 65}, "locale"),
        ({"channel": "widget", "locale": HALF}, "locale"),
        ({"channel": "widget", "customer_id": "c-1"}, "customer_id"),
        ({"channel": "widget", "resume": 5}, "resume"),
        ({"channel": "widget", "resume": "x" * 4097}, "resume"),
        ({"channel": "widget", "resume": HALF}, "resume"),
        ({"channel": "widget", "context": "JM-1"}, "context"),
        ({"channel": "widget", "context": {"order_number": ""}}, "context.order_number"),
        ({"channel": "widget", "context": {"order_number": 5}}, "context.order_number"),
        ({"channel": "widget", "context": {"order_number": "x" * 65}}, "context.order_number"),
        ({"channel": "widget", "context": {"order_number": HALF}}, "context.order_number"),
        ({"channel": "widget", "context": {"admin": True}}, "context.admin"),
        ({"channel": "widget", "context": {"app": []}}, "context.app"),
        ({"channel": "widget", "context": {"app": {"platform": "tv"}}}, "context.app.platform"),
        ({"channel": "widget", "context": {"app": {"version": 2.4}}}, "context.app.version"),
        ({"channel": "widget", "context": {"app": {"version": HALF}}}, "context.app.version"),
        ({"channel": "widget", "context": {"app": {"push": 1}}}, "context.app.push"),
        ({"channel": "widget", "context": {"app": {"push": "true"}}}, "context.app.push"),
        (
            {"channel": "widget", "context": {"app": {"email_notifications": "no"}}},
            "context.app.email_notifications",
        ),
        ({"channel": "widget", "context": {"app": {"more": 1}}}, "context.app.more"),
    ],
)
def test_a_beginning_is_refused_by_the_field_that_does_not_fit(
    gateway: Gateway, body: dict[str, Any], field: str
) -> None:
    refused(gateway.call("POST", BEGIN, json_of(body)), field)


def test_an_unknown_field_of_half_characters_is_refused_all_the_same(gateway: Gateway) -> None:
    told = gateway.call("POST", BEGIN, b'{"channel": "widget", "\\ud800": 1}')
    assert (told.status, told.code) == (422, "invalid_field")
    assert told.message.endswith("unknown field")


def test_an_unknown_field_is_not_repeated_in_full(gateway: Gateway) -> None:
    told = gateway.call("POST", BEGIN, {"channel": "widget", "x" * 50_000: 1})
    assert told.status == 422
    assert len(told.message) < 300


@pytest.mark.parametrize(
    "after", ["", "-1", "one", "1.5", "１", "๑", "1 ", "9" * 10, "0x1", "1_0", "+1", "%00"]
)
def test_a_number_to_read_after_is_a_whole_one(gateway: Gateway, after: str) -> None:
    refused(gateway.talk().read(after.replace("+", "%2B")), "after")


@pytest.mark.parametrize("text", ["x" * 10_000, "😀" * 10_000, " " * 9_998 + "hi"])
def test_ten_thousand_characters_are_taken(gateway: Gateway, text: str) -> None:
    talk = gateway.talk()
    body = json_of({"client_id": ID, "text": text}, ascii_only=False)
    assert talk.send(body).status == 200
    assert talk.read().texts[1] == text.strip()


@pytest.mark.parametrize("text", ["{brand} %s", "/restart", "<b>hi</b>", "'; DROP TABLE x; --"])
def test_odd_texts_are_kept_as_they_are(gateway: Gateway, text: str) -> None:
    talk = gateway.talk()
    assert talk.send(text=text).status == 200
    assert talk.read().texts[1] == text


def test_a_null_character_in_a_text_is_dropped(gateway: Gateway) -> None:
    talk = gateway.talk()
    assert talk.send(text="a\x00b").status == 200
    assert talk.read().texts[1] == "ab"


def test_hidden_characters_in_what_the_app_tells_are_dropped(
    gateway: Gateway, responder: Any
) -> None:
    context = {"order_number": "JM-\x001\u202e ", "app": {"version": "2.40\x00"}}
    gateway.talk(context=context).send(text="hi")
    assert responder.turns[-1]["context"] == {"order_number": "JM-1", "app": {"version": "2.40"}}


def test_an_order_number_of_nothing_visible_is_none(gateway: Gateway, responder: Any) -> None:
    gateway.talk(context={"order_number": "\u200b"}).send(text="hi")
    assert responder.turns[-1]["context"] == {}


def test_what_is_null_counts_as_not_told(gateway: Gateway, responder: Any) -> None:
    context = {"order_number": None, "app": {"platform": None, "push": None}}
    gateway.talk(locale=None, resume=None, context=context).send(text="hi", choice=None)
    assert responder.turns[-1]["context"] == {"app": {}}


def json_of(body: Any, *, ascii_only: bool = True) -> bytes:
    """The body as JSON, half characters escaped as JSON can."""

    return json.dumps(body, ensure_ascii=ascii_only).encode("utf-8")
