"""Limits on what a stranger can call: so many in a moving window, in memory or in Redis."""

from __future__ import annotations

import asyncio
import math
import time

from limits import RateLimitItem, parse
from limits.strategies import MovingWindowRateLimiter

from bot.channels.errors import ApiError
from bot.moving_window import RedisWindows, window_storage
from bot.settings import Settings


class Limits:
    """The limits in force, by name: ``conversation``, ``address``, ``new``."""

    def __init__(self, settings: Settings) -> None:
        # Kept here: the limiter itself holds only a weak reference to it.
        self._storage = window_storage(settings.redis_url)
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._rates: dict[str, RateLimitItem] = {
            name: parse(rate) for name, rate in settings.rates.items()
        }

    @property
    def shared(self) -> bool:
        """Whether several gateways count together, in Redis."""
        return isinstance(self._storage, RedisWindows)

    def is_well(self) -> bool:
        """Whether calls can be counted."""
        return bool(self._storage.check())

    async def count(self, name: str, key: str) -> None:
        """Counts one call. Raises 429 with Retry-After where there were too many."""
        rate = self._rates[name]
        # Redis is asked in a thread: one that is slow must not hold up everybody.
        wait = (
            await asyncio.to_thread(self._wait, rate, name, key)
            if self.shared
            else self._wait(rate, name, key)
        )
        if wait:
            raise ApiError(
                429,
                "too_many_requests",
                f"too many requests; try again in {wait} s",
                {"Retry-After": str(wait)},
            )

    def _wait(self, rate: RateLimitItem, name: str, key: str) -> int:
        """The seconds that a call must wait; 0 where it is let through."""
        if self._limiter.hit(rate, name, key):
            return 0
        reset, _ = self._limiter.get_window_stats(rate, name, key)
        # The window is told in whole seconds, rounded down: who waits must be let through.
        return max(1, math.ceil(float(reset) + 1 - time.time()))
