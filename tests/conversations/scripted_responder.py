"""A responder for the tests that speaks the wire of docs/architecture.md and says what it is told.

It runs in a thread of its own, so that tests of every kind can talk to it, and can be away in the
ways in which the real one is: not listening, loading, slow, or talking nonsense. Each turn that
is not of the agreed form is refused and kept in ``misshapen``.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

from aiohttp import web

SECRET = "the internal secret of the tests"

TURN = {
    "conversation_id": str,
    "message_id": str,
    "channel": str,
    "text": str,
    "choice": (dict, type(None)),
    "attachments": list,
    "identity": dict,
    "language": dict,
    "context": dict,
}
INSIDE = {
    "identity": {"assurance": str, "customer_id": (str, type(None))},
    "language": {"code": str, "asked": bool, "candidate": (str, type(None))},
    "choice": {"intent": str, "entities": dict},
}

Turn = dict[str, Any]


class ScriptedResponder:
    """Answers each text as the script has it, else by repeating it."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        """Every turn that was answered, in order, those that were asked again included."""
        self.misshapen: list[str] = []
        self.script: dict[str, dict[str, Any]] = {}
        """By text: the messages of the answer, and the language where it changes."""
        self.status = 200
        """What every call is answered with; 503 while the model is loading."""
        self.nonsense: bytes | None = None
        """Answered instead of an answer."""
        self.waiting = 0
        """How many turns are held."""
        self.port = 0
        self._open = threading.Event()
        self._open.set()
        self._arrived = threading.Semaphore(0)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Its address; the same again after it was away."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def texts(self) -> list[str]:
        """The texts of the turns that were answered, in order."""
        return [turn["text"] for turn in self.turns]

    def listen(self) -> None:
        """Begins to listen."""
        self._run(self._start())

    def hang_up(self) -> None:
        """Stops listening: whoever calls is refused."""
        self._run(self._stop())

    def hold(self) -> None:
        """Lets turns wait from now on until :meth:`let_go`."""
        self._open.clear()

    def let_go(self) -> None:
        """Answers the turns that wait."""
        self._open.set()

    def await_turn(self, seconds: float = 5) -> None:
        """Waits until one more turn has come."""
        assert self._arrived.acquire(timeout=seconds), "no turn came"

    def close(self) -> None:
        """Ends it for good."""
        self.let_go()
        self.hang_up()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_post("/webhooks/gateway/turn", self._turn)
        app.router.add_get("/webhooks/gateway/health", self._health)
        app.router.add_get("/health", self._health)  # the action server's
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _health(self, request: web.Request) -> web.Response:
        status = self.status if _knows_secret(request) else 401
        return web.json_response({"status": "ok"}, status=status)

    async def _turn(self, request: web.Request) -> web.Response:
        if not _knows_secret(request):
            return web.json_response({"error": {"code": "bad_secret"}}, status=401)
        turn = await request.json()
        if wrong := what_is_wrong(turn):
            self.misshapen.append(wrong)
            return web.json_response({"error": {"code": "bad_turn"}}, status=400)
        self._arrived.release()
        self.waiting += 1
        while not self._open.is_set():
            await asyncio.sleep(0.005)
        self.waiting -= 1
        if self.nonsense is not None:
            return web.Response(body=self.nonsense, content_type="application/json")
        if self.status != 200:
            return web.json_response({"error": {"code": "loading"}}, status=self.status)
        self.turns.append(turn)
        return web.json_response(self._answer(turn))

    def _answer(self, turn: Turn) -> dict[str, Any]:
        scripted = self.script.get(turn["text"], {})
        language = {**turn["language"], **scripted.get("language", {})}
        messages = scripted.get("messages", [{"text": f"heard: {turn['text']}"}])
        return {
            "language": language,
            "messages": [
                {"language": language["code"], "response": "utter_heard", **message}
                for message in messages
            ],
        }


def what_is_wrong(turn: Any) -> str:
    """How a turn differs from the agreed form; empty where it does not. It may have more."""
    if not isinstance(turn, dict) or not set(turn) >= set(TURN):
        return f"fields are missing: {turn}"
    for name, kind in TURN.items():
        if not isinstance(turn[name], kind):
            return f"{name} is of another kind: {turn[name]!r}"
    for name, fields in INSIDE.items():
        inside = turn[name]
        if inside is None:
            continue
        if not set(inside) >= set(fields):
            return f"fields of {name} are missing: {inside}"
        for field, kind in fields.items():
            if not isinstance(inside[field], kind):
                return f"{name}.{field} is of another kind: {inside[field]!r}"
    return ""


def _knows_secret(request: web.Request) -> bool:
    return request.headers.get("Authorization") == f"Bearer {SECRET}"
