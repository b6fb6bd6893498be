"""Who is typing: a sign that passes by itself, in the memory of this process."""

from __future__ import annotations

import time
from collections.abc import Callable

PASSES_SECONDS = 6.0

MOST = 10_000
"""So many conversations are remembered; then what has passed is forgotten."""


class Typing:
    """What the customers' channel tells the desk, ``customer_types``, and the desk tells it,
    ``agent_types``: set by the gateway to whatever carries it to the customer's client."""

    def __init__(self) -> None:
        self.agent_types: Callable[[str], None] = lambda _: None
        """Called in the event loop with the conversation's id."""
        self._moments: dict[str, float] = {}

    def customer_types(self, conversation_id: str) -> None:
        """Keeps that the customer of a conversation is typing."""
        now = time.monotonic()
        if len(self._moments) >= MOST:
            kept = {name: at for name, at in self._moments.items() if now - at < PASSES_SECONDS}
            self._moments = kept
        self._moments[conversation_id] = now

    def is_typing(self, conversation_id: str) -> bool:
        """Whether the customer typed in the last seconds."""
        return time.monotonic() - self._moments.get(conversation_id, -PASSES_SECONDS) < (
            PASSES_SECONDS
        )
