"""The limits of the contract, counted in memory and in a real Redis."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.errors import ApiError
from bot.channels.limiting import Limits
from bot.settings import BadSetting
from tests.channels.gateway_client import settings_of

CONTRACT = {
    "conversation": (30, 60),
    "address": (600, 60),
    "new": (120, 60),
    "lookup": (20, 3600),
    "code": (5, 3600),
}
"""So many in so many seconds."""


class Clock:
    """What time it is, as the test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_795_521_600.75
        monkeypatch.setattr("time.time", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def limits_of(folder: Path, redis_url: str | None, rates: str = "") -> Limits:
    return Limits(settings_of(folder, redis_url=redis_url, limits=rates))


async def refused(limits: Limits, name: str, key: str) -> int | None:
    """The seconds that a call is told to wait; None where it is let through."""
    try:
        await limits.count(name, key)
    except ApiError as error:
        assert (error.status, error.code) == (429, "too_many_requests")  # noqa: PT017
        return int((error.headers or {})["Retry-After"])
    return None


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("name", CONTRACT)
async def test_each_limit_is_the_contracts(
    tmp_path: Path, redis_url: str | None, name: str
) -> None:
    limits, (most, seconds) = limits_of(tmp_path, redis_url), CONTRACT[name]
    assert [await refused(limits, name, "a") for _ in range(most)] == [None] * most
    wait = await refused(limits, name, "a")
    assert wait is not None
    assert seconds <= wait <= seconds + 1
    assert await refused(limits, name, "b") is None


@pytest.mark.parametrize("name", CONTRACT)
async def test_a_window_moves_on_the_second(
    tmp_path: Path, redis_url: str | None, clock: Clock, name: str
) -> None:
    limits, (most, seconds) = limits_of(tmp_path, redis_url), CONTRACT[name]
    for _ in range(most):
        await limits.count(name, "a")
    clock.now += seconds - 1
    assert await refused(limits, name, "a") is not None
    clock.now += 2
    assert await refused(limits, name, "a") is None


async def test_a_call_leaves_the_window_when_its_own_time_is_over(
    tmp_path: Path, redis_url: str | None, clock: Clock
) -> None:
    limits = limits_of(tmp_path, redis_url, "conversation=2/min")
    await limits.count("conversation", "a")
    clock.now += 40
    await limits.count("conversation", "a")
    clock.now += 21
    assert await refused(limits, "conversation", "a") is None
    assert await refused(limits, "conversation", "a") is not None


@pytest.mark.parametrize("fraction", [0.0, 0.05, 0.5, 0.95])
async def test_the_time_to_wait_is_enough_and_not_much_more(
    tmp_path: Path, redis_url: str | None, clock: Clock, fraction: float
) -> None:
    limits = limits_of(tmp_path, redis_url, "conversation=2/min")
    await limits.count("conversation", "a")
    clock.now += 45 + fraction
    await limits.count("conversation", "a")
    wait = await refused(limits, "conversation", "a")
    assert wait is not None
    clock.now += wait - 2
    assert await refused(limits, "conversation", "a") is not None
    clock.now += 2
    assert await refused(limits, "conversation", "a") is None


async def test_a_refused_call_does_not_count(
    tmp_path: Path, redis_url: str | None, clock: Clock
) -> None:
    limits = limits_of(tmp_path, redis_url, "code=1/min")
    await limits.count("code", "a")
    for _ in range(5):
        clock.now += 10
        assert await refused(limits, "code", "a") is not None
    clock.now += 11
    assert await refused(limits, "code", "a") is None


async def test_each_limit_counts_by_itself(tmp_path: Path, redis_url: str | None) -> None:
    limits = limits_of(tmp_path, redis_url, "conversation=1/min,new=1/min")
    await limits.count("conversation", "a")
    await limits.count("new", "a")
    assert await refused(limits, "conversation", "a") is not None


async def test_two_gateways_count_together_in_redis_alone(
    tmp_path: Path, redis_url: str | None
) -> None:
    both = [limits_of(tmp_path, redis_url, "conversation=1/min") for _ in range(2)]
    await both[0].count("conversation", "a")
    assert (await refused(both[1], "conversation", "a") is not None) is (redis_url is not None)


@pytest.mark.parametrize("key", ["", "a/b", "2001:db8::1", "ลูกค้า", "a b\n", "%s{}", "x" * 5000])
async def test_any_key_counts(tmp_path: Path, redis_url: str | None, key: str) -> None:
    limits = limits_of(tmp_path, redis_url, "lookup=1/min")
    assert await refused(limits, "lookup", key) is None
    assert await refused(limits, "lookup", key) is not None


@pytest.mark.parametrize("url", ["unix:///run/redis.sock", "http://127.0.0.1", "redis"])
def test_a_redis_that_not_every_part_can_reach_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSetting, match="SUPPORT_BOT_REDIS_URL"):
        settings_of(tmp_path, redis_url=url)
