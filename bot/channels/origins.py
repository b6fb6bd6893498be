"""Which pages may call the API: our own and the allowed ones. Apps and servers send no Origin."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from bot.channels.errors import ApiError, error_response
from bot.channels.sockets import Socket
from bot.settings import Settings


class Origins:
    """Refuses requests of strange pages, answers preflights, and lets allowed pages read."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.allowed = settings.origins | own_origins(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if scope["type"] == "websocket":
            strange = origin is not None and origin not in self.allowed
            await (_refuse_socket if strange else self.app)(scope, receive, send)
            return
        if origin is not None and origin not in self.allowed:
            await error_response(_not_allowed(origin))(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_cors(origin)]
            await send(message)

        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await _preflight(sending)
            return
        await self.app(scope, receive, sending)


def _not_allowed(origin: str) -> ApiError:
    return ApiError(403, "origin_not_allowed", f"the origin {origin!r} is not allowed")


async def _refuse_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """Opens the WebSocket of a strange page only to say why it is closed: a page is told nothing
    of a refusal before that."""
    websocket = WebSocket(scope, receive, send)
    await websocket.accept()
    await Socket(websocket).refuse(_not_allowed(websocket.headers["origin"]))


def own_origins(settings: Settings) -> frozenset[str]:
    """The gateway's own addresses, as a browser on this machine or beside it names them."""
    hosts = {settings.host, "127.0.0.1", "localhost", "::1"} - {"0.0.0.0", "::"}  # noqa: S104
    names = {f"[{host}]" if ":" in host else host for host in hosts}
    # A browser leaves out HTTP's own port.
    port = "" if settings.port == 80 else f":{settings.port}"
    here = {f"http://{name}{port}" for name in names}
    if settings.public_url:
        here.add("/".join(settings.public_url.split("/")[:3]))
    return frozenset(here)


def _cors(origin: str | None) -> list[tuple[bytes, bytes]]:
    if origin is None:
        return []
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-expose-headers", b"Retry-After"),
        (b"vary", b"Origin"),
    ]


async def _preflight(send: Send) -> None:
    headers = [
        (b"access-control-allow-methods", b"GET, POST"),
        (b"access-control-allow-headers", b"Authorization, Content-Type"),
        (b"access-control-max-age", b"600"),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
