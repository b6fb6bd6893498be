"""The desk's routes, and what every visit goes through before its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

import structlog
from sqlalchemy.engine import Engine
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.conversations.errors import NotYours, UnknownConversation
from bot.desk import sessions
from bot.desk.bridge_incoming import BridgeIncoming
from bot.desk.desk import Desk
from bot.desk.errors import DeskError, Forbidden
from bot.desk.files import Files
from bot.desk.pages import account, acts, insight, queue, sign_in, ticket
from bot.desk.pages.webhook import taking_webhooks
from bot.desk.showing import HEADERS, STATIC
from bot.desk.typing import Typing
from bot.desk.visits import Visit, cookie_name, read_form, require_csrf, require_own_origin
from bot.nlg import Wording
from bot.settings import Settings

log = structlog.get_logger("desk")

Page = Callable[[Desk, Visit], Response]


def create_desk(
    settings: Settings,
    engine: Engine,
    wording: Wording,
    *,
    files: Files | None = None,
    typing: Typing | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
) -> Desk:
    """The desk. ``files`` gives what customers attached, ``typing`` carries who is typing."""
    return Desk(settings, engine, wording, files, typing or Typing(), clock)


def mounted(desk: Desk) -> Mount:
    """The desk's pages under ``/desk``."""
    see, post, news = _Door(desk), _Door(desk, "POST"), _Door(desk, own_act=False)
    return Mount(
        "/desk",
        routes=[
            Route("/", see(queue.show)),
            Route("/rows", news(queue.rows)),
            Route("/next", post(queue.take_next), methods=["POST"]),
            Route("/login", see(sign_in.show, session=False), methods=["GET"]),
            Route("/login", post(sign_in.password, session=False), methods=["POST"]),
            Route("/code", post(sign_in.code, session=False), methods=["POST"]),
            Route("/logout", post(sign_in.end), methods=["POST"]),
            Route("/account", see(account.show)),
            Route("/account/language", post(account.language), methods=["POST"]),
            Route("/account/factor", post(account.factor), methods=["POST"]),
            Route("/account/sessions", post(account.end_sessions), methods=["POST"]),
            Route("/agents", see(account.agents, lead=True)),
            Route("/agents/sessions", post(account.end_of_agent, lead=True), methods=["POST"]),
            Route("/insight", see(insight.show, lead=True)),
            Route("/insight/candidates.yml", see(insight.candidates, lead=True)),
            Route("/attachments/{id}", see(ticket.attachment)),
            Route("/tickets/{number}", see(ticket.show)),
            Route("/tickets/{number}/talk", news(ticket.talk)),
            Route("/tickets/{number}/typing", news(ticket.types, method="POST"), methods=["POST"]),
            *(
                Route(f"/tickets/{{number}}/{name}", post(act), methods=["POST"])
                for name, act in acts.ACTS.items()
            ),
            *_webhooks(desk),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
    )


def _webhooks(desk: Desk) -> list[Route]:
    """Where an outside help desk calls, if there is one."""
    if desk.help_desk is None:
        return []
    incoming = BridgeIncoming(desk.engine, desk.help_desk, desk.speaking)
    endpoint = taking_webhooks(desk, incoming)
    return [Route(f"/bridge/{desk.help_desk.name}", endpoint, methods=["POST"])]


class _Door:
    """Makes an endpoint of a page: who comes, whether they may, then the page in a thread."""

    def __init__(self, desk: Desk, method: str = "GET", *, own_act: bool = True) -> None:
        self._desk, self._method, self._own_act = desk, method, own_act

    def __call__(
        self, page: Page, *, session: bool = True, lead: bool = False, method: str = ""
    ) -> Callable[..., object]:
        posts = (method or self._method) == "POST"

        async def endpoint(request: Request) -> Response:
            visit = Visit(request, self._desk.clock())
            try:
                if posts:
                    require_own_origin(request)
                    form, lists = await read_form(request)
                    visit = Visit(request, visit.now, None, form, lists)
                found = await run_in_threadpool(self._session, visit)
                visit = Visit(request, visit.now, found, visit.form, visit.lists)
                if session and (found is None or not found.whole):
                    return _to_sign_in(request, posts, news=not self._own_act)
                if posts and found is not None:
                    require_csrf(found, visit.form)
                if lead and not visit.agent.is_lead:
                    raise Forbidden
                return await run_in_threadpool(page, self._desk, visit)
            except DeskError as error:
                return self._refused(visit, error)
            except (NotYours, UnknownConversation):
                return self._refused(visit, _NotYoursHere())

        return endpoint

    def _session(self, visit: Visit) -> sessions.Session | None:
        token = visit.request.cookies.get(cookie_name(visit.request), "")
        if not token:
            return None
        return sessions.of_token(self._desk.engine, token, visit.now, own_act=self._own_act)

    def _refused(self, visit: Visit, error: DeskError) -> Response:
        """What the agent is told; logged as info, without what anybody wrote."""
        log.info("refused", path=visit.request.url.path, code=error.code)
        return self._desk.pages.show(visit, "error.html", error.status, error=error)


class _NotYoursHere(DeskError):
    status = 409

    def __init__(self) -> None:
        super().__init__("not_yours")


def _to_sign_in(request: Request, posts: bool, *, news: bool) -> Response:
    """Where nobody is signed in: to the page where one does, and back. What a page asks for by
    itself is told 401: it must not put a sign-in form into the middle of another page."""
    if news:
        return Response(status_code=401, headers=HEADERS)
    path = request.url.path
    back = "" if posts or path == "/desk/" else f"?to={path}"
    return RedirectResponse(f"/desk/login{back}", 303, headers=HEADERS)
