"""What is new in a conversation since a number, and which conversations have something new."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.conversations import rows
from bot.conversations.errors import UnknownConversation
from bot.conversations.events import Hub
from bot.conversations.messages import StoredMessage
from bot.conversations.tables import conversations, messages
from bot.database.engine import reading

MOST_AT_ONCE = 50
"""So many messages are read at once: a long conversation goes out in pieces."""

MOST_ASKED = 500
"""So many conversations are asked for in one statement."""

# Made once: see bot/conversations/statements.py.
_STATE = sa.select(conversations.c.owner, conversations.c.last_seq).where(
    conversations.c.id == sa.bindparam("conversation")
)
_AFTER = (
    sa.select(messages)
    .where(
        messages.c.conversation_id == sa.bindparam("conversation"),
        messages.c.seq > sa.bindparam("seq"),
    )
    .order_by(messages.c.seq)
    .limit(MOST_AT_ONCE)
)
_STATES = sa.select(conversations.c.id, conversations.c.last_seq, conversations.c.owner).where(
    conversations.c.id.in_(sa.bindparam("ids", expanding=True))
)


@dataclass(frozen=True)
class News:
    """What is new in a conversation. ``more``: there are further messages to read."""

    owner: str
    last_seq: int
    messages: tuple[StoredMessage, ...]

    @property
    def more(self) -> bool:
        return len(self.messages) == MOST_AT_ONCE


def state_of(engine: Engine, conversation_id: str) -> tuple[str, int]:
    """Who owns the conversation, and its last number. Raises :class:`UnknownConversation`."""
    with reading(engine) as connection:
        found = connection.execute(_STATE, {"conversation": conversation_id}).one_or_none()
    if found is None:
        raise UnknownConversation(conversation_id)
    return str(found.owner), int(found.last_seq)


def news_after(engine: Engine, conversation_id: str, seq: int) -> News:
    """The messages after a number, in order, and the owner at the same moment.

    Raises :class:`UnknownConversation`.
    """
    given = {"conversation": conversation_id, "seq": seq}
    with reading(engine) as connection:
        state = connection.execute(_STATE, {"conversation": conversation_id}).one_or_none()
        if state is None:
            raise UnknownConversation(conversation_id)
        if state.last_seq <= seq:
            return News(state.owner, state.last_seq, ())
        found = connection.execute(_AFTER, given).mappings()
        return News(state.owner, state.last_seq, tuple(rows.message(row) for row in found))


class Sweep:
    """Finds what other processes wrote, for those who listen here, by one question for all.

    Redis tells it sooner, where there is one; what it did not tell, and what programs wrote that
    know of no Redis, is found here within a second.
    """

    def __init__(self, engine: Engine, hub: Hub, in_thread: Callable[..., Awaitable[Any]]) -> None:
        self._engine, self._hub, self._in_thread = engine, hub, in_thread

    async def sweep(self, _: datetime) -> None:
        """Wakes every listener whose conversation has gone on, or has gone."""
        listeners = self._hub.listeners()
        ids = sorted({listener.conversation_id for listener in listeners})
        states: dict[str, tuple[int, str]] = {}
        for start in range(0, len(ids), MOST_ASKED):
            asked = ids[start : start + MOST_ASKED]
            states.update(await self._in_thread(_states, self._engine, asked))
        for listener in listeners:
            # What a listener was told meanwhile only makes it look once more.
            if states.get(listener.conversation_id) != (listener.seq, listener.owner):
                listener.wake()


def _states(engine: Engine, ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    with reading(engine) as connection:
        found = connection.execute(_STATES, {"ids": list(ids)})
        return {row.id: (row.last_seq, row.owner) for row in found}
