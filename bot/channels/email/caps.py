"""How much mail of one sender is answered: what stops two machines that answer each other.

Counted in the database, so that several workers count as one, give or take one mail each. Mail
that a cap silenced counts as well: whoever goes on stays silenced, and a person who pauses is heard
again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.channels.email.tables import mails


@dataclass(frozen=True)
class Cap:
    """So many mails in so long; one more is not answered, for this reason."""

    mails: int
    within: timedelta
    reason: str


OF_A_SENDER: Sequence[Cap] = (
    Cap(10, timedelta(minutes=10), "cap_10_minutes"),
    Cap(15, timedelta(minutes=30), "cap_30_minutes"),
    Cap(25, timedelta(minutes=60), "cap_60_minutes"),
    Cap(60, timedelta(days=1), "cap_day"),
)
OF_A_THREAD = Cap(40, timedelta(days=1), "cap_thread")
OF_A_BODY = Cap(3, timedelta(days=1), "cap_same_body")

LETTERS = 20
"""A body with fewer letters is not told by its words: people say "yes" all day."""

COUNTED_AS_SILENT = frozenset(cap.reason for cap in (*OF_A_SENDER, OF_A_THREAD, OF_A_BODY))


def body_digest(text: str) -> str | None:
    """What tells a repeated body, whatever its spaces, case and figures. None for a short one."""
    letters = "".join(sign for sign in text.casefold() if sign.isalpha())
    return hashlib.sha256(letters.encode()).hexdigest() if len(letters) >= LETTERS else None


def over(
    connection: Connection,
    *,
    sender: str,
    conversation_id: str | None,
    body: str | None,
    now: datetime,
) -> str | None:
    """Why one more mail of this sender is not answered; None where it is."""
    ours = mails.c.sender == sender
    counted = sa.or_(mails.c.reason.is_(None), mails.c.reason.in_(sorted(COUNTED_AS_SILENT)))
    for cap in OF_A_SENDER:
        if _count(connection, now, cap, ours, counted) >= cap.mails:
            return cap.reason
    if body and _count(connection, now, OF_A_BODY, ours, mails.c.body_digest == body) >= (
        OF_A_BODY.mails
    ):
        return OF_A_BODY.reason
    if conversation_id and _count(
        connection, now, OF_A_THREAD, mails.c.conversation_id == conversation_id
    ) >= (OF_A_THREAD.mails):
        return OF_A_THREAD.reason
    return None


def _count(
    connection: Connection, now: datetime, cap: Cap, *which: sa.sql.ColumnElement[bool]
) -> int:
    asked = sa.select(sa.func.count()).where(*which, mails.c.received_at > now - cap.within)
    return int(connection.execute(asked).scalar_one())
