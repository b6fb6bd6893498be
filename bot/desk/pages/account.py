"""An agent's own account, and what a lead sees of all agents."""

from __future__ import annotations

import pyotp
import segno
import sqlalchemy as sa
from starlette.responses import RedirectResponse, Response

from bot.database.engine import reading, writing
from bot.desk import agents as people
from bot.desk import auditing, sessions
from bot.desk.desk import Desk
from bot.desk.errors import DeskError
from bot.desk.showing import HEADERS
from bot.desk.tables import agents as table
from bot.desk.visits import Visit
from bot.languages import LANGUAGES


def show(desk: Desk, visit: Visit) -> Response:
    """Language of the pages, second factor, and where one is signed in."""
    return _account(desk, visit)


def _account(desk: Desk, visit: Visit, status: int = 200, error: str = "") -> Response:
    agent = visit.agent
    with reading(desk.engine) as connection:
        found = sessions.open_sessions(connection, agent.id, visit.now)
    secret = visit.form.get("secret") or pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=agent.email, issuer_name=desk.settings.brand)
    return desk.pages.show(
        visit,
        "account.html",
        status,
        sessions=found,
        this=visit.session.id if visit.session else "",
        secret=secret,
        # As a picture of its own: the page's styles stay in their file.
        code=segno.make(address, micro=False).svg_data_uri(scale=5, border=4, light="#fff"),
        error=error,
        done=visit.query.get("done", ""),
    )


def language(desk: Desk, visit: Visit) -> Response:
    """Sets the language of the desk's pages."""
    locale = visit.form.get("locale", "")
    if locale not in LANGUAGES:
        raise DeskError("bad_form")
    with writing(desk.engine) as connection:
        connection.execute(
            sa.update(table).where(table.c.id == visit.agent.id).values(locale=locale)
        )
    return _go("/desk/account?done=language")


def factor(desk: Desk, visit: Visit) -> Response:
    """Switches the second factor on or off; both want a code of it."""
    assert visit.session is not None  # noqa: S101 - the door lets nobody else in
    off = visit.agent.totp_secret is not None
    secret = None if off else visit.form.get("secret", "")
    code = visit.form.get("code", "").replace(" ", "")
    if not off and not _is_secret(secret or ""):
        raise DeskError("bad_form")
    if not desk.limits.may_try(visit.agent.email, "account"):
        return _account(desk, visit, 429, "too_many_tries")
    if not sessions.set_second_factor(desk.engine, visit.session, secret, code, visit.now):
        return _account(desk, visit, 422, "wrong_code")
    return _go("/desk/account?done=factor")


def _is_secret(text: str) -> bool:
    return len(text) == 32 and set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def end_sessions(desk: Desk, visit: Visit) -> Response:
    """Ends one of one's own sessions, or all of them."""
    session_id = visit.form.get("session") or None
    sessions.end(desk.engine, visit.agent, visit.now, session_id=session_id)
    return _go("/desk/account?done=ended")


def agents(desk: Desk, visit: Visit) -> Response:
    """All agents, with how many sessions each has open, and what was done lately."""
    with reading(desk.engine) as connection:
        found = {
            one.id: sessions.open_sessions(connection, one.id, visit.now)
            for one in people.everyone(desk.engine)
        }
        log = auditing.newest(connection)
    return desk.pages.show(
        visit,
        "agents.html",
        people=people.everyone(desk.engine),
        sessions=found,
        log=log,
        done=visit.query.get("done", ""),
    )


def end_of_agent(desk: Desk, visit: Visit) -> Response:
    """Ends every session of an agent."""
    sessions.end(desk.engine, visit.agent, visit.now, of=visit.form.get("agent", ""))
    return _go("/desk/agents?done=ended")


def _go(to: str) -> RedirectResponse:
    return RedirectResponse(to, 303, headers=HEADERS)
