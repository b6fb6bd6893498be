"""Which pages may call the API: our own and the allowed ones. Apps and servers send no Origin."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.errors import ApiError, error_response
from bot.settings import Settings

_SECURITY = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)


class Origins:
    """Refuses requests of strange pages, answers preflights, and sets the answers' headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.allowed = settings.origins | own_origins(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is not None and origin not in self.allowed:
            refusal = ApiError(403, "origin_not_allowed", f"the origin {origin!r} is not allowed")
            await error_response(refusal)(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                # A page of the desk has its own.
                own = {name.lower() for name, _ in message["headers"]}
                ours = [(name, value) for name, value in _SECURITY if name not in own]
                message["headers"] = [*message["headers"], *ours, *_cors(origin)]
            await send(message)

        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await _preflight(sending)
            return
        await self.app(scope, receive, sending)


def own_origins(settings: Settings) -> frozenset[str]:
    """The gateway's own addresses, as a browser on this machine or beside it names them."""
    hosts = {settings.host, "127.0.0.1", "localhost", "::1"} - {"0.0.0.0", "::"}  # noqa: S104
    names = {f"[{host}]" if ":" in host else host for host in hosts}
    # A browser leaves out HTTP's own port.
    port = "" if settings.port == 80 else f":{settings.port}"
    return frozenset(f"http://{name}{port}" for name in names)


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
