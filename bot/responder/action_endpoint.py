"""How Rasa calls the action server: one kept connection, and a turn that fails whole.

Rasa opens a connection an action and, when the action server is away, goes on with the turn as if
the action had said nothing. Here the connection is kept, and a turn without its action is given up
before anything is saved, so that the gateway can bring the same message again.
"""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

TIMEOUT_SECONDS = 10
_UNAVAILABLE = frozenset({502, 503, 504})


class ActionServerAway(BaseException):
    """The action server can't be reached: the turn ends here and leaves no trace.

    Not an Exception, because Rasa takes every Exception in an action for the action's last word.
    """

    code = "actions_away"


class ActionEndpoint(EndpointConfig):  # type: ignore[misc]
    """The action server's address with one kept client session."""

    _kept: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,  # noqa: ARG002 - Rasa's signature
        content_type: str | None = "application/json",  # noqa: ARG002
        compress: bool = False,  # noqa: ARG002
        **kwargs: Any,
    ) -> Any:
        """The action server's answer as JSON. Raises :class:`ActionServerAway`."""
        if self._kept is None:
            self._kept = aiohttp.ClientSession(
                headers=self.headers, timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
            )
        try:
            async with self._kept.request(method, self.url, json=kwargs.get("json")) as response:
                if response.status in _UNAVAILABLE:
                    raise ActionServerAway(str(response.status))
                if response.status >= 400:
                    raise ClientResponseError(
                        response.status, response.reason or "", await response.text()
                    )
                return await response.json()
        except (aiohttp.ClientConnectionError, asyncio.TimeoutError) as error:
            raise ActionServerAway(repr(error)) from error

    async def close(self) -> None:
        """Ends the kept session."""
        if self._kept is not None:
            await self._kept.close()
