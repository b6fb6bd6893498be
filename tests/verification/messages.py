"""Sending and checking codes as the actions do it, each time in a message of its own."""

from __future__ import annotations

from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.database.engine import reading
from bot.verification.codes import Checking, Codes, Sending, check_code, send_code
from tests.orders.shop_rows import NOW

_MESSAGES = count()


def send(codes: Codes, address: str = "ana@example.com", **changes: Any) -> Sending:
    """Sends a code to Ana, unless told otherwise."""
    given = {
        "conversation_id": "k-1",
        "channel": "widget",
        "language": "pt",
        "request_id": f"m-{next(_MESSAGES)}",
        "now": NOW,
        **changes,
    }
    return send_code(codes, address=address, **given)


def check(codes: Codes, typed: str, **changes: Any) -> Checking:
    """What a code is worth."""
    given = {
        "conversation_id": "k-1",
        "request_id": f"m-{next(_MESSAGES)}",
        "now": NOW,
        **changes,
    }
    return check_code(codes, typed=typed, **given)


def other_than(code: str) -> str:
    """A wrong code."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def rows(engine: Engine, table: sa.Table) -> list[dict[str, Any]]:
    """All rows of a table."""
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]
