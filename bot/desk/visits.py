"""A visit to a page of the desk: who comes, whether they may, and what their form says.

Every POST must come from a page of the desk itself: its Origin is the desk's own, and its form
holds the session's token. The cookie alone, which a browser sends by itself, does nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.desk.agents import Agent
from bot.desk.errors import DeskError, Forbidden
from bot.desk.sessions import LONGEST, Session
from bot.languages import SOURCE_LANGUAGE, language_of

BODY_BYTES = 256 * 1024
MOST_FIELDS = 50


@dataclass(frozen=True)
class Visit:
    """A request to a page, with its session and form."""

    request: Request
    now: datetime
    session: Session | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The fields of the form that may stand in it several times."""

    @property
    def agent(self) -> Agent:
        """Who comes. Raises :class:`Forbidden` on pages that ask for nobody's session."""
        if self.session is None or not self.session.whole:
            raise Forbidden
        return self.session.agent

    @property
    def query(self) -> Mapping[str, str]:
        """The query of the address."""
        return self.request.query_params

    @property
    def locale(self) -> str:
        """The language of the page: the agent's, or the first one that the browser names."""
        if self.session is not None:
            return self.session.agent.locale
        for part in self.request.headers.get("accept-language", "")[:500].split(","):
            if code := language_of(part.split(";")[0].strip()):
                return code
        return SOURCE_LANGUAGE

    def path(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])


def cookie_name(request: Request) -> str:
    """``__Host-``: of this host alone, set over TLS, for all of it. Browsers refuse that without
    TLS, so it is a plain name where somebody tries things on their own machine."""
    return "__Host-desk" if request.url.scheme == "https" else "desk"


def set_cookie(request: Request, response: Response, token: str) -> None:
    """Gives the browser the session's cookie; an empty one takes it away."""
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=int(LONGEST.total_seconds()) if token else 0,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def require_own_origin(request: Request) -> None:
    """Raises :class:`Forbidden` for a POST that no page of this very address sent."""
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if request.headers.get("origin") != own:
        raise Forbidden
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise Forbidden


def require_csrf(session: Session, form: Mapping[str, str]) -> None:
    """Raises :class:`Forbidden` for a form without the session's token."""
    given = form.get("csrf", "").encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(given, session.csrf.encode()):
        raise Forbidden


async def read_form(request: Request) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The fields of a form: the last of each name, and all of each. Raises :class:`DeskError`."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise DeskError("bad_form")
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > BODY_BYTES:
                raise DeskError("too_long")
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="strict",
        )
    except (ClientDisconnect, ValueError) as error:
        raise DeskError("bad_form") from error
    lists: dict[str, list[str]] = {}
    for name, value in pairs:
        lists.setdefault(name, []).append(value.replace("\x00", ""))
    return {name: values[-1] for name, values in lists.items()}, lists
