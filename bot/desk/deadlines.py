"""Deadlines: a warning before, urgency after. A deadline is kept once a person has spoken."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Engine

from bot.conversations.tables import tickets
from bot.database.engine import reading, writing
from bot.desk import auditing

log = structlog.get_logger("desk")

WARNED_BEFORE = timedelta(hours=2)
MOST_AT_ONCE = 200

_WAITING = (
    # As the partial index of open tickets has it.
    sa.and_(tickets.c.state == sa.text("'open'"), tickets.c.answered_at.is_(None))
)


@dataclass
class Watched:
    """The numbers of the tickets whose deadline is near, and of those whose passed, just now."""

    warned: list[str] = field(default_factory=list)
    escalated: list[str] = field(default_factory=list)


def watch(engine: Engine, now: datetime) -> Watched:
    """Looks at every deadline: each is warned about once, and missed once, whichever of several
    gateways looks. A ticket whose deadline was missed is urgent from then on."""
    with reading(engine) as connection:
        due = connection.execute(
            sa.select(tickets.c.number, tickets.c.due_at)
            .where(
                _WAITING,
                tickets.c.due_at <= now + WARNED_BEFORE,
                sa.or_(
                    tickets.c.warned_at.is_(None),
                    sa.and_(tickets.c.due_at < now, tickets.c.escalated_at.is_(None)),
                ),
            )
            .order_by(tickets.c.due_at)
            .limit(MOST_AT_ONCE)
        ).all()
    found = Watched()
    for number, due_at in due:
        if due_at < now:
            if _mark(engine, number, "escalated", now):
                found.escalated.append(number)
        elif _mark(engine, number, "warned", now):
            found.warned.append(number)
    if due:
        log.info("deadlines", warned=len(found.warned), escalated=len(found.escalated))
    return found


def _mark(engine: Engine, number: str, what: str, now: datetime) -> bool:
    """Marks a ticket, with its entry in the audit log, unless another gateway did."""
    values: dict[str, Any] = {"warned_at": now}
    if what == "escalated":
        values |= {"escalated_at": now, "priority": "high"}
    with writing(engine) as connection:
        marked = connection.execute(
            sa.update(tickets)
            .where(tickets.c.number == number, _WAITING, tickets.c[f"{what}_at"].is_(None))
            .values(**values)
        ).rowcount
        if marked:
            auditing.note(connection, None, what, "ticket", number, now)
    return bool(marked)
