"""The gateway: the one part of the bot on a public address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.channels.errors import ApiError, on_api_error, on_failure, on_http_error
from bot.channels.health import Health
from bot.channels.jobs import Jobs
from bot.channels.openapi import document
from bot.channels.origins import Origins
from bot.channels.web import WebChannel
from bot.conversations.responder_client import ResponderClient
from bot.conversations.turns import Turns
from bot.database.engine import engine_of
from bot.desk.app import create_desk, mounted
from bot.desk.waiting import Waiting
from bot.nlg import Wording
from bot.settings import Settings


def create_app(settings: Settings, *, responder_url: str, actions_url: str) -> ASGIApp:
    """The gateway's app over a migrated database."""
    engine = engine_of(settings.database)
    wording = Wording.load()
    desk = create_desk(settings, engine, wording)
    turns = Turns(
        engine,
        ResponderClient(responder_url, settings.internal_secret),
        wording,
        waiting=Waiting(engine, wording, desk.hours),
    )
    web = WebChannel(settings, engine, turns, wording)
    health = Health(engine, turns, web.limits, actions_url, settings.internal_secret)
    jobs = Jobs(engine, turns, wording, settings, help_desk=desk.help_desk)
    described = document()

    async def openapi(_: Request) -> JSONResponse:
        return JSONResponse(described)

    async def http_error(request: Request, error: Exception) -> Response:
        if desk.owns(request):
            return await desk.not_found(request, error)
        return await on_http_error(request, error)

    async def failure(request: Request, error: Exception) -> Response:
        if desk.owns(request):
            return await desk.failed(request, error)
        return await on_failure(request, error)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await turns.start()
        jobs.start()
        try:
            yield
        finally:
            jobs.stop()
            await turns.stop()
            engine.dispose()

    app = Starlette(
        routes=[
            Route("/health", health.show, methods=["GET"]),
            Route("/api/v1/conversations", web.begin, methods=["POST"]),
            Route("/api/v1/messages", web.send, methods=["POST"]),
            Route("/api/v1/messages", web.read, methods=["GET"]),
            Route("/api/v1/openapi.json", openapi, methods=["GET"]),
            mounted(desk),
        ],
        exception_handlers={
            ApiError: on_api_error,
            HTTPException: http_error,
            Exception: failure,
        },
        lifespan=lifespan,
    )
    app.state.desk = desk
    # Around all of it: a page must be able to read failures of ours as well.
    return Origins(app, settings)
