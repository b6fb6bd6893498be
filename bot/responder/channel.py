"""The one channel into Rasa: the gateway's, on loopback, with the internal secret."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.responder.action_endpoint import ActionServerAway
from bot.responder.taking_turns import CHANNEL, run_turn
from bot.responder.tracker_store import SessionTrackerStore
from bot.responder.wire import BadTurn, Turn, read_turn

log = structlog.get_logger("responder")


class GatewayChannel(InputChannel):  # type: ignore[misc]
    """Takes one turn after another from the gateway and gives the replies back."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:  # noqa: ARG002
        """``POST turn`` and ``GET health``."""
        blueprint = Blueprint("gateway_channel")

        @blueprint.get("/health")  # type: ignore[untyped-decorator]
        async def health(request: Request) -> HTTPResponse:
            agent = _agent(request.app)
            ready = agent is not None and agent.is_ready()
            return json({"status": "ok" if ready else "loading"}, status=200 if ready else 503)

        @blueprint.post("/turn")  # type: ignore[untyped-decorator]
        async def turn(request: Request) -> HTTPResponse:
            agent = _agent(request.app)
            if agent is None or not agent.is_ready():
                return json(_error("loading", "the model is not loaded yet"), status=503)
            try:
                asked = read_turn(request.json)
            except BadTurn as error:
                return json(_error(error.code, str(error)), status=400)
            try:
                return json(await take_turn(agent, asked))
            except ActionServerAway as error:
                log.error("turn_given_up", message_id=asked.message_id, reason=repr(error))
                return json(_error(error.code, "the action server is away"), status=503)
            except RasaException as error:
                # A mistake of ours that would come again with the same message: say so at once.
                log.error("turn_failed", message_id=asked.message_id, reason=repr(error))
                return json(await _sorry(agent, asked))

        return blueprint


async def take_turn(agent: Agent, turn: Turn) -> dict[str, Any]:
    """The answer to one message: the language state after it and the replies.

    The same message again gives the same answer. Raises :class:`ActionServerAway`.
    """
    store: SessionTrackerStore = agent.tracker_store
    async with agent.lock_store.lock(turn.conversation_id):
        given = store.begin_turn(turn.conversation_id, turn.message_id)
        if given is None:
            try:
                await run_turn(agent.processor, turn)
            finally:
                given = store.end_turn(turn.conversation_id, turn.message_id)
        if given is None:
            raise RuntimeError(f"the turn of message {turn.message_id} was not saved")
    if not given["messages"]:
        given["messages"] = [await _apology(agent, turn, given["language"])]
    return given


async def _sorry(agent: Agent, turn: Turn) -> dict[str, Any]:
    """The answer to a message that could not be understood or answered, through our fault."""
    language = dict(turn.metadata["language"])
    return {"language": language, "messages": [await _apology(agent, turn, language)]}


async def _apology(agent: Agent, turn: Turn, language: dict[str, Any]) -> dict[str, Any]:
    """What a customer is told when an action failed: a mistake of ours, with its reference."""
    reference = secrets.token_hex(4)
    log.error("turn_without_answer", message_id=turn.message_id, reference=reference)
    tracker = await agent.tracker_store.retrieve(turn.conversation_id)
    said = await agent.nlg.generate(
        "utter_error",
        tracker,
        GatewayChannel.name(),
        language=language.get("code"),
        facts={"reference": reference},
    )
    return {key: said[key] for key in ("text", "language", "response", "choices") if said.get(key)}


def guard(app: Sanic, secret: str) -> None:
    """Makes the app refuse every call that does not carry the internal secret."""

    async def check(request: Request) -> HTTPResponse | None:
        shown = request.headers.get("authorization", "")
        if hmac.compare_digest(shown.encode(), f"Bearer {secret}".encode()):
            return None
        return json(_error("bad_secret", "the internal secret is missing or wrong"), status=401)

    app.register_middleware(check, "request")


def _agent(app: Sanic) -> Agent | None:
    return getattr(app.ctx, "agent", None)


def _error(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}
