"""Gateways that uvicorn serves on a real port, as in production, and clients on real sockets."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

import aiohttp
import uvicorn
from starlette.types import ASGIApp

from bot.channels.serving import OPTIONS
from bot.conversations import outbox
from bot.database.engine import engine_of, writing
from bot.settings import Settings
from tests.channels.gateway_client import BEGIN, SEND

STREAM = "/api/v1/stream"
SECONDS = 5.0
"""So long a frame may take to come."""


class Served:
    """A gateway in a thread of its own."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        options = {**OPTIONS, "log_config": None}
        self._server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, **options))
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def start(self) -> None:
        """Starts; returns once it listens."""
        self._thread.start()
        end = time.monotonic() + 10
        while not self._server.started and time.monotonic() < end:
            time.sleep(0.005)
        assert self._server.started

    def stop(self) -> None:
        """Stops as SIGTERM does."""
        self._server.should_exit = True
        self._thread.join(timeout=15)
        assert not self._thread.is_alive()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.servers[0].sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


def write_from_outside(database_url: str, conversation_id: str, *texts: str) -> None:
    """Messages that another process writes: nobody is woken."""
    engine = engine_of(database_url)
    for text in texts:
        with writing(engine) as connection:
            reply = {"text": text, "language": "en", "response": "utter_heard"}
            now = datetime.now(timezone.utc)
            outbox.say_unasked(connection, outbox.lock(connection, conversation_id), reply, now)
    engine.dispose()


@dataclass
class Client:
    """Opens and follows conversations at one gateway or another."""

    session: aiohttp.ClientSession
    served: Served
    token: str = ""
    id: str = ""
    sockets: list[Tab] = field(default_factory=list)

    async def begin(self, **headers: str) -> Client:
        """Begins a conversation."""
        url = self.served.url + BEGIN
        async with self.session.post(url, json={"channel": "widget"}, headers=headers) as response:
            assert response.status == 201, await response.text()
            begun = await response.json()
        self.token, self.id = begun["token"], begun["conversation_id"]
        return self

    def at(self, served: Served) -> Client:
        """The same conversation at another gateway."""
        return Client(self.session, served, self.token, self.id, self.sockets)

    async def say(self, text: str, client_id: str) -> dict[str, Any]:
        """Sends a message."""
        body = {"client_id": client_id, "text": text}
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.session.post(
            self.served.url + SEND, json=body, headers=headers
        ) as response:
            assert response.status == 200, await response.text()
            told: dict[str, Any] = await response.json()
            return told

    async def open(self, **headers: str) -> Tab:
        """A socket that has said nothing yet."""
        url = self.served.url.replace("http", "ws") + STREAM
        socket = await self.session.ws_connect(url, headers=headers, autoping=True)
        tab = Tab(socket)
        self.sockets.append(tab)
        return tab

    async def follow(self, after: int | None = None, token: str | None = None) -> Tab:
        """A socket that follows the conversation."""
        tab = await self.open()
        first: dict[str, Any] = {"token": self.token if token is None else token}
        if after is not None:
            first["after"] = after
        await tab.send(first)
        tab.ready = await tab.next()
        assert tab.ready["type"] == "ready", tab.ready
        return tab


@dataclass
class Tab:
    """One socket of a client's."""

    socket: aiohttp.ClientWebSocketResponse
    ready: dict[str, Any] = field(default_factory=dict)

    async def send(self, frame: Any) -> None:
        """Sends a frame: text and bytes as they are, all else as JSON."""
        if isinstance(frame, bytes):
            await self.socket.send_bytes(frame)
        else:
            await self.socket.send_str(frame if isinstance(frame, str) else json.dumps(frame))

    async def next(self, seconds: float = SECONDS) -> dict[str, Any]:
        """The next frame."""
        message = await self.socket.receive(timeout=seconds)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        frame: dict[str, Any] = json.loads(message.data)
        return frame

    async def messages(self, count: int, seconds: float = SECONDS) -> list[tuple[int, str]]:
        """Number and text of the next so many messages; what else comes is passed over."""
        found: list[tuple[int, str]] = []
        while len(found) < count:
            frame = await self.next(seconds)
            if frame["type"] == "message":
                found.append((frame["message"]["seq"], frame["message"]["text"]))
        return found

    async def nothing(self, seconds: float = 0.3) -> bool:
        """Whether no frame comes for a while."""
        try:
            frame = await self.next(seconds)
        except asyncio.TimeoutError:
            return True
        raise AssertionError(f"something came: {frame}")

    async def refused(self, seconds: float = SECONDS) -> tuple[str, int | None]:
        """The code of the refusal, and what the socket was closed with."""
        frame = await self.next(seconds)
        assert frame["type"] == "error", frame
        assert frame["error"]["message"]
        closed = await self.socket.receive(timeout=seconds)
        assert closed.type is aiohttp.WSMsgType.CLOSE, closed
        return frame["error"]["code"], self.socket.close_code

    async def drop(self) -> None:
        """Breaks the connection off without a word."""
        transport = self.socket._response.connection
        assert transport is not None
        assert transport.transport is not None
        transport.transport.abort()
