"""How often a sign-in may be tried: by the account, and by the address that tries."""

from __future__ import annotations

from limits import parse
from limits.strategies import MovingWindowRateLimiter

from bot.moving_window import window_storage

ADDRESS_TIMES = 5
"""Several agents may sit behind one address: it has so many times an account's tries."""


class SignInLimits:
    """Counts the tries. For one event loop, or in Redis for all."""

    def __init__(self, redis_url: str | None, rate: str) -> None:
        # Kept here: the limiter itself holds only a weak reference to it.
        self._storage = window_storage(redis_url)
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._account = parse(rate)
        self._address = type(self._account)(
            self._account.amount * ADDRESS_TIMES, self._account.multiples
        )

    def may_try(self, account: str, address: str) -> bool:
        """Counts a try, and tells whether it may be made."""
        # Both count, whichever is full: else who is stopped by one would not feel the other.
        by_address = self._limiter.hit(self._address, "login_address", address)
        by_account = self._limiter.hit(self._account, "login", account.strip().casefold()[:320])
        return bool(by_address and by_account)
