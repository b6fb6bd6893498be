"""Where Rasa keeps the state of each conversation: one small row, written once a turn.

A turn is atomic: Rasa saves its tracker at the end, and with it, in the same row, go the message
it answered and the replies. A gateway that asks again, because it died in between, is given the
same replies, and nothing is done twice.

The row stays small however long the conversation: at a quiet point, with no form open, the events
are dropped and the slots carried over. What was said is kept by the gateway, not here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.database.engine import engine_of, reading, writing
from bot.responder.tables import trackers
from bot.responder.wire import language_after, reply_of

MOST_EVENTS = 400
"""An open form keeps its events; past this many the conversation begins anew all the same."""

# Made once: to build a statement takes longer than to run it.
_CONVERSATION = trackers.c.conversation_id == sa.bindparam("conversation")
_FIND = sa.select(trackers.c.events, trackers.c.message_id, trackers.c.answer).where(_CONVERSATION)
_CHANGE = sa.update(trackers).where(_CONVERSATION)
_BEGIN = sa.insert(trackers)


class SessionTrackerStore(TrackerStore):  # type: ignore[misc]
    """Keeps the current session of each conversation in the bot's own database."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: Any = None,
        database: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self.engine = engine_of(database)
        # One turn reads its conversation's row once and writes it once: what the first look found
        # waits here for Rasa to retrieve, and what was saved for the channel to answer with. The
        # conversation's lock is held meanwhile.
        self._found: dict[str, str | None] = {}
        self._saved: dict[str, dict[str, Any]] = {}

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's tracker; a fresh one, its session begun, for a new conversation."""
        stored = self._found.pop(sender_id) if sender_id in self._found else self._events(sender_id)
        events = deserialise_events(json.loads(stored)) if stored else list(session_start(()))
        return DialogueStateTracker.from_events(
            sender_id, events, self.domain.slots, domain=self.domain
        )

    def _events(self, conversation_id: str) -> str | None:
        with reading(self.engine) as connection:
            row = connection.execute(_FIND, {"conversation": conversation_id}).one_or_none()
        return None if row is None else str(row.events)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stores the tracker with the message it last answered and the replies to it."""
        message_id, answer = last_answer(tracker)
        events = list(tracker.events)
        if not tracker.active_loop or len(events) > MOST_EVENTS:
            events = list(session_start(_slots(tracker)))
        row = {
            "events": json.dumps([event.as_dict() for event in events], ensure_ascii=False),
            "message_id": message_id,
            "answer": json.dumps(answer, ensure_ascii=False),
            "updated_at": datetime.now(timezone.utc),
        }
        with writing(self.engine) as connection:
            changed = connection.execute(_CHANGE, {"conversation": tracker.sender_id, **row})
            if not changed.rowcount:
                connection.execute(_BEGIN, {"conversation_id": tracker.sender_id, **row})
        if message_id is not None:
            self._saved[tracker.sender_id] = {"message_id": message_id, "answer": answer}

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        with reading(self.engine) as connection:
            return list(connection.execute(sa.select(trackers.c.conversation_id)).scalars())

    async def delete(self, sender_id: str) -> None:
        """Forgets the conversation."""
        with writing(self.engine) as connection:
            connection.execute(sa.delete(trackers).where(trackers.c.conversation_id == sender_id))

    def begin_turn(self, conversation_id: str, message_id: str) -> dict[str, Any] | None:
        """The answer to this message if it was the conversation's last, given already.

        None where it is new; the conversation is then at hand for Rasa to retrieve.
        """
        self._saved.pop(conversation_id, None)
        with reading(self.engine) as connection:
            row = connection.execute(_FIND, {"conversation": conversation_id}).one_or_none()
        if row is not None and row.message_id == message_id:
            given: dict[str, Any] = json.loads(row.answer)
            return given
        self._found[conversation_id] = row.events if row is not None else None
        return None

    def end_turn(self, conversation_id: str, message_id: str) -> dict[str, Any] | None:
        """The answer to this message as it was saved just now; None where it was not saved."""
        self._found.pop(conversation_id, None)
        saved = self._saved.pop(conversation_id, None)
        if saved is None or saved["message_id"] != message_id:
            return None
        answer: dict[str, Any] = saved["answer"]
        return answer


def session_start(slots: Sequence[tuple[str, Any]]) -> Iterable[Event]:
    """The events of a session that begins with these slots and listens."""
    yield ActionExecuted(ACTION_SESSION_START_NAME)
    yield SessionStarted()
    for name, value in slots:
        yield SlotSet(name, value)
    yield ActionExecuted(ACTION_LISTEN_NAME)


def last_answer(tracker: DialogueStateTracker) -> tuple[str | None, dict[str, Any]]:
    """The id of the last message and its answer: the language state and the replies.

    A message with two wishes is there twice, under one id: the replies to both are its answer.
    """
    events = list(tracker.events)
    heard = [i for i, event in enumerate(events) if isinstance(event, UserUttered)]
    if not heard:
        return None, {}
    message_id = events[heard[-1]].message_id
    own = [i for i in heard if events[i].message_id == message_id] if message_id else heard[-1:]
    index = own[0]
    state = (events[index].parse_data.get("language") or {}).get("state") or {}
    uttered = [event for event in events[index:] if isinstance(event, BotUttered)]
    language = language_after(state, [event.metadata for event in uttered])
    replies = [reply_of(event.text, event.metadata, language.get("code", "")) for event in uttered]
    if len(own) > 1:
        replies = [reply for i, reply in enumerate(replies) if reply not in replies[i + 1 :]]
    return events[index].message_id, {
        "language": language,
        "messages": [reply.as_json() for reply in replies],
    }


def _slots(tracker: DialogueStateTracker) -> list[tuple[str, Any]]:
    return [
        (slot.name, slot.value)
        for slot in tracker.slots.values()
        if slot.value is not None and slot.name not in ("requested_slot",)
    ]
