"""Where the outside help desk tells what happened there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from bot.desk.bridge_incoming import BridgeIncoming
from bot.desk.desk import Desk
from bot.desk.help_desks import BadWebhook

log = structlog.get_logger("bridge")

BODY_BYTES = 256 * 1024


def taking_webhooks(
    desk: Desk, incoming: BridgeIncoming
) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint. Whoever calls it must sign; nobody is told more than that it was not so."""

    async def take(request: Request) -> Response:
        body = bytearray()
        try:
            async for part in request.stream():
                body += part
                if len(body) > BODY_BYTES:
                    return JSONResponse({"error": {"code": "too_large"}}, 413)
            await run_in_threadpool(incoming.take, request.headers, bytes(body), desk.clock())
        except ClientDisconnect:
            return JSONResponse({"error": {"code": "malformed"}}, 400)
        except BadWebhook as error:
            log.info("webhook_refused", reason=str(error))
            return JSONResponse({"error": {"code": error.code}}, 401)
        return JSONResponse({"status": "ok"})

    return take
