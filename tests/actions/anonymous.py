"""An anonymous customer in a dialogue with the actions, and the mail that they get."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.database.engine import reading
from bot.orders.importing import import_data
from bot.outgoing_mail.tables import outgoing_mails
from tests.actions.dialogue import Dialogue, Turn
from tests.orders.shop_rows import customer, item, order

NOW = datetime.now(timezone.utc)
EMAIL, CODE, ANEW = "identify_email", "identify_code", "identify_anew"
MINE, OTHERS = "JM-4821-7305", "JM-1111-2222"


def written(**ago: float) -> str:
    return (NOW - timedelta(**ago)).isoformat().replace("+00:00", "Z")


def fill(engine: Engine) -> None:
    """Ana and Bo have an order each: hers is just paid, his is late."""
    late = {"status": "shipped", "placed_at": written(days=101), "paid_at": written(days=101)}
    import_data(
        engine,
        {
            "customers": [customer("c-ana"), customer("c-bo", email="bo@example.com")],
            "orders": [
                order(
                    MINE,
                    customer_id="c-ana",
                    items=[item(title="Phone case")],
                    placed_at=written(minutes=31),
                    paid_at=written(minutes=30),
                ),
                order(OTHERS, customer_id="c-bo", shipped_at=written(days=90), **late),
            ],
        },
    )


def mails(talk: Dialogue) -> list[Mapping[str, Any]]:
    with reading(talk.engine) as connection:
        asked = sa.select(outgoing_mails).order_by(outgoing_mails.c.created_at)
        return list(connection.execute(asked).mappings())


def code(talk: Dialogue) -> str:
    """The code in the newest mail."""
    found: str = mails(talk)[-1]["facts"]["code"]
    return found


def wrong(talk: Dialogue) -> str:
    return f"{(int(code(talk)) + 1) % 1_000_000:06}"


def asks(talk: Dialogue, wanted: str | None) -> bool:
    """Whether the form asks for this next."""
    return talk.slots["requested_slot"] == wanted


async def sent(talk: Dialogue, address: str = "ana@example.com", **more: Any) -> Turn:
    """The form is begun and given an address."""
    await talk.begin(**more)
    return await talk.form(address, email=address)


def identified(turn: Turn) -> Any:
    """What the replies tell the gateway of who the customer is."""
    return [r["identified"] for r in turn.responses if "identified" in r]
