"""The gateway: the one part of the bot on a public address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp

from bot.channels.csp_reports import PATH as CSP_REPORT_PATH
from bot.channels.csp_reports import CspReports
from bot.channels.errors import ApiError, on_api_error, on_failure, on_http_error
from bot.channels.gateway_parts import GatewayParts
from bot.channels.headers import SecurityHeaders
from bot.channels.openapi import document
from bot.channels.origins import Origins
from bot.channels.stream import upgrade_required
from bot.desk.app import mounted
from bot.desk.desk import Desk
from bot.settings import Settings


def create_app(settings: Settings, *, responder_url: str, actions_url: str) -> ASGIApp:
    """The gateway's app over a migrated database."""
    parts = GatewayParts(settings, responder_url=responder_url, actions_url=actions_url)
    app = Starlette(
        routes=[*_api(parts), *_pages(parts)],
        exception_handlers={
            ApiError: on_api_error,
            HTTPException: _http_error(parts.desk),
            Exception: _failure(parts.desk),
        },
        lifespan=parts.living,
    )
    app.state.desk = parts.desk
    # Around all of it: a page must be able to read failures of ours as well.
    return SecurityHeaders(Origins(app, settings), settings)


def _api(parts: GatewayParts) -> list[BaseRoute]:
    """The calls of CONTRACT.md and what was added to them."""
    web, sessions, leaving, uploads = parts.web, parts.sessions, parts.leaving, parts.uploads
    described = document()

    async def openapi(_: Request) -> JSONResponse:
        return JSONResponse(described)

    return [
        Route("/health", parts.health.show, methods=["GET"]),
        Route("/api/v1/conversations", web.begin, methods=["POST"]),
        Route("/api/v1/conversations/identify", sessions.identify, methods=["POST"]),
        Route("/api/v1/conversations/token", sessions.renew, methods=["POST"]),
        Route("/api/v1/conversations/sign-out", sessions.sign_out, methods=["POST"]),
        Route("/api/v1/conversations/erase", leaving.erase, methods=["POST"]),
        Route("/api/v1/satisfaction", leaving.rate, methods=["POST"]),
        Route("/api/v1/messages", web.send, methods=["POST"]),
        Route("/api/v1/messages", web.read, methods=["GET"]),
        WebSocketRoute("/api/v1/stream", parts.stream.serve),
        Route("/api/v1/stream", upgrade_required, methods=["GET"]),
        Route("/api/v1/attachments", uploads.upload, methods=["POST"]),
        Route("/api/v1/attachments/{attachment_id}", uploads.download, methods=["GET"]),
        Route("/api/v1/openapi.json", openapi, methods=["GET"]),
    ]


def _pages(parts: GatewayParts) -> list[BaseRoute]:
    """What browsers show: the widget, links of mails, the desk, the demo shop."""
    return [
        Route(CSP_REPORT_PATH, CspReports(parts.web.limits).take, methods=["POST"]),
        *parts.mail_pages.routes(),
        *parts.widget.routes,
        *(parts.storefront.routes() if parts.settings.shows_demo_shop else ()),
        mounted(parts.desk),
    ]


Handler = Callable[[Request, Exception], Awaitable[Response]]


def _http_error(desk: Desk) -> Handler:
    async def answer(request: Request, error: Exception) -> Response:
        if desk.owns(request):
            return await desk.not_found(request, error)
        return await on_http_error(request, error)

    return answer


def _failure(desk: Desk) -> Handler:
    async def answer(request: Request, error: Exception) -> Response:
        if desk.owns(request):
            return await desk.failed(request, error)
        return await on_failure(request, error)

    return answer
