"""Waiting for what comes to pass by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

SECONDS = 5


async def until(check: Callable[[], bool]) -> None:
    """Returns once the check holds; fails where it does not in time."""
    for _ in range(int(SECONDS / 0.01)):
        if check():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to pass")
