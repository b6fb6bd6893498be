"""Sends the webhooks that are due. A gateway does it every second."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timezone
from typing import Any

import aiohttp
import structlog
from sqlalchemy.engine import Engine

from bot.settings import Settings
from bot.webhooks.queueing import Delivery, Refresh, mark_delivered, put_off, take_due
from bot.webhooks.signing import signed_headers

log = structlog.get_logger("webhooks")

ANSWER = aiohttp.ClientTimeout(total=10, sock_connect=5)
"""So long the shop's server may take for one delivery."""

InThread = Callable[..., Awaitable[Any]]
"""Runs a function with its arguments in a thread."""


class NotTaken(Exception):
    """The shop's server did not take a delivery. Its text says why, and names no address."""

    code = "not_taken"


class Sender:
    """Carries what is due to the one address of the settings, each delivery by itself."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        in_thread: InThread,
        refresh: Mapping[str, Refresh],
    ) -> None:
        self._engine, self._in_thread, self._refresh = engine, in_thread, refresh
        self._url, self._secret = settings.webhook_url, settings.webhook_secret
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Ends. What was not sent is in the database, for the next gateway."""
        if self._session is not None:
            await self._session.close()

    async def send_webhooks(self, now: datetime) -> int:
        """Sends every delivery that is due at this moment. Gives how many were taken."""
        if self._url is None:
            return 0
        due: list[Delivery] = await self._in_thread(take_due, self._engine, self._refresh, now)
        return sum(await asyncio.gather(*(self._send(delivery, now) for delivery in due)))

    async def _send(self, delivery: Delivery, now: datetime) -> bool:
        told = {"delivery": delivery.id, "webhook": delivery.event, "attempts": delivery.attempts}
        try:
            await self._post(delivery)
        except NotTaken as error:
            again = await self._in_thread(put_off, self._engine, delivery, str(error), now)
            log.warning("put_off" if again else "given_up", reason=str(error), **told)
            return False
        await self._in_thread(mark_delivered, self._engine, delivery, now)
        log.info("delivered", **told)
        return True

    async def _post(self, delivery: Delivery) -> None:
        """Raises :class:`NotTaken` unless the answer is 2xx. What it holds is not read; where it
        points to is not followed."""
        assert self._url is not None  # noqa: S101 - asked before
        assert self._secret is not None  # noqa: S101 - the settings want it beside the address
        body = json.dumps(as_told(delivery), ensure_ascii=False, separators=(",", ":")).encode()
        headers = signed_headers(self._secret, delivery.id, body, datetime.now(timezone.utc))
        try:
            async with self._client().post(
                self._url, data=body, headers=headers, allow_redirects=False
            ) as response:
                status = response.status
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            raise NotTaken(type(error).__name__) from error
        if not 200 <= status < 300:
            raise NotTaken(f"status {status}")

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=ANSWER, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session


def as_told(delivery: Delivery) -> dict[str, Any]:
    """The delivery as the shop's server gets it."""
    return {
        "id": delivery.id,
        "event": delivery.event,
        "created_at": delivery.created_at.isoformat().replace("+00:00", "Z"),
        "data": dict(delivery.body),
    }
