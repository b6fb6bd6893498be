"""Carries events between gateways, by Redis: who writes or types at one is heard at the others.

Nothing waits for Redis. While it is away events are dropped, and ``Sweep`` finds what was written
a moment later.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from contextlib import suppress
from typing import Any

import anyio
import redis.asyncio as redis  # type: ignore[import-untyped]
import structlog
from redis.exceptions import RedisError  # type: ignore[import-untyped]

from bot.conversations.events import Author, Hub

log = structlog.get_logger("events")

CHANNEL = "support-bot:events"

BEAT_SECONDS = 5.0
"""A gateway that has nothing to tell says so, and must hear itself: a connection may be dead
without anybody being told."""

SILENT_SECONDS = 15.0
ANSWER_SECONDS = 2.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.25, 10.0

MOST_WAITING = 10_000
"""Events that wait for Redis; what is more is left to the sweep."""


class RedisBus:
    """One gateway's connection to the others."""

    def __init__(self, url: str, hub: Hub) -> None:
        self._hub = hub
        self._me = str(uuid.uuid4())
        self._redis = redis.from_url(url, socket_connect_timeout=ANSWER_SECONDS)
        self._wakes: dict[str, None] = {}
        self._typing: dict[tuple[str, Author], None] = {}
        self._something = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._away = False

    def start(self) -> None:
        """Begins, in the running event loop."""
        self._hub.forward_wake = self._wake
        self._hub.forward_typing = self._types
        self._tasks = [asyncio.create_task(self._hearing()), asyncio.create_task(self._telling())]

    async def stop(self) -> None:
        """Ends."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(RedisError, OSError):
            await self._redis.close()
            await self._redis.connection_pool.disconnect()

    def _wake(self, conversation_id: str) -> None:
        if len(self._wakes) < MOST_WAITING:
            self._wakes[conversation_id] = None
            self._something.set()

    def _types(self, conversation_id: str, author: Author) -> None:
        if len(self._typing) < MOST_WAITING:
            self._typing[conversation_id, author] = None
            self._something.set()

    async def _telling(self) -> None:
        """Publishes what waits, as one message; once in a while an empty one."""
        while True:
            with anyio.move_on_after(BEAT_SECONDS):
                await self._something.wait()
            self._something.clear()
            told = {"from": self._me, "wake": list(self._wakes), "typing": list(self._typing)}
            self._wakes.clear()
            self._typing.clear()
            if self._away:
                continue  # the other task finds out when it is back
            try:
                with anyio.fail_after(ANSWER_SECONDS):
                    await self._redis.publish(CHANNEL, json.dumps(told))
            except (RedisError, OSError) as error:
                self._lost(error)

    async def _hearing(self) -> None:
        """Passes on what the others publish; connects again for as long as it takes."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                # Connections that were kept from before may be dead without having noticed.
                await self._redis.connection_pool.disconnect(inuse_connections=False)
                async with self._redis.pubsub() as heard:
                    with anyio.fail_after(ANSWER_SECONDS):
                        await heard.subscribe(CHANNEL)
                    while (message := await heard.get_message(timeout=SILENT_SECONDS)) is not None:
                        pause = FIRST_PAUSE_SECONDS
                        self._found()
                        if message["type"] == "message":
                            self._pass_on(message["data"])
                raise TimeoutError("nothing was heard")
            except (RedisError, OSError) as error:
                self._lost(error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _pass_on(self, data: bytes) -> None:
        try:
            told: dict[str, Any] = json.loads(data)
            if told["from"] == self._me:
                return
            for conversation_id in told["wake"]:
                self._hub.wake_here(conversation_id)
            for conversation_id, author in told["typing"]:
                self._hub.typing_here(conversation_id, author)
        except (ValueError, KeyError, TypeError) as error:
            # Another version of the bot, or a stranger on the same Redis: the sweep does it.
            log.warning("event_not_understood", reason=type(error).__name__)

    def _lost(self, error: Exception) -> None:
        if not self._away:
            self._away = True
            log.warning("redis_away", events="found once a second", reason=type(error).__name__)

    def _found(self) -> None:
        if self._away:
            self._away = False
            log.info("redis_back")
