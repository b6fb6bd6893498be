"""Chatwoot as the help desk behind the bridge: its API channel, application API and webhooks.

Contacts and conversations go by the inbox's public API, messages by the application API, whose
``content_attributes`` keep our own id. Webhooks are signed: ``sha256=`` and the HMAC-SHA256 of
``<timestamp>.<body>``.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import aiohttp

from bot.desk.help_desks import (
    BadWebhook,
    HelpDeskAway,
    HelpDeskRefuses,
    Incoming,
    Outgoing,
    Person,
)
from bot.settings import Settings

TIMEOUT_SECONDS = 10
OLDEST_SECONDS = 300
"""A webhook that was signed longer ago is none."""

OUR_ID = "support_bot_id"


class Chatwoot:
    """One inbox of a Chatwoot, of the kind API channel."""

    name = "chatwoot"

    def __init__(self, url: str, token: str, account: int, inbox: str, secret: str) -> None:
        self._public = f"{url}/public/api/v1/inboxes/{inbox}/contacts"
        self._account = f"{url}/api/v1/accounts/{account}/conversations"
        self._token, self._secret = token, secret.encode()

    @classmethod
    def of(cls, settings: Settings) -> Chatwoot | None:
        """The one of the settings, if there is one."""
        given = settings
        if not (given.chatwoot_url and given.chatwoot_token and given.chatwoot_account):
            return None
        return cls(
            given.chatwoot_url,
            given.chatwoot_token,
            given.chatwoot_account,
            given.chatwoot_inbox or "",
            given.chatwoot_webhook_secret or "",
        )

    async def contact(self, person: Person) -> str:
        """The contact's ``source_id``; Chatwoot knows the person again by ``identifier``."""
        fields = {"identifier": person.id, "name": person.name, "email": person.email}
        made = await self._call("POST", self._public, {k: v for k, v in fields.items() if v})
        return str(_field(made, "source_id"))

    async def begin(self, contact: str, about: Mapping[str, Any]) -> str:
        """The conversation's display id."""
        url = f"{self._public}/{contact}/conversations"
        made = await self._call("POST", url, {"custom_attributes": dict(about)})
        return str(_field(made, "id"))

    async def begun(self, contact: str, conversation_id: str) -> str | None:
        """Found by the custom attribute that :meth:`begin` gave it."""
        found = await self._call("GET", f"{self._public}/{contact}/conversations")
        for one in found if isinstance(found, list) else ():
            if (one.get("custom_attributes") or {}).get(OUR_ID) == conversation_id:
                return str(one["id"])
        return None

    async def say(self, theirs: str, message: Outgoing) -> None:
        """Customers' messages are incoming there; all else is a private note."""
        body = {
            "content": message.text,
            "message_type": "outgoing" if message.private else "incoming",
            "private": message.private,
            "content_attributes": {OUR_ID: message.id},
        }
        await self._call("POST", f"{self._account}/{theirs}/messages", body)

    async def has(self, theirs: str, message_id: str) -> bool:
        """Among the newest messages, which is where a doubtful one stands."""
        found = await self._call("GET", f"{self._account}/{theirs}/messages")
        newest = found.get("payload") if isinstance(found, dict) else None
        return any(_our_id(message) == message_id for message in newest or ())

    def read(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> tuple[str, Incoming | None]:
        """Checks signature and age before anything else is looked at."""
        stamp = headers.get("x-chatwoot-timestamp", "")
        signed = hmac.new(self._secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        given = headers.get("x-chatwoot-signature", "")
        if not hmac.compare_digest(given.encode("latin-1", "replace"), f"sha256={signed}".encode()):
            raise BadWebhook("the signature does not fit")
        if not (stamp.isascii() and stamp.isdigit()) or (
            abs(now.timestamp() - int(stamp)) > OLDEST_SECONDS
        ):
            raise BadWebhook("it was signed too long ago")
        try:
            event = json.loads(body)
        except ValueError as error:
            raise BadWebhook("it is not JSON") from error
        # Where an older Chatwoot gives no delivery's id, the signature stands for it.
        return headers.get("x-chatwoot-delivery", signed)[:100], _event(event)

    async def _call(self, method: str, url: str, body: Any = None) -> Any:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS, connect=3)
        headers = {"api_access_token": self._token}
        try:
            async with (
                aiohttp.ClientSession(headers=headers, timeout=timeout) as session,
                session.request(method, url, json=body, allow_redirects=False) as response,
            ):
                status = response.status
                if status in (400, 413, 422):
                    raise HelpDeskRefuses(f"status {status}")
                if status >= 300:
                    raise HelpDeskAway(f"status {status}", in_doubt=status >= 500)
                return await response.json()
        except aiohttp.ClientConnectorError as error:
            raise HelpDeskAway(type(error).__name__) from error
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            # It may have come through: whether it did is looked up before the next try.
            raise HelpDeskAway(type(error).__name__, in_doubt=True) from error


def _field(made: Any, name: str) -> Any:
    if not isinstance(made, dict) or not made.get(name):
        raise HelpDeskAway(f"an answer without {name}", in_doubt=True)
    return made[name]


def _our_id(message: Mapping[str, Any]) -> str | None:
    found = (message.get("content_attributes") or {}).get(OUR_ID)
    return str(found) if found else None


def _event(event: Any) -> Incoming | None:
    """What an event means to us: an agent's words to the customer, or the end."""
    if not isinstance(event, dict):
        return None
    if event.get("event") == "conversation_status_changed" and event.get("status") == "resolved":
        return Incoming("closed", str(event.get("id")))
    sender = event.get("sender") or {}
    if (
        event.get("event") != "message_created"
        or event.get("message_type") not in ("outgoing", 1)
        or event.get("private")
        or not event.get("content")
        or _our_id(event)
    ):
        return None
    theirs = str((event.get("conversation") or {}).get("id"))
    agent = str(sender.get("name") or sender.get("available_name") or "")
    return Incoming("said", theirs, str(event.get("id")), agent, str(event["content"]))
