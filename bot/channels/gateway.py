"""The gateway: the one part of the bot on a public address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.attachments.store import FileStore
from bot.channels.attachments import AttachmentCalls
from bot.channels.csp_reports import PATH as CSP_REPORT_PATH
from bot.channels.csp_reports import CspReports
from bot.channels.email.pages import MailPages
from bot.channels.email.threads import Signer
from bot.channels.errors import ApiError, on_api_error, on_failure, on_http_error
from bot.channels.headers import SecurityHeaders
from bot.channels.health import Health
from bot.channels.jobs import Jobs
from bot.channels.leaving import LeavingCalls
from bot.channels.openapi import document
from bot.channels.origins import Origins
from bot.channels.sessions import SessionCalls
from bot.channels.web import WebChannel
from bot.conversations.responder_client import ResponderClient
from bot.conversations.turns import Turns
from bot.database.engine import engine_of
from bot.nlg import Wording
from bot.settings import Settings


def create_app(settings: Settings, *, responder_url: str, actions_url: str) -> ASGIApp:
    """The gateway's app over a migrated database."""
    engine = engine_of(settings.database)
    wording = Wording.load()
    turns = Turns(engine, ResponderClient(responder_url, settings.internal_secret), wording)
    web = WebChannel(settings, engine, turns, wording)
    store = FileStore(settings.attachments)
    files = AttachmentCalls(web, store)
    sessions = SessionCalls(web)
    leaving = LeavingCalls(web, store)
    health = Health(engine, turns, web.limits, actions_url, settings.internal_secret)
    jobs = Jobs(engine, turns, wording, settings, store)
    signer = Signer(settings.secret, settings.mail_address or "nobody@localhost")
    pages = MailPages(engine, signer, wording, web.limits)
    described = document()

    async def openapi(_: Request) -> JSONResponse:
        return JSONResponse(described)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await turns.start()
        jobs.start()
        try:
            yield
        finally:
            jobs.stop()
            files.stop()
            await turns.stop()
            engine.dispose()

    app = Starlette(
        routes=[
            Route("/health", health.show, methods=["GET"]),
            Route("/api/v1/conversations", web.begin, methods=["POST"]),
            Route("/api/v1/conversations/identify", sessions.identify, methods=["POST"]),
            Route("/api/v1/conversations/token", sessions.renew, methods=["POST"]),
            Route("/api/v1/conversations/sign-out", sessions.sign_out, methods=["POST"]),
            Route("/api/v1/conversations/erase", leaving.erase, methods=["POST"]),
            Route("/api/v1/satisfaction", leaving.rate, methods=["POST"]),
            Route("/api/v1/messages", web.send, methods=["POST"]),
            Route("/api/v1/messages", web.read, methods=["GET"]),
            Route("/api/v1/attachments", files.upload, methods=["POST"]),
            Route("/api/v1/attachments/{attachment_id}", files.download, methods=["GET"]),
            Route(CSP_REPORT_PATH, CspReports(web.limits).take, methods=["POST"]),
            Route("/api/v1/openapi.json", openapi, methods=["GET"]),
            *pages.routes(),
        ],
        exception_handlers={
            ApiError: on_api_error,
            HTTPException: on_http_error,
            Exception: on_failure,
        },
        lifespan=lifespan,
    )
    # Around all of it: a page must be able to read failures of ours as well.
    return SecurityHeaders(Origins(app, settings), settings)
