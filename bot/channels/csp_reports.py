"""``POST /csp-report``: browsers tell what a page of ours tried that its policy forbids."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.channels.admission import count_address
from bot.channels.errors import ApiError
from bot.channels.limiting import Limits

PATH = "/csp-report"
BODY_BYTES = 16 * 1024
MOST_REPORTS = 5
SHOWN_CHARACTERS = 200

log = structlog.get_logger("csp")

_TYPES = frozenset(("application/csp-report", "application/reports+json", "application/json"))


class CspReports:
    """Takes reports and writes them into the log, cut and without what the page held."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    async def take(self, request: Request) -> Response:
        """204, whatever it says. Raises 400, 413, 415 or 429 :class:`ApiError`."""
        await count_address(request, self._limits)
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind not in _TYPES:
            raise ApiError(415, "unsupported_media_type", "send application/reports+json")
        for report in _reports(await _body(request)):
            log.info("csp_report", **report)
        return Response(status_code=204)


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > BODY_BYTES:
                raise ApiError(413, "too_large", "a report is shorter", {"Connection": "close"})
    except ClientDisconnect as error:
        raise ApiError(400, "malformed", "the request broke off") from error
    return bytes(body)


def _reports(body: bytes) -> Iterator[dict[str, str]]:
    """What each report says: of the old form, or of the Reporting API's."""
    try:
        found = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "malformed", "the report is not JSON") from error
    for report in (found if isinstance(found, list) else [found])[:MOST_REPORTS]:
        if not isinstance(report, dict):
            continue
        said = report.get("csp-report") or report.get("body")
        if isinstance(said, dict):
            yield {
                "directive": _cut(said.get("effectiveDirective") or said.get("violated-directive")),
                "blocked": _address(said.get("blockedURL") or said.get("blocked-uri")),
                "page": _address(said.get("documentURL") or said.get("document-uri")),
            }


def _address(value: Any) -> str:
    """Without its query, which may hold what is nobody's business."""
    return _cut(value).partition("?")[0].partition("#")[0]


def _cut(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    return "".join(c for c in text[:SHOWN_CHARACTERS] if c.isprintable())
