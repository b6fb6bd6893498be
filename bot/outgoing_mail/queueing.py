"""The queue of mail: put into it with what the mail belongs to, taken by one gateway at a time."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.database.engine import reading, writing
from bot.outgoing_mail.tables import outgoing_mails

PAUSES = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600, 7200, 14400))
"""How long after a failed try the next one comes; after the last of them there is none."""

HELD = timedelta(minutes=2)
"""So long a gateway may take for a mail before another may try: longer than any try lasts."""

MOST_AT_ONCE = 20


@dataclass(frozen=True)
class Mail:
    """A mail that this gateway holds, to be sent now."""

    id: str
    address: str
    response: str
    facts: Mapping[str, Any]
    language: str
    locale: str | None
    timezone: str | None
    tries: int
    letter: Mapping[str, Any] | None = None
    """One that is composed already, as :class:`bot.outgoing_mail.letters.Letter` has it."""


def queue_mail(
    connection: Connection,
    *,
    address: str,
    response: str,
    facts: Mapping[str, Any],
    language: str,
    now: datetime,
    locale: str | None = None,
    timezone: str | None = None,
    good_until: datetime | None = None,
    letter: Mapping[str, Any] | None = None,
) -> str:
    """Puts a mail into the queue, in the caller's write transaction. Gives its id.

    ``response`` names the text in domain.yml, and ``<response>.subject`` the subject. ``facts``
    are as on the wire (docs/architecture.md, "Facts"); they are deleted once the mail is sent or
    given up. After ``good_until`` it is not sent any more.
    """
    mail_id = str(uuid.uuid4())
    connection.execute(
        sa.insert(outgoing_mails).values(
            id=mail_id,
            address=address,
            response=response,
            facts=dict(facts),
            letter=dict(letter) if letter else None,
            language=language,
            locale=locale,
            timezone=timezone,
            state="pending",
            tries=0,
            created_at=now,
            not_before=now,
            good_until=good_until,
        )
    )
    return mail_id


_FIELDS = [outgoing_mails.c[name] for name in Mail.__dataclass_fields__]
_DUE = (
    sa.select(*_FIELDS, outgoing_mails.c.good_until)
    .where(
        outgoing_mails.c.state == sa.text("'pending'"),
        outgoing_mails.c.not_before <= sa.bindparam("now"),
    )
    .order_by(outgoing_mails.c.not_before)
    .limit(MOST_AT_ONCE)
)
_TAKE = _DUE.with_for_update(skip_locked=True)
_CHANGE = sa.update(outgoing_mails).where(
    outgoing_mails.c.id == sa.bindparam("mail"), outgoing_mails.c.state == sa.text("'pending'")
)


_FORGOTTEN: Mapping[str, Any] = {"facts": {}, "letter": None}


def take_due(engine: Engine, now: datetime) -> list[Mail]:
    """Mail that is due, for this gateway alone: nobody else takes it for two minutes.

    Where a gateway dies with it in hand, it is sent again by another: once too often rather than
    never. What is too late to help is given up here.
    """
    with reading(engine) as connection:
        if connection.execute(_DUE, {"now": now}).first() is None:
            return []
    taken = []
    with writing(engine) as connection:
        for row in connection.execute(_TAKE, {"now": now}).mappings().all():
            if row["good_until"] is not None and now > row["good_until"]:
                _give_up(connection, row["id"])
                continue
            tries = row["tries"] + 1
            connection.execute(
                _CHANGE, {"mail": row["id"], "tries": tries, "not_before": now + HELD}
            )
            held = {name: row[name] for name in Mail.__dataclass_fields__}
            taken.append(Mail(**{**held, "tries": tries}))
    return taken


def mark_sent(engine: Engine, mail: Mail, now: datetime) -> None:
    """Notes that a mail was sent, and forgets its facts."""
    with writing(engine) as connection:
        sent = {"mail": mail.id, "state": "sent", "sent_at": now}
        connection.execute(_CHANGE, {**sent, **_FORGOTTEN})


def put_off(engine: Engine, mail: Mail, now: datetime) -> bool:
    """Lets a mail that could not be sent be tried again later. Gives whether it will be."""
    with writing(engine) as connection:
        if mail.tries > len(PAUSES):
            _give_up(connection, mail.id)
            return False
        connection.execute(_CHANGE, {"mail": mail.id, "not_before": now + PAUSES[mail.tries - 1]})
        return True


def give_up(engine: Engine, mail: Mail) -> None:
    """Gives up a mail that can't be sent, however often it is tried, and forgets its facts."""
    with writing(engine) as connection:
        _give_up(connection, mail.id)


def _give_up(connection: Connection, mail_id: str) -> None:
    connection.execute(_CHANGE, {"mail": mail_id, "state": "failed", **_FORGOTTEN})
