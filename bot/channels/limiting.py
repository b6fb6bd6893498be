"""Limits on what a stranger can call: so many in a moving window, in memory or in Redis."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, parse
from limits.strategies import MovingWindowRateLimiter

from bot.channels.errors import ApiError
from bot.moving_window import window_storage
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

    def count(self, name: str, key: str) -> None:
        """Counts one call. Raises 429 with Retry-After where there were too many."""
        rate = self._rates[name]
        if self._limiter.hit(rate, name, key):
            return
        reset, _ = self._limiter.get_window_stats(rate, name, key)
        wait = max(1, math.ceil(reset - time.time()))
        raise ApiError(
            429,
            "too_many_requests",
            f"too many requests; try again in {wait} s",
            {"Retry-After": str(wait)},
        )
