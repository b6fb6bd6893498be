"""How many sockets may be open: of one address, of one conversation, and of nobody known yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bot.channels.errors import ApiError

OF_A_CONVERSATION = 20
"""Tabs and devices that may follow one conversation at the same time."""

UNKNOWN = 500
"""Sockets of this gateway that have not said yet whose they are."""

ADDRESS, CONVERSATION, NOBODY = "address", "conversation", "nobody"


class Places:
    """The places of one gateway's sockets. Each gateway counts its own."""

    def __init__(self, of_an_address: int) -> None:
        self._most = {
            ADDRESS: of_an_address,
            CONVERSATION: OF_A_CONVERSATION,
            NOBODY: UNKNOWN,
        }
        self._taken: Counter[tuple[str, str]] = Counter()

    @contextmanager
    def taken(self, kind: str, key: str = "") -> Iterator[None]:
        """A place until the context ends. Raises 429 :class:`ApiError` where there is none."""
        if self._taken[kind, key] >= self._most[kind]:
            raise too_many_sockets()
        with self._counted(kind, key):
            yield

    @contextmanager
    def at_the_door(self, address: str) -> Iterator[bool]:
        """Counts who is being let in or told why not; gives whether it is worth telling.

        Who has as many again at the door as may be open is sent away without a word.
        """
        with self._counted("door", address):
            yield self._taken["door", address] <= 2 * self._most[ADDRESS]

    @contextmanager
    def _counted(self, kind: str, key: str) -> Iterator[None]:
        self._taken[kind, key] += 1
        try:
            yield
        finally:
            self._taken[kind, key] -= 1
            if not self._taken[kind, key]:
                del self._taken[kind, key]


def too_many_sockets() -> ApiError:
    """429: no place is free."""
    return ApiError(429, "too_many_connections", "too many connections are open; close some")
