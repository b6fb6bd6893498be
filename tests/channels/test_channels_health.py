"""``/health``: 200 once a message would be answered, else 503 with the parts that ail."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from bot.channels import health
from tests.channels.gateway_client import Gateway, NewGateway, Told, url_of
from tests.conversations.scripted_responder import ScriptedResponder
from tests.services.postgres import Postgres
from tests.services.redis import Redis

WELL = {"gateway": "ok", "database": "ok", "rasa": "ok", "actions": "ok"}
NOBODY = "http://127.0.0.1:9"
"""Port 9, discard: nothing listens there."""


@pytest.fixture
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parts are asked anew with every call."""
    monkeypatch.setattr(health, "KEPT_SECONDS", -1.0)


@pytest.fixture
def lost_database_url(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a database that can't be used: no database, or not there."""
    if database_kind == "sqlite":
        path = tmp_path / "lost.sqlite3"
        path.write_text("this is no database " * 100, encoding="ascii")
        yield f"sqlite:///{path}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        yield server.url("nowhere")


@pytest.fixture
def started(new_gateway: NewGateway, shared_engine: Engine) -> NewGateway:
    """Starts a gateway on a database that is well."""
    return partial(new_gateway, url_of(shared_engine))


def ailing(told: Told) -> set[str]:
    """The parts that ail, as a call was told."""
    parts = {name for name, state in told.body["parts"].items() if state != "ok"}
    assert (told.status, told.body["status"]) == ((503, "ailing") if parts else (200, "ok"))
    return parts


def ask(gateway: Gateway) -> Told:
    return gateway.call("GET", "/health")


def test_with_all_parts_well_it_is_200(gateway: Gateway) -> None:
    told = ask(gateway)
    assert (told.status, told.body) == (200, {"status": "ok", "parts": WELL})


@pytest.mark.usefixtures("asked_anew")
def test_a_responder_that_loads_its_model_ails(
    gateway: Gateway, responder: ScriptedResponder
) -> None:
    responder.status = 503
    # The scripted responder stands for the action server as well.
    assert ailing(ask(gateway)) == {"rasa", "actions"}
    responder.status = 200
    assert ailing(ask(gateway)) == set()


@pytest.mark.usefixtures("asked_anew")
def test_a_responder_that_is_gone_ails_until_it_is_back(
    started: NewGateway, responder: ScriptedResponder
) -> None:
    actions = ScriptedResponder()
    actions.listen()
    gateway = started(actions_url=actions.url)
    responder.hang_up()
    assert ailing(ask(gateway)) == {"rasa"}
    responder.listen()
    assert ailing(ask(gateway)) == set()
    actions.close()
    assert ailing(ask(gateway)) == {"actions"}


def test_an_action_server_that_is_gone_ails(started: NewGateway) -> None:
    assert ailing(ask(started(actions_url=NOBODY))) == {"actions"}


def test_a_database_that_can_not_be_used_ails(
    new_gateway: NewGateway, lost_database_url: str
) -> None:
    assert ailing(ask(new_gateway(lost_database_url))) == {"database"}


def test_a_redis_that_is_set_is_a_part(started: NewGateway, redis_server: Redis) -> None:
    told = ask(started(redis_url=redis_server.url))
    assert told.body["parts"] == {**WELL, "redis": "ok"}


def test_a_redis_that_is_gone_ails(started: NewGateway) -> None:
    gateway = started(redis_url="redis://127.0.0.1:9/0")
    assert ailing(ask(gateway)) == {"redis"}


def test_an_answer_is_given_again_for_a_second(
    started: NewGateway, responder: ScriptedResponder
) -> None:
    gateway = started()
    assert ailing(ask(gateway)) == set()
    responder.status = 503
    try:
        assert ailing(ask(gateway)) == set()
    finally:
        responder.status = 200


def test_it_needs_no_token_and_tells_no_secret(gateway: Gateway) -> None:
    told = ask(gateway)
    assert gateway.settings.internal_secret not in str(told.body)
    assert set(told.body) == {"status", "parts"}
