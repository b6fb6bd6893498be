"""Where a customer who waits for a person stands: their place, how long it took others, and
whether anybody is on duty. Real figures, or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.conversations.tables import conversations, tickets
from bot.database.engine import reading
from bot.desk.duty import DutyHours
from bot.desk.sessions import agents_online
from bot.nlg import Wording
from bot.orders.queries import customer_of
from bot.policy import CustomerFacts
from bot.policy.encoding import as_json

LOOKED_AT = 50
"""So many of the newest waits are looked at, of the last two weeks, begun in duty hours."""

FEWEST = 5
"""With fewer waits than these nothing is said about time."""

_STEPS = (5, 10, 15, 20, 30, 45, 60)

_PLACE = sa.select(sa.func.count()).where(
    conversations.c.owner == sa.text("'queue'"), conversations.c.id != sa.bindparam("conversation")
)
_WAITS = (
    sa.select(tickets.c.opened_at, tickets.c.answered_at)
    .where(tickets.c.opened_at > sa.bindparam("since"), tickets.c.answered_at.is_not(None))
    .order_by(tickets.c.opened_at.desc())
    .limit(LOOKED_AT * 4)
)


@dataclass(frozen=True)
class Standing:
    """How it stands for somebody who waits from now on, or still.

    ``place`` counts from 1. ``minutes`` is by when three of four others were answered, rounded
    up; None where too few were, and above an hour. ``opens_at`` is there outside of duty hours.
    """

    place: int
    online: int
    minutes: int | None
    opens_at: datetime | None


def standing(
    connection: Connection, hours: DutyHours, conversation_id: str, now: datetime
) -> Standing:
    """How it stands for this conversation, which waits or is about to."""
    ahead = connection.execute(_PLACE, {"conversation": conversation_id}).scalar_one()
    found = connection.execute(_WAITS, {"since": now - timedelta(days=14)})
    waits = [row.answered_at - row.opened_at for row in found if hours.is_open(row.opened_at)]
    return Standing(
        place=int(ahead) + 1,
        online=agents_online(connection, now),
        minutes=_minutes(sorted(waits[:LOOKED_AT])),
        opens_at=hours.opens_at(now),
    )


def _minutes(waits: list[timedelta]) -> int | None:
    if len(waits) < FEWEST:
        return None
    usual = waits[min(len(waits) * 3 // 4, len(waits) - 1)] / timedelta(minutes=1)
    return next((step for step in _STEPS if usual <= step), None)


class Waiting:
    """Tells who has just begun to wait how it stands; the gateway says it behind the handover."""

    def __init__(self, engine: Engine, wording: Wording, hours: DutyHours) -> None:
        self._engine, self._wording, self._hours = engine, wording, hours

    def tell(self, conversation_id: str, language: str, now: datetime) -> dict[str, Any]:
        """The message, as a responder's; hours are in the customer's own zone, or, of somebody
        unknown, in the team's."""
        with reading(self._engine) as connection:
            seen = standing(connection, self._hours, conversation_id, now)
            customer = _customer(connection, conversation_id)
        facts = {
            "duty": _duty(seen),
            "place": seen.place,
            "minutes": seen.minutes,
            "opens_at": as_json(seen.opens_at),
        }
        said = self._wording.say(
            "utter_desk.waiting",
            language,
            facts,
            locale=customer.locale if customer else None,
            timezone=(customer and customer.timezone) or self._hours.zone.key,
        )
        return {"text": said.text, "language": said.language, "response": "utter_desk.waiting"}


def _customer(connection: Connection, conversation_id: str) -> CustomerFacts | None:
    found = connection.execute(
        sa.select(conversations.c.customer_id).where(conversations.c.id == conversation_id)
    ).scalar_one_or_none()
    return customer_of(connection, found) if found else None


def _duty(seen: Standing) -> str:
    if seen.opens_at is not None:
        return "closed"
    return "open" if seen.online else "nobody"
