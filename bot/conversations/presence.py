"""Whether a customer's client is connected, and up to which message it was told and has seen.

Each gateway writes its own rows, about once a second and only what changed, so that every program
can ask: another gateway, the mail worker, the webhooks. A gateway that dies says nothing more, and
what it said is over after a minute.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.conversations.tables import client_presence
from bot.database.engine import writing

GOOD_FOR = timedelta(seconds=60)
SAID_AGAIN = timedelta(seconds=20)
"""A connection is said again after so long; what was said is good for a minute."""

KEPT = timedelta(days=60)

_OF = client_presence.c.conversation_id == sa.bindparam("conversation")
_CONNECTED = sa.select(sa.literal(1)).where(
    _OF, client_presence.c.connected_until > sa.bindparam("now")
)


def is_connected(connection: Connection, conversation_id: str, now: datetime) -> bool:
    """Whether a client of the conversation's customer is connected, at any gateway."""
    given = {"conversation": conversation_id, "now": now}
    return connection.execute(_CONNECTED.limit(1), given).first() is not None


def connected_until(connection: Connection, conversation_id: str) -> datetime | None:
    """Until when a client of the customer's counts as connected; a moment that is over where none
    is any more, None where none ever was."""
    until: datetime | None = _highest_of(
        connection, client_presence.c.connected_until, conversation_id
    )
    return until


def delivered_up_to(connection: Connection, conversation_id: str) -> int:
    """The highest number of a message that any client of the customer's was handed; 0 for none."""
    return _highest(connection, client_presence.c.delivered_seq, conversation_id)


def seen_up_to(connection: Connection, conversation_id: str) -> int:
    """The highest number of a message that the customer has seen, as a client said; 0 for none."""
    return _highest(connection, client_presence.c.seen_seq, conversation_id)


def forget_presence(engine: Engine, now: datetime) -> None:
    """Forgets who was there long ago."""
    with writing(engine) as connection:
        connection.execute(
            sa.delete(client_presence).where(client_presence.c.updated_at < now - KEPT)
        )


def _highest(connection: Connection, column: Any, conversation_id: str) -> int:
    return _highest_of(connection, column, conversation_id) or 0


def _highest_of(connection: Connection, column: Any, conversation_id: str) -> Any:
    asked = sa.select(sa.func.max(column)).where(_OF)
    return connection.execute(asked, {"conversation": conversation_id}).scalar_one()


class Presence:
    """What one gateway knows of the clients at it. To be told in its event loop."""

    def __init__(self, engine: Engine, in_thread: Callable[..., Awaitable[Any]]) -> None:
        self._engine, self._in_thread = engine, in_thread
        self._gateway = str(uuid.uuid4())
        self._open: Counter[str] = Counter()
        self._delivered: dict[str, int] = {}
        self._seen: dict[str, int] = {}
        self._changed: set[str] = set()
        self._said: dict[str, datetime] = {}

    @contextmanager
    def connected(self, conversation_id: str) -> Iterator[None]:
        """A client is connected until the context ends."""
        self._open[conversation_id] += 1
        self._changed.add(conversation_id)
        try:
            yield
        finally:
            self._open[conversation_id] -= 1
            if not self._open[conversation_id]:
                del self._open[conversation_id]
            self._changed.add(conversation_id)

    def delivered(self, conversation_id: str, seq: int) -> None:
        """A client was handed every message up to this number."""
        self._note(self._delivered, conversation_id, seq)

    def seen(self, conversation_id: str, seq: int) -> None:
        """The customer has seen every message up to this number."""
        self._note(self._seen, conversation_id, seq)

    def _note(self, numbers: dict[str, int], conversation_id: str, seq: int) -> None:
        if seq > numbers.get(conversation_id, 0):
            numbers[conversation_id] = seq
            self._changed.add(conversation_id)

    async def write_presence(self, now: datetime) -> None:
        """Writes what changed, and says again who is still connected."""
        late = now - SAID_AGAIN
        due = {talk for talk in self._open if self._said.get(talk, late) <= late}
        changed, self._changed = self._changed | due, set()
        if not changed:
            return
        rows = [self._row(talk, now) for talk in sorted(changed)]
        try:
            await self._in_thread(_write, self._engine, rows)
        except SQLAlchemyError:
            self._changed |= changed
            raise
        for talk in changed - self._changed:
            if talk in self._open:
                self._said[talk] = now
            else:
                for kept in (self._said, self._delivered, self._seen):
                    kept.pop(talk, None)

    def _row(self, conversation_id: str, now: datetime) -> dict[str, Any]:
        return {
            "conversation_id": conversation_id,
            "gateway": self._gateway,
            "connected_until": now + GOOD_FOR if conversation_id in self._open else now,
            "delivered_seq": self._delivered.get(conversation_id, 0),
            "seen_seq": self._seen.get(conversation_id, 0),
            "updated_at": now,
        }


def _write(engine: Engine, rows: Sequence[dict[str, Any]]) -> None:
    insert = (postgresql if engine.dialect.name == "postgresql" else sqlite).insert(client_presence)
    changed: dict[str, Any] = {
        name: insert.excluded[name] for name in ("connected_until", "updated_at")
    }
    for name in ("delivered_seq", "seen_seq"):
        old, new = client_presence.c[name], insert.excluded[name]
        changed[name] = sa.case((new > old, new), else_=old)
    upsert = insert.on_conflict_do_update(
        index_elements=["conversation_id", "gateway"], set_=changed
    )
    with writing(engine) as connection:
        connection.execute(upsert, list(rows))
