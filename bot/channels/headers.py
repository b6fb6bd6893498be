"""What browsers are told with every answer: load nothing from elsewhere, guess nothing.

A page of ours gets the policy of pages, all else one that allows nothing at all; an answer that
sets a header itself keeps it.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.csp_reports import PATH as REPORT_PATH
from bot.channels.origins import own_origins
from bot.settings import Settings

EMBEDDED_PATH = "/app"
"""The page for web views and for frames of the allowed origins; no other page may be framed."""

HSTS = "max-age=31536000"

_PAGE = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "media-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}


class SecurityHeaders:
    """Sets the headers of every HTTP answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        # A policy has no way to write an IPv6 address.
        framing = (one for one in settings.origins | own_origins(settings) if "[" not in one)
        framed_by = " ".join(["'self'", *sorted(framing)])
        report = (f"report-uri {REPORT_PATH}", "report-to csp")
        self._page = "; ".join((*_PAGE, "frame-ancestors 'none'", *report))
        self._embedded = "; ".join((*_PAGE, f"frame-ancestors {framed_by}", *report))
        self._data = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                self._set(MutableHeaders(scope=message), scope)
            await send(message)

        await self.app(scope, receive, sending)

    def _set(self, headers: MutableHeaders, scope: Scope) -> None:
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", self._policy(headers, scope["path"]))
        if _is_page(headers):
            headers.setdefault("Reporting-Endpoints", f'csp="{REPORT_PATH}"')
        # uvicorn knows from a proxy that it trusts whether the customer came by TLS.
        if scope.get("scheme") == "https":
            headers.setdefault("Strict-Transport-Security", HSTS)

    def _policy(self, headers: Headers, path: str) -> str:
        if not _is_page(headers):
            return self._data
        embedded = path == EMBEDDED_PATH or path.startswith(f"{EMBEDDED_PATH}/")
        return self._embedded if embedded else self._page


def _is_page(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("text/html")
