"""One conversation at two gateways: by Redis at once, without it within a second."""

from __future__ import annotations

import asyncio
import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from bot.conversations import redis_bus
from tests.channels.conftest import Serve
from tests.channels.served import Client, Served
from tests.services.redis import Redis


@pytest.fixture
def database(migrated_file: Path, tmp_path: Path) -> str:
    path = tmp_path / "both.sqlite3"
    shutil.copy(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    """A Redis of the test's own, to kill."""
    server = Redis()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def served(serve: Serve, database: str, request: pytest.FixtureRequest) -> Served:
    """The first gateway; with Redis where the test has one."""
    url = request.getfixturevalue("own_redis").url if _has_redis(request) else None
    return serve(database, redis_url=url)


@pytest.fixture
def second(serve: Serve, database: str, served: Served) -> Served:
    """Another gateway on the same database, and the same Redis."""
    return serve(database, redis_url=served.settings.redis_url)


def _has_redis(request: pytest.FixtureRequest) -> bool:
    return "own_redis" in request.fixturenames


async def say(client: Client, text: str) -> None:
    await client.say(text, str(uuid.uuid4()))


async def subscribed(server: Redis, gateways: int) -> None:
    """Waits until so many gateways hear each other."""
    with redis.Redis(port=server.port) as asking:
        for _ in range(500):
            if (
                dict(asking.pubsub_numsub(redis_bus.CHANNEL)).get(redis_bus.CHANNEL.encode())
                == gateways
            ):
                return
            await asyncio.sleep(0.02)
    raise AssertionError("they did not subscribe")


@pytest.fixture
def slow_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is found by looking: what comes, comes by Redis."""
    monkeypatch.setattr("bot.channels.gateway_parts.SWEEP_SECONDS", 3600)


@pytest.mark.usefixtures("slow_sweep")
async def test_with_redis_the_other_gateway_tells_at_once(
    own_redis: Redis, client: Client, second: Served
) -> None:
    await subscribed(own_redis, 2)
    here, there = await client.follow(), await client.at(second).follow()
    for number in range(20):
        await say(client if number % 2 else client.at(second), f"{number}")
    expected = [
        (seq, text)
        for number in range(20)
        for seq, text in ((2 + 2 * number, f"{number}"), (3 + 2 * number, f"heard: {number}"))
    ]
    assert await here.messages(40) == expected
    assert await there.messages(40) == expected
    await here.send({"type": "typing"})
    assert await there.next() == {"type": "typing", "author": "customer"}
    assert await here.nothing()


async def test_without_redis_the_other_gateway_finds_it_within_a_second_and_a_half(
    client: Client, second: Served
) -> None:
    there = await client.at(second).follow()
    for number in range(2):
        await say(client, f"{number}")
        assert len(await there.messages(2, seconds=1.5)) == 2
    assert await there.nothing(1.2)


async def test_redis_is_killed_and_comes_back_and_nothing_is_missed(
    own_redis: Redis,
    client: Client,
    second: Served,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(redis_bus, "LONGEST_PAUSE_SECONDS", 0.25)
    await subscribed(own_redis, 2)
    there = await client.at(second).follow()
    await say(client, "before")
    assert len(await there.messages(2)) == 2
    own_redis.go_away()
    for number in range(3):
        began = time.monotonic()
        await say(client, f"while it is away {number}")
        assert time.monotonic() - began < 4
        assert len(await there.messages(2, seconds=2)) == 2
    own_redis.come_back()
    await subscribed(own_redis, 2)
    await say(client, "after")
    assert [seq for seq, _ in await there.messages(2)] == [10, 11]
    assert await there.nothing(1.2)
    told = capsys.readouterr().out
    assert told.count("found once a second") == 2  # once by each gateway
    assert told.count("by each process for itself") <= 2


async def test_a_client_goes_on_at_the_gateway_that_is_left(
    client: Client, second: Served, served: Served
) -> None:
    tab = await client.follow()
    await say(client, "one")
    assert [seq for seq, _ in await tab.messages(2)] == [2, 3]
    await asyncio.to_thread(served.stop)
    closed = await tab.socket.receive(timeout=5)
    assert closed.data == 1012
    moved = client.at(second)
    await say(moved, "two")
    assert [seq for seq, _ in await (await moved.follow(after=3)).messages(2)] == [4, 5]


@pytest.mark.usefixtures("slow_sweep")
async def test_what_a_stranger_puts_into_redis_does_no_harm(
    own_redis: Redis, client: Client, second: Served
) -> None:
    await subscribed(own_redis, 2)
    there = await client.at(second).follow()
    with redis.Redis(port=own_redis.port) as stranger:
        for data in (b"\xff", b"[]", b"{}", b'{"from": 1, "wake": 5}', b'{"from":1,"wake":[[]]}'):
            stranger.publish(redis_bus.CHANNEL, data)
    await say(client, "still here")
    assert len(await there.messages(2)) == 2
