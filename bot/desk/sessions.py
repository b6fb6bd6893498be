"""Sessions of agents: begun with a password, found by a cookie, ended by anybody who may."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.database.engine import reading, writing
from bot.desk import auditing
from bot.desk.agents import Agent, agent_of
from bot.desk.tables import agent_sessions, agents

LONGEST = timedelta(hours=12)
"""A session ends after so long, whatever is done in it."""

IDLE = timedelta(hours=2)
"""And after so long without an act of the agent's own."""

CODE_WITHIN = timedelta(minutes=5)
"""So long the second factor may take."""

NOTED_EVERY = timedelta(seconds=30)
"""How exactly the last act is kept: a write for every request would be too many."""

PERIOD_SECONDS = 30
"""How long a code of the second factor is good."""

ONLINE = timedelta(minutes=2)
"""An agent is at the desk whose page asked for news so lately."""


@dataclass(frozen=True)
class Session:
    """A session and whose it is. ``csrf`` stands in every form of its pages."""

    id: str
    csrf: str
    whole: bool
    agent: Agent


_BY_TOKEN = (
    sa.select(
        agents,
        agent_sessions.c.id.label("session_id"),
        *(agent_sessions.c[name] for name in ("csrf", "state", "used_at", "seen_at")),
        agent_sessions.c.created_at.label("begun_at"),
    )
    .join(agents, agents.c.id == agent_sessions.c.agent_id)
    .where(
        agent_sessions.c.token_hash == sa.bindparam("token_hash"),
        agent_sessions.c.ended_at.is_(None),
        agents.c.disabled.is_(False),
    )
)


def begin(engine: Engine, agent: Agent, browser: str, now: datetime) -> str:
    """Begins a session after the password was right; gives the cookie's value. It is whole only
    with the second factor, where the agent has one."""
    token = secrets.token_urlsafe(32)
    whole = agent.totp_secret is None
    with writing(engine) as connection:
        connection.execute(
            sa.insert(agent_sessions).values(
                id=str(uuid.uuid4()),
                agent_id=agent.id,
                token_hash=_hash(token),
                csrf=secrets.token_urlsafe(32),
                state="whole" if whole else "password",
                browser=browser[:200],
                created_at=now,
                used_at=now,
                seen_at=now,
            )
        )
        if whole:
            auditing.note(connection, agent.id, "signed_in", "agent", agent.id, now)
    return token


def of_token(engine: Engine, token: str, now: datetime, *, own_act: bool) -> Session | None:
    """The session of a cookie, if it goes on. ``own_act`` is False where a page asks for news
    by itself: that keeps no session alive."""
    with reading(engine) as connection:
        found = connection.execute(_BY_TOKEN, {"token_hash": _hash(token)}).mappings()
        row = found.one_or_none()
    if row is None or row["begun_at"] + LONGEST <= now or row["used_at"] + IDLE <= now:
        return None
    if row["state"] == "password" and row["begun_at"] + CODE_WITHIN <= now:
        return None
    newest = row["used_at"] if own_act else row["seen_at"]
    if newest + NOTED_EVERY <= now:
        _note_use(engine, row["session_id"], now, own_act)
    return Session(row["session_id"], row["csrf"], row["state"] == "whole", agent_of(row))


def confirm(engine: Engine, session: Session, code: str, now: datetime) -> bool:
    """Makes the session whole with a code of the second factor; each code serves once."""
    secret = session.agent.totp_secret
    if secret is None or (period := _period(secret, code, now)) is None:
        return False
    with writing(engine) as connection:
        used = connection.execute(
            sa.update(agents)
            .where(agents.c.id == session.agent.id, agents.c.totp_used < period)
            .values(totp_used=period)
        )
        if not used.rowcount:
            return False
        connection.execute(
            sa.update(agent_sessions)
            .where(agent_sessions.c.id == session.id)
            .values(state="whole", used_at=now, seen_at=now)
        )
        auditing.note(connection, session.agent.id, "signed_in", "agent", session.agent.id, now)
    return True


def set_second_factor(
    engine: Engine, session: Session, secret: str | None, code: str, now: datetime
) -> bool:
    """Switches the second factor on, with a code that shows that it works, or off."""
    period = _period(secret or session.agent.totp_secret or "", code, now)
    if period is None:
        return False
    with writing(engine) as connection:
        connection.execute(
            sa.update(agents)
            .where(agents.c.id == session.agent.id)
            .values(totp_secret=secret, totp_used=period)
        )
        act = "second_factor_on" if secret else "second_factor_off"
        auditing.note(connection, session.agent.id, act, "agent", session.agent.id, now)
    return True


def _period(secret: str, code: str, now: datetime) -> int | None:
    """The period whose code this is: the present one, or one beside it, for clocks that differ."""
    if not secret or not code.isascii() or not code.isdigit():
        return None
    totp, present = pyotp.TOTP(secret), int(now.timestamp()) // PERIOD_SECONDS
    for period in (present, present - 1, present + 1):
        if secrets.compare_digest(totp.at(period * PERIOD_SECONDS), code):
            return period
    return None


def open_sessions(connection: Connection, agent_id: str, now: datetime) -> list[sa.engine.Row]:
    """The agent's sessions that go on, newest first."""
    return list(
        connection.execute(
            sa.select(agent_sessions)
            .where(
                agent_sessions.c.agent_id == agent_id,
                agent_sessions.c.ended_at.is_(None),
                agent_sessions.c.created_at > now - LONGEST,
                agent_sessions.c.used_at > now - IDLE,
            )
            .order_by(agent_sessions.c.used_at.desc())
        )
    )


def end(
    engine: Engine, by: Agent, now: datetime, *, session_id: str | None = None, of: str = ""
) -> int:
    """Ends one session of an agent (``of``; one's own unless given), or all. Gives how many."""
    agent_id = of or by.id
    where = [agent_sessions.c.agent_id == agent_id, agent_sessions.c.ended_at.is_(None)]
    if session_id is not None:
        where.append(agent_sessions.c.id == session_id)
    with writing(engine) as connection:
        ended = connection.execute(
            sa.update(agent_sessions).where(*where).values(ended_at=now)
        ).rowcount
        if ended:
            auditing.note(connection, by.id, "session_ended", "agent", agent_id, now, count=ended)
    return int(ended)


def agents_online(connection: Connection, now: datetime) -> int:
    """How many agents are at the desk."""
    return int(
        connection.execute(
            sa.select(sa.func.count(sa.distinct(agent_sessions.c.agent_id))).where(
                agent_sessions.c.ended_at.is_(None),
                agent_sessions.c.state == "whole",
                agent_sessions.c.seen_at > now - ONLINE,
                agent_sessions.c.used_at > now - IDLE,
            )
        ).scalar_one()
    )


def _note_use(engine: Engine, session_id: str, now: datetime, own_act: bool) -> None:
    moments = {"seen_at": now, **({"used_at": now} if own_act else {})}
    with writing(engine) as connection:
        connection.execute(
            sa.update(agent_sessions).where(agent_sessions.c.id == session_id).values(**moments)
        )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
