"""The gateway: the one part of the bot on a public address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timezone

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp

from bot.attachments.store import FileStore
from bot.channels.attachments import AttachmentCalls
from bot.channels.csp_reports import PATH as CSP_REPORT_PATH
from bot.channels.csp_reports import CspReports
from bot.channels.desk_wiring import KeptFiles, typing_of
from bot.channels.email.pages import MailPages
from bot.channels.email.threads import Signer
from bot.channels.errors import ApiError, on_api_error, on_failure, on_http_error
from bot.channels.headers import SecurityHeaders
from bot.channels.health import Health
from bot.channels.jobs import PRESENCE_SECONDS, SWEEP_SECONDS, WEBHOOK_SECONDS, Jobs
from bot.channels.leaving import LeavingCalls
from bot.channels.openapi import document
from bot.channels.origins import Origins
from bot.channels.sessions import SessionCalls
from bot.channels.static import WidgetFiles
from bot.channels.stream import Stream, upgrade_required
from bot.channels.tokens import customer_token
from bot.channels.web import WebChannel
from bot.conversations.announcing import REPLY_WAITING, still_waiting
from bot.conversations.events import Hub
from bot.conversations.following import Sweep
from bot.conversations.presence import Presence
from bot.conversations.redis_bus import RedisBus
from bot.conversations.responder_client import ResponderClient
from bot.conversations.turns import Turns
from bot.database.engine import engine_of
from bot.desk.app import create_desk, mounted
from bot.desk.waiting import Waiting
from bot.nlg import Wording
from bot.settings import Settings
from bot.storefront import Storefront
from bot.webhooks.queueing import with_webhooks
from bot.webhooks.sending import Sender


def create_app(settings: Settings, *, responder_url: str, actions_url: str) -> ASGIApp:
    """The gateway's app over a migrated database."""
    engine = with_webhooks(engine_of(settings.database), settings)
    wording = Wording.load()
    hub = Hub()
    responder = ResponderClient(responder_url, settings.internal_secret)
    store = FileStore(settings.attachments)
    files = KeptFiles(engine, store)
    desk = create_desk(settings, engine, wording, files=files, typing=typing_of(hub))
    waiting = Waiting(engine, wording, desk.hours)
    turns = Turns(engine, responder, wording, hub=hub, waiting=waiting)
    presence = Presence(engine, turns.in_thread)
    web = WebChannel(settings, engine, turns, wording, presence)
    uploads = AttachmentCalls(web, store)
    sessions = SessionCalls(web)
    leaving = LeavingCalls(web, store)
    health = Health(engine, turns, web.limits, actions_url, settings.internal_secret)
    stream = Stream(settings, engine, turns, presence, web.limits)
    bus = RedisBus(settings.redis_url, hub) if settings.redis_url else None
    sweep = Sweep(engine, hub, turns.in_thread)
    refresh = {REPLY_WAITING: still_waiting}
    webhooks = Sender(engine, settings, turns.in_thread, refresh)
    more = (
        (SWEEP_SECONDS, sweep.sweep),
        (PRESENCE_SECONDS, presence.write_presence),
        (WEBHOOK_SECONDS, webhooks.send_webhooks),
    )
    jobs = Jobs(engine, turns, wording, settings, store, more=more, help_desk=desk.help_desk)
    widget = WidgetFiles(wording, settings.origins)
    signer = Signer(settings.secret, settings.mail_address or "nobody@localhost")
    pages = MailPages(engine, signer, wording, web.limits)
    described = document()
    storefront = Storefront(
        settings.brand,
        engine,
        wording,
        sign=lambda customer: customer_token(settings, customer, datetime.now(timezone.utc)),
        count=web.count_address,
    )

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
        if bus is not None:
            bus.start()
        jobs.start()
        try:
            yield
        finally:
            jobs.stop()
            uploads.stop()
            if bus is not None:
                await bus.stop()
            await webhooks.close()
            with suppress(SQLAlchemyError):
                await presence.write_presence(datetime.now(timezone.utc))
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
            WebSocketRoute("/api/v1/stream", stream.serve),
            Route("/api/v1/stream", upgrade_required, methods=["GET"]),
            Route("/api/v1/attachments", uploads.upload, methods=["POST"]),
            Route("/api/v1/attachments/{attachment_id}", uploads.download, methods=["GET"]),
            Route(CSP_REPORT_PATH, CspReports(web.limits).take, methods=["POST"]),
            Route("/api/v1/openapi.json", openapi, methods=["GET"]),
            *pages.routes(),
            *widget.routes,
            *(storefront.routes() if settings.shows_demo_shop else ()),
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
    return SecurityHeaders(Origins(app, settings), settings)
