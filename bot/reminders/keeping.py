"""Which days of a delivery guarantee a customer is reminded of, and keeping that they want it.

A reminder comes at nine in the morning where the customer lives, on the hundredth day after the
order and on the guarantee's last day. It never comes before the hundredth day is really over to
the second; and where the guarantee ends in the small hours of its last day, it comes the morning
before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from bot.database.engine import writing
from bot.policy import CustomerFacts, OrderFacts
from bot.policy.case import Case
from bot.policy.dates import local_date, zone_of
from bot.policy.delivery_dates import claim_from, guarantee_until
from bot.reminders.tables import reminders

DAY_100 = "day_100"
LAST_DAY = "last_day"

OFFERED_BY = {
    "not_received.wait": "order_not_received",
    "mistake.on_its_way": "marked_delivered_by_mistake",
}
"""The decisions that offer a reminder, each with the need that it answers.

These two alone: the customer has just said that the parcel is not there, and is told to wait.
``track.shipped`` and ``tracking.virtual_number`` answer a look at the parcel, mostly in its first
weeks: an offer each time would be a nuisance. Both name the day, and who is worried says so.
"""

MORNING = time(9, 0)
LEAST = timedelta(hours=1)
"""So much of the guarantee must be left for a reminder on its last morning."""


@dataclass(frozen=True)
class Day:
    """A day to be reminded of, and the moment at which that happens."""

    kind: str
    due_at: datetime


def days_of(order: OrderFacts, customer: CustomerFacts | None, now: datetime) -> tuple[Day, ...]:
    """The days of a consistent order, in their order. There is no last day where the guarantee
    ends before a claim is possible."""
    case = Case(order, now, customer)
    first = _first(case)
    days = [Day(DAY_100, first)]
    if guarantee_until(case) > claim_from(case) and (last := _last(case)) > first:
        days.append(Day(LAST_DAY, last))
    return tuple(days)


def _first(case: Case) -> datetime:
    moment = claim_from(case)
    return max(_morning(local_date(moment, case.customer), case), moment)


def _last(case: Case) -> datetime:
    end = guarantee_until(case)
    day = local_date(end, case.customer)
    morning = _morning(day, case)
    return morning if morning + LEAST <= end else _morning(day - timedelta(days=1), case)


def _morning(day: date, case: Case) -> datetime:
    local = datetime.combine(day, MORNING, tzinfo=zone_of(case.customer))
    return local.astimezone(timezone.utc)


def keep_reminders(
    engine: Engine,
    order: OrderFacts,
    customer: CustomerFacts,
    conversation_id: str,
    code: str,
    now: datetime,
) -> tuple[Day, ...]:
    """Keeps the reminders that a customer wants of an order, in one write transaction.

    There is one of a kind for an order: asked for again, it goes to the conversation that asked
    last, one that was dropped waits again, and one that was sent is not sent twice.
    """
    days = days_of(order, customer, now)
    with writing(engine) as connection:
        for day in days:
            _keep(
                connection,
                customer_id=customer.id,
                order_number=order.number,
                kind=day.kind,
                code=code,
                conversation_id=conversation_id,
                due_at=day.due_at,
                state="waiting",
                created_at=now,
            )
    return days


def _keep(connection: Connection, **values: Any) -> None:
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    table = reminders.c
    anew = ("code", "conversation_id", "due_at", "state")
    connection.execute(
        dialect.insert(reminders)
        .values(values)
        .on_conflict_do_update(
            index_elements=[table.customer_id, table.order_number, table.kind],
            set_={**{name: values[name] for name in anew}, "reason": None, "done_at": None},
            where=table.state != sa.literal("sent"),
        )
    )
