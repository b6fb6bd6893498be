"""The queue of webhooks: put into it with what they tell, taken by one gateway at a time."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from bot.database.engine import reading, writing
from bot.settings import Settings
from bot.webhooks.tables import webhook_deliveries

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=4)
"""After a failed try the next one comes after 5, 10, 20, … seconds, a quarter more or less."""

TRIED_FOR = timedelta(days=1)
"""So long it is tried; then the delivery is dead, until somebody sends it again."""

HELD = timedelta(minutes=2)
"""So long a gateway may take for a delivery before another may try: longer than any try lasts."""

MOST_AT_ONCE = 20

KEPT = {"delivered": timedelta(days=7), "dead": timedelta(days=30)}
"""How long what is done stays in the table."""

Refresh = Callable[[Connection, Mapping[str, Any]], "Mapping[str, Any] | None"]
"""The body as it is now, just before it is sent; None where there is nothing to tell any more."""


@dataclass(frozen=True)
class Delivery:
    """A delivery that this gateway holds, to be sent now."""

    id: str
    event: str
    body: Mapping[str, Any]
    attempts: int
    created_at: datetime
    good_until: datetime


def with_webhooks(engine: Engine, settings: Settings) -> Engine:
    """The engine as programs use it that tell the shop: what is queued in its transactions is
    kept where the settings name an address, else not."""
    told: Engine = engine.execution_options(webhooks=settings.webhook_url is not None)
    return told


def queue(
    connection: Connection,
    event: str,
    body: Mapping[str, Any],
    now: datetime,
    *,
    after: timedelta = timedelta(0),
    merge_key: str | None = None,
) -> None:
    """Puts a delivery into the queue, in the caller's write transaction.

    Nothing happens where no address is set: see :func:`with_webhooks`. With a ``merge_key`` it is
    left out where one with the same key waits for its first try.
    """
    if not connection.get_execution_options().get("webhooks"):
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = insert(webhook_deliveries).values(
        id=str(uuid.uuid4()),
        event=event,
        body=dict(body),
        state="waiting",
        merge_key=merge_key,
        attempts=0,
        created_at=now,
        due_at=now + after,
        good_until=now + TRIED_FOR,
    )
    if merge_key is not None:
        row = row.on_conflict_do_nothing(
            index_elements=["merge_key"],
            index_where=sa.text("state = 'waiting' AND attempts = 0"),
        )
    connection.execute(row)


_FIELDS = [webhook_deliveries.c[name] for name in Delivery.__dataclass_fields__]
_DUE = (
    sa.select(*_FIELDS)
    .where(
        webhook_deliveries.c.state == sa.text("'waiting'"),
        webhook_deliveries.c.due_at <= sa.bindparam("now"),
    )
    .order_by(webhook_deliveries.c.due_at)
    .limit(MOST_AT_ONCE)
)
_TAKE = _DUE.with_for_update(skip_locked=True)
_ITSELF = webhook_deliveries.c.id == sa.bindparam("delivery")
_CHANGE = sa.update(webhook_deliveries).where(
    _ITSELF, webhook_deliveries.c.state == sa.text("'waiting'")
)


def take_due(engine: Engine, refresh: Mapping[str, Refresh], now: datetime) -> list[Delivery]:
    """What is due, for this gateway alone: nobody else takes it for two minutes.

    Where a gateway dies with it in hand, it is sent again by another, under the same id. What
    there is nothing to tell of any more is dropped here: ``refresh`` says so, by event.
    """
    with reading(engine) as connection:
        if connection.execute(_DUE, {"now": now}).first() is None:
            return []
    taken = []
    with writing(engine) as connection:
        for row in connection.execute(_TAKE, {"now": now}).mappings().all():
            body: Mapping[str, Any] | None = row["body"]
            if row["event"] in refresh:
                body = refresh[row["event"]](connection, row["body"])
            if body is None:
                connection.execute(
                    sa.delete(webhook_deliveries).where(_ITSELF), {"delivery": row["id"]}
                )
                continue
            held = {**row, "body": body, "attempts": row["attempts"] + 1}
            connection.execute(
                _CHANGE,
                {
                    "delivery": row["id"],
                    "body": dict(body),
                    "attempts": held["attempts"],
                    "due_at": now + HELD,
                },
            )
            taken.append(Delivery(**held))
    return taken


def mark_delivered(engine: Engine, delivery: Delivery, now: datetime) -> None:
    """Notes that the shop's server has taken it."""
    with writing(engine) as connection:
        connection.execute(
            _CHANGE,
            {"delivery": delivery.id, "state": "delivered", "done_at": now, "last_error": None},
        )


def put_off(engine: Engine, delivery: Delivery, error: str, now: datetime) -> bool:
    """Lets a delivery that failed be tried again later. Gives whether it will be."""
    due = now + pause_after(delivery.attempts)
    again = due <= delivery.good_until
    changed: dict[str, Any] = {"delivery": delivery.id, "last_error": error[:200]}
    changed |= {"due_at": due} if again else {"state": "dead", "done_at": now}
    with writing(engine) as connection:
        connection.execute(_CHANGE, changed)
    return again


def pause_after(attempts: int) -> timedelta:
    """How long after so many failed tries the next one comes: no two deliveries in step."""
    doubled: int = 2 ** min(attempts - 1, 20)
    pause = min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
    return pause * (0.75 + secrets.randbelow(1001) / 2000)


def forget_deliveries(engine: Engine, now: datetime) -> None:
    """Forgets what was done long ago."""
    with writing(engine) as connection:
        for state, kept in KEPT.items():
            connection.execute(
                sa.delete(webhook_deliveries).where(
                    webhook_deliveries.c.state == state, webhook_deliveries.c.done_at < now - kept
                )
            )
