"""A client follows its conversation: what is new goes out by number, its own frames come in."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import anyio

from bot.channels.admission import opened_by
from bot.channels.errors import ApiError, invalid, unauthorized
from bot.channels.requests import FRAMES, RenewFrame, SeenFrame, checked
from bot.channels.sockets import Frame, Socket
from bot.channels.tokens import ConversationToken
from bot.conversations.errors import UnknownConversation
from bot.conversations.events import Author, Listener
from bot.conversations.following import News, news_after
from bot.conversations.presence import Presence
from bot.conversations.turns import Turns

FRAMES_ALLOWED, FRAMES_SECONDS = 40, 10.0
"""So many frames of a client are read in so many seconds; more of them end the socket."""

TYPING_SECONDS = 1.0
"""A customer's typing is passed on once in so long; more often tells nobody more."""

Read = Callable[[str], ConversationToken]
"""What a conversation's token says. Raises 401 :class:`ApiError`."""


class Following:
    """One client on its socket, known by its token."""

    def __init__(
        self,
        socket: Socket,
        listener: Listener,
        turns: Turns,
        presence: Presence,
        read: Read,
        token: ConversationToken,
    ) -> None:
        self._socket, self._listener, self._turns = socket, listener, turns
        self._presence, self._read = presence, read
        self._token = token
        self._typed = 0.0
        self._frames: deque[float] = deque(maxlen=FRAMES_ALLOWED)

    async def begin(self, last_seq: int) -> None:
        """Says that it is ready, and goes on until either side ends it.

        Raises :class:`ApiError` with the reason, and what :class:`Socket` raises.
        """
        await self._socket.tell(
            {
                "type": "ready",
                "owner": self._listener.owner,
                "last_seq": last_seq,
                "expires_at": _moment(self._token.expires_at),
            }
        )
        tasks = [asyncio.create_task(self._tell()), asyncio.create_task(self._hear())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        done.pop().result()

    async def _tell(self) -> None:
        """Sends what comes, as long as the token is good."""
        while True:
            left = (self._token.expires_at - datetime.now(timezone.utc)).total_seconds()
            if left <= 0:
                raise unauthorized("expired_token", "the token has expired; get a new one")
            news: bool = False
            typing: tuple[Author, ...] = ()
            # Afterwards it is looked at anew: the token may have been renewed meanwhile.
            # (asyncio.wait_for of Python 3.10 may take a cancellation for its own.)
            with anyio.move_on_after(left):
                news, typing = await self._listener.heard()
            wrote = await self._tell_news() if news else frozenset()
            for author in typing:
                if author not in wrote:
                    await self._socket.tell({"type": "typing", "author": author})

    async def _tell_news(self) -> frozenset[str]:
        """Sends every message after the last one, in order, and who owns the conversation.

        Gives who wrote them.
        """
        wrote: set[str] = set()
        while True:
            news = await self._news()
            for message in news.messages:
                await self._socket.tell({"type": "message", "message": message.as_json()})
                self._listener.seq = message.seq
                wrote.add(message.author)
            self._presence.delivered(self._token.conversation_id, self._listener.seq)
            if not news.more:
                break
        if news.owner != self._listener.owner:
            self._listener.owner = news.owner
            await self._socket.tell({"type": "owner", "owner": news.owner})
        return frozenset(wrote)

    async def _news(self) -> News:
        talk, seq = self._token.conversation_id, self._listener.seq

        def ask() -> News:
            opened_by(self._turns.engine, self._token)  # signed out, or joined, meanwhile?
            return news_after(self._turns.engine, talk, seq)

        try:
            found = await self._turns.in_thread(ask)
        except UnknownConversation as error:
            raise unauthorized("bad_token", "the conversation is not there any more") from error
        return found

    async def _hear(self) -> None:
        """Takes the client's frames."""
        while True:
            frame = await self._socket.hear()
            self._count()
            asked = _checked(frame)
            if isinstance(asked, RenewFrame):
                await self._renew(asked.token)
            elif isinstance(asked, SeenFrame):
                # What it was not told it can't have seen.
                seq = min(asked.seq, self._listener.seq)
                self._presence.seen(self._token.conversation_id, seq)
            else:
                self._types("customer")

    def _count(self) -> None:
        now = time.monotonic()
        if len(self._frames) == FRAMES_ALLOWED and now - self._frames[0] < FRAMES_SECONDS:
            raise ApiError(429, "too_many_frames", "too many frames; come again more slowly")
        self._frames.append(now)

    def _types(self, author: Author) -> None:
        now = time.monotonic()
        if now - self._typed >= TYPING_SECONDS:
            self._typed = now
            self._turns.hub.typing(self._token.conversation_id, author, by=self._listener)

    async def _renew(self, text: str) -> None:
        token = self._read(text)
        if token.conversation_id != self._token.conversation_id:
            raise unauthorized("bad_token", "the token is of another conversation")
        self._token = token
        await self._socket.tell({"type": "renewed", "expires_at": _moment(token.expires_at)})


def _checked(frame: Frame) -> Any:
    """The frame in its form. Raises :class:`ApiError`."""
    kind = frame.get("type")
    form = FRAMES.get(kind) if isinstance(kind, str) else None
    if form is None:
        raise invalid("type", f"one of {', '.join(FRAMES)} was expected")
    return checked(form, frame)


def _moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
