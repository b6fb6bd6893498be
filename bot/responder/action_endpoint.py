"""How Rasa calls the action server: one kept connection, and a turn that fails whole.

Rasa opens a connection an action, builds its JSON schema validator anew for each reply (20 ms),
and, when the action server is away, goes on with the turn as if the action had said nothing.
Here the connection and the validator are kept, and a turn without its action is given up before
anything is saved, so that the gateway can bring the same message again.
"""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import jsonschema
from rasa.core.actions.action import RemoteAction
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


_validator = jsonschema.Draft7Validator(RemoteAction.action_response_format_spec())


def _validate(_: RemoteAction, result: dict[str, Any]) -> bool:
    _validator.validate(result)
    return True


def use_prebuilt_validator() -> None:
    """Makes Rasa check action replies with one validator instead of a new one each."""
    RemoteAction._validate_action_result = _validate
