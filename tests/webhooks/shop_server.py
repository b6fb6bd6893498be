"""A shop's server that takes webhooks, written by hand after docs/webhooks.md alone."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

SECRET = "the secret that the shop and the bot share for webhooks"
FRESH_SECONDS = 300


@dataclass(frozen=True)
class Taken:
    """A call that came."""

    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        """What it says."""
        told: dict[str, Any] = json.loads(self.body)
        return told


def is_genuine(headers: dict[str, str], body: bytes, now: float) -> bool:
    """Whether the bot signed it, not long ago: the sample of docs/webhooks.md."""
    delivery, timestamp = headers["Support-Bot-Delivery"], headers["Support-Bot-Timestamp"]
    signed = f"{delivery}.{timestamp}.".encode() + body
    expected = "v1=" + hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    fresh = abs(now - int(timestamp)) <= FRESH_SECONDS
    return fresh and hmac.compare_digest(expected, headers["Support-Bot-Signature"])


class ShopServer:
    """Listens on loopback, and answers as it is told."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        self.waits = 0.0
        self.url = ""
        self._runner: web.AppRunner | None = None

    @property
    def events(self) -> list[str]:
        """The events of the calls that came."""
        return [taken.told["event"] for taken in self.taken]

    async def start(self) -> None:
        """Begins to listen."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._take)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/hooks?of=bot"

    async def stop(self) -> None:
        """Ends."""
        assert self._runner is not None
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = dict(request.headers)
        assert is_genuine(headers, body, time.time())
        self.taken.append(Taken(headers, body))
        await asyncio.sleep(self.waits)
        return web.Response(status=self.status, headers=self.headers, body=b"x" * 100_000)
