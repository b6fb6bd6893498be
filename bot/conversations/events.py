"""Who listens to which conversation, and what wakes them: something changed, somebody types.

An event says only *that* a conversation has something new, never what: whoever listens reads it
from the database, by number. So an event may come twice, late or not at all (``Sweep`` finds what
was missed), and still nothing is missed or doubled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

Author = Literal["bot", "agent", "customer"]

TYPING_AFTER_SECONDS = 0.25
"""An answer that is there sooner needs no sign that somebody types."""

TYPING_AGAIN_SECONDS = 4.0
"""While an answer is being written, the sign is given again."""


class Listener:
    """One listener of one conversation. What it has been told so far stands in ``seq`` and
    ``owner``; whoever reads for it keeps them."""

    def __init__(self, conversation_id: str) -> None:
        self.conversation_id = conversation_id
        self.seq = 0
        self.owner = ""
        self._something = asyncio.Event()
        self._news = False
        self._typing: dict[Author, None] = {}

    def wake(self) -> None:
        """Tells that the conversation has something new. However often, it is one sign."""
        self._news = True
        self._something.set()

    def types(self, author: Author) -> None:
        """Tells that somebody is typing."""
        self._typing[author] = None
        self._something.set()

    async def heard(self) -> tuple[bool, tuple[Author, ...]]:
        """Waits for a sign; gives whether there is something new to read, and who types."""
        await self._something.wait()
        self._something.clear()
        news, typing = self._news, tuple(self._typing)
        self._news = False
        self._typing.clear()
        return news, typing


class Hub:
    """The listeners of this process, by conversation. All of it in the one event loop."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = {}
        self.forward_wake: Callable[[str], None] = lambda _: None
        """Carries a wake-up on to other processes; never waits."""
        self.forward_typing: Callable[[str, Author], None] = lambda _, __: None
        """Carries on that somebody types; never waits."""
        self.watch_typing: Callable[[str, Author], None] = lambda _, __: None
        """Told of everybody who types, wherever; never waits."""

    @contextmanager
    def listening(self, conversation_id: str) -> Iterator[Listener]:
        """A new listener of a conversation, until the context ends."""
        listener = Listener(conversation_id)
        self._listeners.setdefault(conversation_id, set()).add(listener)
        try:
            yield listener
        finally:
            others = self._listeners[conversation_id]
            others.discard(listener)
            if not others:
                del self._listeners[conversation_id]

    def wake(self, conversation_id: str) -> None:
        """Tells everybody who listens, here and elsewhere, that there is something new."""
        self.wake_here(conversation_id)
        self.forward_wake(conversation_id)

    def typing(self, conversation_id: str, author: Author, by: Listener | None = None) -> None:
        """Tells everybody who listens, but ``by`` who types, that somebody is typing."""
        self.typing_here(conversation_id, author, by)
        self.forward_typing(conversation_id, author)

    def wake_here(self, conversation_id: str) -> None:
        """Tells the listeners of this process alone."""
        for listener in self._listeners.get(conversation_id, ()):
            listener.wake()

    def typing_here(self, conversation_id: str, author: Author, by: Listener | None = None) -> None:
        """Tells the listeners of this process alone."""
        self.watch_typing(conversation_id, author)
        for listener in self._listeners.get(conversation_id, ()):
            if listener is not by:
                listener.types(author)

    def listeners(self) -> list[Listener]:
        """Everybody who listens in this process."""
        return [listener for listeners in self._listeners.values() for listener in listeners]

    @contextmanager
    def types(self, conversation_id: str, author: Author) -> Iterator[None]:
        """Tells again and again that somebody is typing, once it takes longer than a moment."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.TimerHandle

        def tell() -> None:
            nonlocal waiting
            self.typing(conversation_id, author)
            waiting = loop.call_later(TYPING_AGAIN_SECONDS, tell)

        waiting = loop.call_later(TYPING_AFTER_SECONDS, tell)
        try:
            yield
        finally:
            waiting.cancel()
