"""Agents: who may come to the desk, added and changed by the operator's commands."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.conversations.ownership import AtTheDesk
from bot.database.engine import reading, writing
from bot.desk import auditing
from bot.desk.tables import agent_sessions, agents
from bot.languages import LANGUAGES, SOURCE_LANGUAGE

ROLES = ("agent", "lead")
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200

_EMAIL = re.compile(r"^[^@\s<>,;]+@[^@\s<>,;]+$")
HASHER = PasswordHasher()


class BadAgent(ValueError):
    """An agent that can't be added or changed so; its text says why."""

    code = "bad_agent"


@dataclass(frozen=True)
class Agent:
    """A person who answers. ``languages`` are codes, ``locale`` is that of the desk's pages."""

    id: str
    name: str
    email: str
    role: str
    languages: Sequence[str]
    locale: str
    timezone: str
    disabled: bool
    totp_secret: str | None = None

    @property
    def is_lead(self) -> bool:
        """Whether insight and the other agents are shown to them."""
        return self.role == "lead"

    @property
    def first_name(self) -> str:
        """What customers are told."""
        return self.name.split()[0]

    @property
    def at_the_desk(self) -> AtTheDesk:
        """The agent as conversations know them."""
        return AtTheDesk(self.id, self.first_name)


_FIELDS = tuple(Agent.__dataclass_fields__)


def agent_of(row: Mapping[str, Any]) -> Agent:
    """The agent of a row."""
    return Agent(**{name: row[name] for name in _FIELDS})


def add(
    engine: Engine,
    *,
    name: str,
    email: str,
    password: str,
    role: str = "agent",
    languages: Sequence[str] = (),
    locale: str = SOURCE_LANGUAGE,
    timezone: str = "UTC",
    now: datetime,
) -> Agent:
    """Adds an agent. Raises :class:`BadAgent`."""
    name, email = " ".join(name.split()), email.strip().casefold()
    if not name or len(name) > 200:
        raise BadAgent("a name of 200 letters at most was expected")
    if not _EMAIL.match(email) or len(email) > 320:
        raise BadAgent(f"an address like ana@shop.example was expected, not {email!r}")
    if role not in ROLES:
        raise BadAgent(f"the role is one of {', '.join(ROLES)}")
    if unknown := {*languages, locale} - set(LANGUAGES):
        raise BadAgent(f"no such language: {', '.join(sorted(unknown))}")
    row: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "name": name,
        "email": email,
        "role": role,
        "languages": list(languages) or [locale],
        "locale": locale,
        "timezone": timezone,
        "password": hashed(password),
        "disabled": False,
        "created_at": now,
    }
    try:
        with writing(engine) as connection:
            connection.execute(sa.insert(agents).values(row))
            auditing.note(connection, None, "agent_added", "agent", row["id"], now, role=role)
    except IntegrityError as error:
        raise BadAgent(f"there is an agent with the address {email} already") from error
    return agent_of({**row, "totp_secret": None})


def everyone(engine: Engine) -> list[Agent]:
    """All agents, by name, the disabled ones included."""
    with reading(engine) as connection:
        return [agent_of(row) for row in connection.execute(_ALL).mappings()]


def names(connection: Connection) -> dict[str, str]:
    """The names of all agents by their ids."""
    return {row.id: row.name for row in connection.execute(_ALL)}


_ALL = sa.select(agents).order_by(agents.c.name, agents.c.id)


def disable(engine: Engine, email: str, now: datetime) -> None:
    """Shuts an agent out: at once, every session of theirs ends. Raises :class:`BadAgent`."""
    with writing(engine) as connection:
        agent_id = _change(connection, email, disabled=True)
        _end_sessions(connection, agent_id, now)
        auditing.note(connection, None, "agent_disabled", "agent", agent_id, now)


def set_password(engine: Engine, email: str, password: str, now: datetime) -> None:
    """Gives an agent another password, ends their sessions, lets a disabled one in again, and
    switches the second factor off, which they may have lost. Raises :class:`BadAgent`."""
    given = hashed(password)
    with writing(engine) as connection:
        agent_id = _change(connection, email, password=given, disabled=False, totp_secret=None)
        _end_sessions(connection, agent_id, now)
        auditing.note(connection, None, "agent_password", "agent", agent_id, now)


def hashed(password: str) -> str:
    """The password's argon2id hash. Raises :class:`BadAgent` where it is too short."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadAgent(f"a password of {SHORTEST_PASSWORD} letters or more was expected")
    return HASHER.hash(password)


def with_password(engine: Engine, email: str, password: str) -> Agent | None:
    """The agent with this address and password. An address that nobody has takes as long."""
    with reading(engine) as connection:
        found = connection.execute(
            sa.select(agents).where(agents.c.email == email.strip().casefold()[:320])
        )
        row = found.mappings().one_or_none()
    right = _matches(row["password"] if row else nobodys(), password[:LONGEST_PASSWORD])
    return agent_of(row) if row and right and not row["disabled"] else None


def _matches(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept, password)
    except (Argon2Error, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def nobodys() -> str:
    return HASHER.hash(str(uuid.uuid4()))


def _change(connection: Connection, email: str, **values: Any) -> str:
    found = connection.execute(
        sa.select(agents.c.id).where(agents.c.email == email.strip().casefold())
    ).scalar_one_or_none()
    if found is None:
        raise BadAgent(f"there is no agent with the address {email}")
    connection.execute(sa.update(agents).where(agents.c.id == found).values(**values))
    return str(found)


def _end_sessions(connection: Connection, agent_id: str, now: datetime) -> None:
    connection.execute(
        sa.update(agent_sessions)
        .where(agent_sessions.c.agent_id == agent_id, agent_sessions.c.ended_at.is_(None))
        .values(ended_at=now)
    )
