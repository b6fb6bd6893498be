"""What an operator sees of the deliveries, and how one is sent again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.database.engine import reading, writing
from bot.webhooks.queueing import TRIED_FOR
from bot.webhooks.tables import webhook_deliveries

STATES = ("waiting", "delivered", "dead")


class UnknownDelivery(Exception):
    """No such delivery, or one that waits to be sent anyway."""

    code = "unknown_delivery"


def deliveries(engine: Engine, state: str | None, most: int) -> Sequence[Mapping[str, Any]]:
    """The newest deliveries, in this state or in any."""
    asked = sa.select(webhook_deliveries).order_by(webhook_deliveries.c.created_at.desc())
    if state is not None:
        asked = asked.where(webhook_deliveries.c.state == state)
    with reading(engine) as connection:
        return list(connection.execute(asked.limit(most)).mappings())


def replay(engine: Engine, delivery: str, now: datetime) -> None:
    """Lets a delivery that is dead, or was delivered, be sent again under its id, for a day.

    Raises :class:`UnknownDelivery`.
    """
    with writing(engine) as connection:
        changed = connection.execute(
            sa.update(webhook_deliveries)
            .where(webhook_deliveries.c.id == delivery, webhook_deliveries.c.state != "waiting")
            # Its key would stand in the way of a new one.
            .values(
                state="waiting",
                merge_key=None,
                attempts=0,
                due_at=now,
                good_until=now + TRIED_FOR,
                done_at=None,
            )
        )
        if not changed.rowcount:
            raise UnknownDelivery(delivery)
