"""How many codes may be sent: so many in a moving window, by each of several names."""

from __future__ import annotations

from collections.abc import Sequence

from limits import parse
from limits.strategies import MovingWindowRateLimiter

from bot.moving_window import window_storage


class CodeLimits:
    """The limit ``code`` of the settings. One for a process; Redis makes processes count as one."""

    def __init__(self, rate: str, redis_url: str | None = None) -> None:
        # Kept here: the limiter itself holds only a weak reference to it.
        self._storage = window_storage(redis_url)
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._rate = parse(rate)

    def count(self, names: Sequence[str]) -> bool:
        """Counts a code by every name, and gives whether it may be sent by all of them.

        The names are counted in the same number of steps, whether one refuses or not.
        """
        counted = [self._limiter.hit(self._rate, "code", name) for name in names]
        return all(counted)
