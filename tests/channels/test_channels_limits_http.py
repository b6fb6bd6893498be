"""What the limits are counted by, as clients meet them."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.channels.gateway_client import BEGIN, SEND, Gateway, NewGateway, Told


@pytest.fixture
def limited(new_gateway: NewGateway, migrated_file: Path, tmp_path: Path) -> NewGateway:
    """Starts a gateway with limits. They are the same on every database: SQLite will do."""
    path = tmp_path / "limited.sqlite3"
    shutil.copy(migrated_file, path)
    return partial(new_gateway, f"sqlite:///{path}")


def limits(**given: int) -> str:
    plenty = {"conversation": 1000, "address": 1000, "new": 1000}
    return ",".join(f"{name}={most}/min" for name, most in {**plenty, **given}.items())


def too_many(told: Told) -> bool:
    """Whether the call was refused for being one too many, and told so in full."""
    if told.status != 429:
        return False
    assert told.code == "too_many_requests"
    wait = int(told.headers["Retry-After"])
    assert 1 <= wait <= 61
    assert f"{wait} s" in told.message
    return True


def test_messages_are_counted_by_conversation(limited: NewGateway, redis_url: str | None) -> None:
    gateway = limited(redis_url=redis_url, limits=limits(conversation=3))
    talk, other = gateway.talk(), gateway.talk()
    assert [talk.send(text=f"{count}").status for count in range(3)] == [200] * 3
    assert too_many(talk.send(text="one too many"))
    assert other.send(text="hello").status == 200
    assert "one too many" not in talk.read().texts


def test_reading_is_not_counted_as_messages(limited: NewGateway) -> None:
    talk = limited(limits=limits(conversation=1)).talk()
    talk.send(text="hello")
    assert [talk.read().status for _ in range(5)] == [200] * 5


def test_new_conversations_are_counted_by_address(
    limited: NewGateway, redis_url: str | None
) -> None:
    gateway = limited(redis_url=redis_url, limits=limits(new=2))
    talk = gateway.talk()
    assert gateway.begin().status == 201
    assert too_many(gateway.begin())
    assert talk.send(text="still here").status == 200
    assert at(gateway, "203.0.113.7").begin().status == 201


def test_opening_again_counts_as_new(limited: NewGateway) -> None:
    gateway = limited(limits=limits(new=2))
    talk = gateway.talk()
    assert gateway.begin(fields={"resume": talk.token}).status == 201
    assert too_many(gateway.begin(fields={"resume": talk.token}))


def test_a_refused_beginning_counts_too(limited: NewGateway) -> None:
    gateway = limited(limits=limits(new=2))
    for _ in range(2):
        assert gateway.call("POST", BEGIN, {}, "a bad token").status in (401, 422)
    assert too_many(gateway.begin())


def test_every_call_is_counted_by_address(limited: NewGateway, redis_url: str | None) -> None:
    gateway = limited(redis_url=redis_url, limits=limits(address=4))
    talk = gateway.talk()
    assert talk.send(text="hello").status == 200
    assert talk.read().status == 200
    assert gateway.call("GET", SEND, token="a bad token").status == 401
    for told in (talk.read(), talk.send(text="more"), gateway.begin()):
        assert too_many(told)
    assert at(gateway, "2001:db8::7").call("GET", SEND, token=talk.token).status == 200


def test_whether_it_is_well_is_told_however_often(limited: NewGateway) -> None:
    gateway = limited(limits=limits(address=1))
    assert [gateway.call("GET", "/health").status for _ in range(3)] == [200] * 3


@pytest.mark.parametrize(("name", "most"), [("conversation", 30), ("new", 120)])
def test_the_contracts_limits_hold_where_nothing_is_set(
    limited: NewGateway, name: str, most: int
) -> None:
    gateway = limited(limits="")
    talk = gateway.talk()
    if name == "conversation":
        told = [talk.send(text="hi").status for _ in range(most + 1)]
        assert told == [200] * most + [429]
    else:
        told = [gateway.begin().status for _ in range(most)]
        assert told == [201] * (most - 1) + [429]


def at(gateway: Gateway, address: str) -> Gateway:
    """The same gateway as somebody at another address meets it."""
    client = TestClient(gateway.client.app, client=(address, 50000))
    client.portal = gateway.client.portal
    return Gateway(gateway.settings, client)
