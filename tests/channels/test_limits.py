"""Limits: so many in a window, the next one told when to come again."""

from __future__ import annotations

import pytest
from limits import parse
from limits.strategies import MovingWindowRateLimiter

from bot import moving_window
from bot.channels.errors import ApiError
from bot.channels.limiting import Limits
from bot.settings import load_settings


async def test_the_call_after_the_last_is_refused_with_a_time_to_wait() -> None:
    limits = Limits(load_settings(limits="conversation=3/min", redis_url=None))
    for _ in range(3):
        await limits.count("conversation", "a")
    await limits.count("conversation", "b")
    with pytest.raises(ApiError) as caught:
        await limits.count("conversation", "a")
    assert caught.value.status == 429
    assert 1 <= int((caught.value.headers or {})["Retry-After"]) <= 61


def test_a_window_moves_and_empty_ones_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(moving_window.time, "time", lambda: clock[0])
    storage = moving_window.window_storage(None)
    limiter = MovingWindowRateLimiter(storage)
    rate = parse("2/minute")
    assert limiter.hit(rate, "k")
    clock[0] += 30
    assert limiter.hit(rate, "k")
    assert not limiter.hit(rate, "k")
    clock[0] += 31
    assert limiter.hit(rate, "k")
    clock[0] += 1000
    limiter.hit(rate, "other")
    assert [key for key in storage._moments if "/k/" in key] == []
