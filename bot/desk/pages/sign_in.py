"""Signing in and out."""

from __future__ import annotations

import structlog
from starlette.responses import RedirectResponse, Response

from bot.desk import agents, sessions
from bot.desk.desk import Desk
from bot.desk.showing import HEADERS
from bot.desk.visits import Visit, cookie_name, require_csrf, set_cookie

log = structlog.get_logger("desk")


def show(desk: Desk, visit: Visit) -> Response:
    """The form; or the second one, for the code, where the password was right."""
    if visit.session is not None and visit.session.whole:
        return _go("/desk/")
    return _form(desk, visit)


def password(desk: Desk, visit: Visit) -> Response:
    """Signs in with address and password. What was wrong is told to nobody."""
    email = visit.form.get("email", "")
    if not desk.limits.may_try(email, _address(visit)):
        return _form(desk, visit, 429, "too_many_tries")
    found = agents.with_password(desk.engine, email, visit.form.get("password", ""))
    if found is None:
        log.info("sign_in_refused", address=_address(visit))
        return _form(desk, visit, 401, "wrong_password")
    browser = visit.request.headers.get("user-agent", "")
    token = sessions.begin(desk.engine, found, browser, visit.now)
    response = _go(_back(visit) if found.totp_secret is None else _code_form(visit))
    set_cookie(visit.request, response, token)
    return response


def code(desk: Desk, visit: Visit) -> Response:
    """The second factor, for a session whose password was right."""
    session = visit.session
    if session is None or session.whole:
        return _go("/desk/login")
    require_csrf(session, visit.form)
    if not desk.limits.may_try(session.agent.email, _address(visit)):
        return _form(desk, visit, 429, "too_many_tries")
    given = visit.form.get("code", "").replace(" ", "")
    if not sessions.confirm(desk.engine, session, given, visit.now):
        return _form(desk, visit, 401, "wrong_code")
    return _go(_back(visit))


def end(desk: Desk, visit: Visit) -> Response:
    """Signs out: the session ends here, whoever else has its cookie."""
    assert visit.session is not None  # noqa: S101 - the door lets nobody else in
    sessions.end(desk.engine, visit.agent, visit.now, session_id=visit.session.id)
    response = _go("/desk/login")
    set_cookie(visit.request, response, "")
    return response


def _form(desk: Desk, visit: Visit, status: int = 200, error: str = "") -> Response:
    wants_code = visit.session is not None and bool(visit.request.cookies.get(_cookie(visit)))
    email = visit.form.get("email", "")
    facts = {"error": error, "wants_code": wants_code, "email": email, "to": _back(visit)}
    return desk.pages.show(visit, "login.html", status, **facts)


def _cookie(visit: Visit) -> str:
    return cookie_name(visit.request)


def _code_form(visit: Visit) -> str:
    return f"/desk/login?to={_back(visit)}"


def _back(visit: Visit) -> str:
    """Where the agent wanted to go: a page of the desk, and nowhere else."""
    to = visit.form.get("to") or visit.query.get("to", "")
    safe = (
        to.startswith("/desk/")
        and to.isascii()
        and not set(to) & set("\\\r\n?#&")
        and ("//" not in to)
    )
    return to if safe else "/desk/"


def _go(to: str) -> RedirectResponse:
    return RedirectResponse(to, 303, headers=HEADERS)


def _address(visit: Visit) -> str:
    client = visit.request.client
    return client.host if client else "unknown"
