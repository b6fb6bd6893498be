"""Where rate limits are counted: in Redis, or in memory in a way that stays quick.

While a Redis is away each process counts by itself: nobody is refused for it, and nobody let in
without end.

The storage in memory that comes with ``limits`` 2.4 (the newest that Rasa's pins allow) starts a
thread on almost every call, which walks over all that was ever counted: with a few thousand
conversations it takes more time than answering them. This one keeps a deque a key.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from limits.storage import RedisStorage, Storage, storage_from_string
from limits.storage.base import MovingWindowSupport
from redis.exceptions import RedisError  # type: ignore[import-untyped]

log = structlog.get_logger("limits")

SWEEP_SECONDS = 60.0
"""How often keys whose windows are empty are forgotten."""

ANSWER_SECONDS = 1.0
"""So long Redis may take for an answer."""

AWAY_SECONDS = 5.0
"""So long a Redis that gave none is not asked again."""

T = TypeVar("T")


class DequeStorage(Storage, MovingWindowSupport):  # type: ignore[misc]
    """The moments of what was let through, by key, newest last. For one process's event loop."""

    STORAGE_SCHEME = ("deque",)

    def __init__(self, uri: str | None = None, **options: Any) -> None:
        super().__init__(uri, **options)
        self._moments: dict[str, deque[float]] = {}
        self._expiry: dict[str, float] = {}
        self._swept = time.time()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Lets ``amount`` more through if the window of ``expiry`` seconds still holds them."""
        now = time.time()
        self._sweep(now)
        window = self._window(key, now, expiry)
        if len(window) + amount > limit:
            return False
        window.extend([now] * amount)
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[int, int]:  # noqa: ARG002
        """When the window began, and how many it holds."""
        now = time.time()
        window = self._window(key, now, expiry)
        return int(window[0] if window else now), len(window)

    def get_num_acquired(self, key: str, expiry: int) -> int:
        """How many the window holds."""
        return len(self._window(key, time.time(), expiry))

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> None:
        """Forgets everything."""
        self._moments.clear()
        self._expiry.clear()

    def clear(self, key: str) -> None:
        """Forgets a key."""
        self._moments.pop(key, None)
        self._expiry.pop(key, None)

    def incr(self, key: str, expiry: int, elastic_expiry: bool = False, amount: int = 1) -> int:
        """Fixed windows are not served: only moving ones are used here."""
        raise NotImplementedError("moving windows only")

    def get(self, key: str) -> int:
        """How many are kept for a key."""
        return len(self._moments.get(key, ()))

    def get_expiry(self, key: str) -> int:
        """When the newest of a key leaves its window."""
        window = self._moments.get(key)
        return int((window[-1] if window else time.time()) + self._expiry.get(key, 0))

    def _window(self, key: str, now: float, expiry: int) -> deque[float]:
        window = self._moments.setdefault(key, deque())
        self._expiry[key] = expiry
        while window and window[0] <= now - expiry:
            window.popleft()
        return window

    def _sweep(self, now: float) -> None:
        if now - self._swept < SWEEP_SECONDS:
            return
        self._swept = now
        gone = [k for k, w in self._moments.items() if not w or w[-1] <= now - self._expiry[k]]
        for key in gone:
            self.clear(key)


class RedisWindows(RedisStorage):  # type: ignore[misc]
    """The moments of what was let through, in Redis, where several processes count together.

    Its calls wait for the network: not for an event loop.
    """

    STORAGE_SCHEME = ("redis", "rediss")

    def __init__(self, uri: str, **options: Any) -> None:
        patience = {"socket_timeout": ANSWER_SECONDS, "socket_connect_timeout": ANSWER_SECONDS}
        super().__init__(uri, **{**patience, **options})
        self._here = DequeStorage()
        self._lock = threading.Lock()
        self._away_until = 0.0
        self._is_away = False

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Lets ``amount`` more through if the window of ``expiry`` seconds still holds them."""
        counted = super().acquire_entry
        return self._there_or_here(
            lambda: bool(counted(key, limit, expiry, amount)),
            lambda: self._here.acquire_entry(key, limit, expiry, amount),
        )

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[int, int]:
        """When the window began, and how many it holds."""
        return self._there_or_here(
            lambda: self._window(key, limit, expiry),
            lambda: self._here.get_moving_window(key, limit, expiry),
        )

    def _window(self, key: str, limit: int, expiry: int) -> tuple[int, int]:
        """The storage of ``limits`` 2.4 takes the newest moment for the beginning."""
        now = time.time()
        newest_first = map(float, self.storage.lrange(key, 0, limit - 1))
        window = [moment for moment in newest_first if moment >= now - expiry]
        return int(window[-1] if window else now), len(window)

    def _there_or_here(self, there: Callable[[], T], here: Callable[[], T]) -> T:
        if time.monotonic() >= self._away_until:
            try:
                found = there()
            except RedisError as error:
                self._away_until = time.monotonic() + AWAY_SECONDS
                self._tell(away=True, reason=type(error).__name__)
            else:
                self._tell(away=False)
                return found
        with self._lock:
            return here()

    def _tell(self, *, away: bool, reason: str = "") -> None:
        """Once when Redis goes, once when it is back."""
        if away is self._is_away:
            return
        self._is_away = away
        if away:
            log.warning("redis_away", counted="by each process for itself", reason=reason)
        else:
            log.info("redis_back")


def window_storage(redis_url: str | None) -> Storage:
    """The storage for limits: Redis where there is one, memory where not."""
    return storage_from_string(redis_url or "deque://")
