"""A Redis that goes away in the middle: nobody is refused for it, and nobody let in without end."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot import moving_window
from bot.channels.errors import ApiError
from bot.channels.limiting import Limits
from bot.verification.limiting import CodeLimits
from tests.channels.gateway_client import settings_of
from tests.services.redis import Redis


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    """A Redis of the test's own, to kill."""
    server = Redis()
    server.start()
    yield server
    server.stop()


async def let_in(limits: Limits, calls: int) -> int:
    """How many of the calls were let through."""
    count = 0
    for _ in range(calls):
        try:
            await limits.count("conversation", "a")
        except ApiError as error:
            assert error.status == 429  # noqa: PT017
        else:
            count += 1
    return count


async def test_limits_go_on_in_memory_and_come_back_with_one_line_each(
    own_redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving_window, "AWAY_SECONDS", 0.2)
    limits = Limits(settings_of(tmp_path, redis_url=own_redis.url, limits="conversation=5/min"))
    with capture_logs() as logged:
        assert await let_in(limits, 8) == 5
        own_redis.go_away()
        assert not limits.is_well()
        assert await let_in(limits, 8) == 5
        await asyncio.sleep(0.3)
        assert await let_in(limits, 8) == 0
        own_redis.come_back()
        await asyncio.sleep(0.3)
        assert await let_in(limits, 8) == 5
    assert limits.is_well()
    assert [line["event"] for line in logged] == ["redis_away", "redis_back"]


async def test_a_redis_that_does_not_answer_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving_window, "ANSWER_SECONDS", 0.3)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        limits = Limits(settings_of(tmp_path, redis_url=url, limits="conversation=5/min"))
        counting = asyncio.create_task(limits.count("conversation", "a"))
        longest, last = 0.0, time.monotonic()
        while not counting.done():
            await asyncio.sleep(0.005)
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
        await counting
        assert longest < 0.25  # the event loop went on meanwhile
        began = time.monotonic()
        assert await let_in(limits, 8) == 4
        assert time.monotonic() - began < 0.25  # it is not asked again at once


def test_codes_are_limited_without_redis_too(own_redis: Redis) -> None:
    limits = CodeLimits("2/hour", own_redis.url)
    assert limits.count(["a"])
    own_redis.go_away()
    assert [limits.count(["a"]) for _ in range(4)] == [True, True, False, False]
