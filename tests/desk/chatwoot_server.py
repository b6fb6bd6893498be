"""A Chatwoot for the tests that speaks the documented API: the inbox's public API, the application
API's messages, and signed webhooks. It can be away, slow, or lose its answers."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
import time
import uuid
from collections.abc import Coroutine
from typing import Any

from aiohttp import web

TOKEN, SECRET, INBOX, ACCOUNT = "the-token", "the-webhook-secret", "inbox-1", 7


class ChatwootServer:
    """Holds contacts, conversations and messages in memory."""

    def __init__(self) -> None:
        self.contacts: dict[str, dict[str, Any]] = {}
        self.conversations: dict[int, dict[str, Any]] = {}
        self.status = 200
        """What every call is answered with instead, where it is not 200."""
        self.loses = 0
        """So many of the next messages and conversations are taken, but answered with 502."""
        self.refuses = ""
        """Messages of this content are refused for good."""
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Its address; the same again after it was away."""
        return f"http://127.0.0.1:{self.port}"

    def messages(self) -> list[dict[str, Any]]:
        """All messages of its one conversation, in order."""
        assert len(self.conversations) == 1
        return list(next(iter(self.conversations.values()))["messages"])

    def texts(self, *, private: bool = False) -> list[str]:
        """What was said, or noted."""
        return [m["content"] for m in self.messages() if m["private"] is private]

    def listen(self) -> None:
        self._run(self._start())

    def hang_up(self) -> None:
        self._run(self._stop())

    def close(self) -> None:
        self.hang_up()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _start(self) -> None:
        app = web.Application(middlewares=[self._ailing])
        contacts = f"/public/api/v1/inboxes/{INBOX}/contacts"
        app.router.add_post(contacts, self._contact)
        app.router.add_post(contacts + "/{source}/conversations", self._begin)
        app.router.add_get(contacts + "/{source}/conversations", self._of_contact)
        messages = f"/api/v1/accounts/{ACCOUNT}/conversations/{{id}}/messages"
        app.router.add_post(messages, self._say)
        app.router.add_get(messages, self._newest)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @web.middleware
    async def _ailing(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if self.status != 200:
            return web.json_response({"error": "ailing"}, status=self.status)
        if request.path.startswith("/api/") and request.headers.get("api_access_token") != TOKEN:
            return web.json_response({"error": "Invalid Access Token"}, status=401)
        response: web.StreamResponse = await handler(request)
        if self.loses and request.method == "POST" and "conversations" in request.path:
            self.loses -= 1
            return web.Response(status=502)
        return response

    async def _contact(self, request: web.Request) -> web.Response:
        body = await request.json()
        known = self.contacts.setdefault(
            body["identifier"], {**body, "source_id": str(uuid.uuid4())}
        )
        return web.json_response(known)

    async def _begin(self, request: web.Request) -> web.Response:
        body = await request.json()
        made = {
            "id": len(self.conversations) + 1,
            "contact": request.match_info["source"],
            "custom_attributes": body["custom_attributes"],
            "messages": [],
        }
        self.conversations[made["id"]] = made
        return web.json_response(made)

    async def _of_contact(self, request: web.Request) -> web.Response:
        source = request.match_info["source"]
        found = [c for c in self.conversations.values() if c["contact"] == source]
        return web.json_response(found)

    async def _say(self, request: web.Request) -> web.Response:
        body = await request.json()
        if self.refuses and body["content"] == self.refuses:
            return web.json_response({"error": "Content is too long"}, status=422)
        conversation = self.conversations[int(request.match_info["id"])]
        conversation["messages"].append({"id": len(conversation["messages"]) + 1, **body})
        return web.json_response(conversation["messages"][-1])

    async def _newest(self, request: web.Request) -> web.Response:
        conversation = self.conversations[int(request.match_info["id"])]
        return web.json_response({"meta": {}, "payload": conversation["messages"][-20:]})


def signed(event: dict[str, Any], secret: str = SECRET, age: float = 0) -> dict[str, Any]:
    """A webhook as Chatwoot sends it: what to call a client's ``post`` with."""
    body, stamp = json.dumps(event).encode(), str(int(time.time() - age))
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Chatwoot-Timestamp": stamp,
        "X-Chatwoot-Signature": f"sha256={digest}",
        "X-Chatwoot-Delivery": str(uuid.uuid4()),
    }
    return {"content": body, "headers": headers}


def said(theirs: int, text: str, message_id: int = 100, **changes: Any) -> dict[str, Any]:
    """The event of an agent's message."""
    return {
        "event": "message_created",
        "id": message_id,
        "content": text,
        "message_type": "outgoing",
        "private": False,
        "content_attributes": {},
        "sender": {"id": 1, "name": "Olga Petrova", "type": "user"},
        "conversation": {"id": theirs},
        **changes,
    }
