"""Errors: one shape, the fitting status, and nothing of the program's inside shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.settings import ROOT
from tests.channels.gateway_client import BEGIN, SEND, Gateway, NewGateway, Told

INSIDE = ("Traceback", "File ", ".py", "sqlalchemy", "psycopg2", "sqlite3", "SELECT", "INSERT")


@pytest.fixture
def log() -> Iterator[list[Any]]:
    """What is logged meanwhile."""
    with structlog.testing.capture_logs() as lines:
        yield lines


def is_an_error(told: Told) -> bool:
    """Whether the answer has the one shape of errors."""
    error = told.body["error"]
    return set(told.body) == {"error"} and set(error) == {"code", "message"} and all(error.values())


@pytest.mark.parametrize(
    "path",
    ["/", "/api", "/api/v1", "/api/v2/messages", "/api/v1/tracker", "/webhooks/rest/webhook"],
)
def test_a_path_that_leads_nowhere_is_told_so(gateway: Gateway, path: str) -> None:
    told = gateway.call("GET", path)
    assert (told.status, told.code) == (404, "not_found")
    assert is_an_error(told)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", BEGIN, {"POST"}),
        ("PUT", SEND, {"GET", "HEAD", "POST"}),
        ("DELETE", SEND, {"GET", "HEAD", "POST"}),
        ("POST", "/health", {"GET", "HEAD"}),
    ],
)
def test_a_method_that_is_not_served_is_told_so(
    gateway: Gateway, method: str, path: str, allowed: set[str]
) -> None:
    told = gateway.call(method, path)
    assert (told.status, told.code) == (405, "method_not_allowed")
    assert is_an_error(told)
    assert {name.strip() for name in told.headers["Allow"].split(",")} <= allowed


@pytest.mark.parametrize(
    ("body", "token", "status"),
    [
        (b"{", None, 400),
        ({"channel": "widget"}, "nonsense", 401),
        (b" " * (64 * 1024 + 1), None, 413),
        ({"channel": "fax"}, None, 422),
    ],
)
def test_refusals_have_the_shape_of_errors(
    gateway: Gateway, body: Any, token: str | None, status: int
) -> None:
    told = gateway.call("POST", BEGIN, body, token)
    assert told.status == status
    assert is_an_error(told)
    assert told.headers["Content-Type"] == "application/json"


def test_a_failure_of_ours_is_told_by_a_reference_alone(
    new_gateway: NewGateway, empty_database_url: str, log: list[Any]
) -> None:
    told = new_gateway(empty_database_url).begin()
    assert (told.status, told.code) == (500, "internal_error")
    assert is_an_error(told)
    shown = json.dumps(told.body) + str(dict(told.headers))
    assert not [sign for sign in (*INSIDE, str(ROOT)) if sign in shown]
    reference = re.search(r"reference ([0-9a-f]{8})$", told.message)
    assert reference
    failures = [line for line in log if line["event"] == "failed"]
    assert [line["reference"] for line in failures] == [reference[1]]
    assert failures[0]["log_level"] == "error"
    assert failures[0]["exc_info"].__traceback__ is not None


def test_every_failure_has_a_reference_of_its_own(
    new_gateway: NewGateway, empty_database_url: str
) -> None:
    gateway = new_gateway(empty_database_url)
    assert len({gateway.begin().message for _ in range(5)}) == 5


def test_a_customers_mistake_is_logged_as_no_failure_and_without_their_words(
    gateway: Gateway, log: list[Any]
) -> None:
    talk = gateway.talk()
    talk.send(text="my secret words", more="4111111111111111")
    talk.send(choice="my secret choice")
    gateway.call("POST", BEGIN, b'{"my secret')
    gateway.call("POST", BEGIN, {"channel": "my secret channel"})
    gateway.call("GET", SEND, token="my-secret-token")
    assert [line["status"] for line in log] == [422, 422, 400, 422, 401]
    assert {(line["event"], line["log_level"]) for line in log} == {("refused", "info")}
    assert "secret" not in str(log)
    assert "4111" not in str(log)


def test_a_message_that_is_answered_leaves_no_words_in_the_log(
    gateway: Gateway, log: list[Any]
) -> None:
    gateway.talk().send(text="my secret words, card 4111 1111 1111 1111")
    assert "secret" not in str(log)
    assert "4111" not in str(log)
