"""The audit log: who did or saw what, and when. It is only added to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.desk.tables import agents, audit_log

_NOTE = sa.insert(audit_log)
_NEWEST = (
    sa.select(audit_log, agents.c.name)
    .select_from(audit_log.outerjoin(agents, agents.c.id == audit_log.c.agent_id))
    .order_by(audit_log.c.id.desc())
    .limit(sa.bindparam("most"))
)
_OF = (
    sa.select(audit_log.c.at, audit_log.c.act, audit_log.c.detail, agents.c.name)
    .select_from(audit_log.outerjoin(agents, agents.c.id == audit_log.c.agent_id))
    .where(
        audit_log.c.kind == sa.bindparam("of_kind"),
        audit_log.c.object == sa.bindparam("of_object"),
    )
    .order_by(audit_log.c.id.desc())
    .limit(sa.bindparam("most"))
)


def note(
    connection: Connection,
    agent_id: str | None,
    act: str,
    kind: str,
    about: str,
    now: datetime,
    **detail: Any,
) -> None:
    """Adds an entry in the caller's transaction: an act on the ``kind`` of thing named ``about``.

    ``detail`` holds names and numbers, never what a customer wrote.
    """
    connection.execute(
        _NOTE,
        {
            "at": now,
            "agent_id": agent_id,
            "act": act,
            "kind": kind,
            "object": about,
            "detail": detail,
        },
    )


def entries_of(connection: Connection, kind: str, about: str, most: int = 50) -> list[Any]:
    """What was done with a thing, newest first: ``at``, ``act``, ``detail``, the agent's
    ``name``, None where the program did it by itself."""
    asked = {"of_kind": kind, "of_object": about, "most": most}
    return list(connection.execute(_OF, asked).mappings())


def newest(connection: Connection, most: int = 100) -> list[Any]:
    """What was done lately, by anybody, newest first."""
    return list(connection.execute(_NEWEST, {"most": most}).mappings())
