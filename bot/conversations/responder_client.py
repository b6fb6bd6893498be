"""Asks the responder for the answer to a message: docs/architecture.md, Gateway → responder."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

from bot.conversations.messages import Conversation, StoredMessage

TIMEOUT_SECONDS = 12
"""So long a customer waits for an answer before being told that it follows."""


class ResponderAway(Exception):
    """The responder gave no answer: it is down, too slow, or could not finish the turn."""

    code = "responder_away"


class ResponderClient:
    """The responder at an address of this machine, behind the internal secret."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {secret}"}
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Makes the client ready. To be called in the event loop that will use it."""
        self._session = aiohttp.ClientSession(
            headers=self._headers,
            timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS, connect=2),
            connector=aiohttp.TCPConnector(limit=200),
        )

    async def close(self) -> None:
        """Ends the client."""
        if self._session is not None:
            await self._session.close()

    async def answer(self, conversation: Conversation, message: StoredMessage) -> dict[str, Any]:
        """The answer to the message. Raises :class:`ResponderAway`."""
        status, body = await self._call(
            "POST", "/webhooks/gateway/turn", _turn(conversation, message)
        )
        if status != 200 or not isinstance(body, dict) or "messages" not in body:
            raise ResponderAway(f"status {status}")
        return body

    async def is_well(self) -> bool:
        """Whether the responder would answer."""
        try:
            status, _ = await self._call("GET", "/webhooks/gateway/health", None)
        except ResponderAway:
            return False
        return status == 200

    async def _call(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if self._session is None:
            raise ResponderAway("not open")
        try:
            async with self._session.request(method, self._url + path, json=body) as response:
                return response.status, await response.json()
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            raise ResponderAway(repr(error)) from error


def _turn(conversation: Conversation, message: StoredMessage) -> dict[str, Any]:
    return {
        "conversation_id": conversation.id,
        "message_id": message.id,
        "channel": conversation.channel,
        "text": message.text,
        "choice": message.choice,
        "attachments": [
            {"id": file["id"], "content_type": file["content_type"]} for file in message.attachments
        ],
        "card_cut": message.card_cut,
        "identity": {
            "assurance": conversation.assurance,
            "customer_id": conversation.customer_id,
        },
        "language": {
            "code": conversation.language,
            "asked": conversation.language_asked,
            "candidate": conversation.language_candidate,
        },
        "context": dict(conversation.context),
    }
