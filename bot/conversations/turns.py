"""Turns: each message is answered once and in order, whatever dies in between.

A message waits as ``pending`` in the database until its answer is stored. Who brings a message
tries at once; where the responder is away the customer is told that the answer follows, and a
background task goes on trying, also for messages that a killed gateway left behind.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.conversations import inbox, opening, outbox
from bot.conversations.alone import Alone
from bot.conversations.events import Hub
from bot.conversations.identity import as_known
from bot.conversations.messages import Conversation, InboundMessage, StoredMessage
from bot.conversations.responder_client import ResponderAway, ResponderClient
from bot.conversations.waiting import TellsWaiting
from bot.database.engine import writing
from bot.nlg import Wording

log = structlog.get_logger("turns")

FIRST_RETRY_SECONDS = 0.5
LONGEST_RETRY_SECONDS = 10.0
LOOK_SECONDS = 5.0
"""How often messages are looked for that nobody is answering."""

T = TypeVar("T")


class Turns:
    """Takes messages in and sees to their answers. One for a gateway process."""

    def __init__(
        self,
        engine: Engine,
        responder: ResponderClient,
        wording: Wording,
        clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
        hub: Hub | None = None,
        waiting: TellsWaiting | None = None,
    ) -> None:
        self.waiting = waiting
        self.engine = engine
        self.responder = responder
        self.wording = wording
        self.clock = clock
        self.hub = hub or Hub()
        self.holder = str(uuid.uuid4())
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="database")
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}
        self._retrying: dict[str, asyncio.Task[None]] = {}
        # Where the last try failed: who brings another message is not kept waiting for the next.
        self._failing: set[str] = set()
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins to look for messages that were left unanswered."""
        await self.responder.open()
        self._looking = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """Stops trying; what is pending waits in the database."""
        tasks = [*self._retrying.values(), *([self._looking] if self._looking else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.responder.close()
        self._threads.shutdown(wait=False)

    async def in_thread(self, work: Callable[..., T], *arguments: Any) -> T:
        """Runs a transaction in a thread, so that a slow database stops nobody else."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, work, *arguments)

    async def take(
        self, conversation_id: str, inbound: InboundMessage
    ) -> tuple[list[StoredMessage], str]:
        """Stores a message, answers it, and gives the replies and who owns the conversation.

        Raises what :func:`bot.conversations.inbox.receive` raises.
        """
        received = await self.in_thread(
            inbox.receive,
            self.engine,
            conversation_id,
            inbox.safe(inbound),
            self.holder,
            self.clock(),
        )
        asked = received.message
        if not received.known:
            self.hub.wake(conversation_id)
        if not received.known and asked.state != "pending":
            return [], received.conversation.owner
        async with self._alone(conversation_id) as at_once:
            # Whoever was quicker may have answered this message with their own.
            if received.turn and not received.waiting and at_once:
                try:
                    return await self._answer(received.conversation, asked)
                except ResponderAway as error:
                    await self._put_off(asked, error)
            else:
                await self._answer_up_to(asked)
        replies = await self.in_thread(outbox.replies_to, self.engine, asked.id)
        owner = (await self.in_thread(opening.find, self.engine, conversation_id)).owner
        return replies, owner

    async def _answer_up_to(self, asked: StoredMessage) -> None:
        """Answers what waits up to this message; tells that the answer follows where it must."""
        try:
            if asked.conversation_id in self._failing:
                raise ResponderAway("the message before still waits")
            await self._answer_waiting(asked.conversation_id, asked.seq)
        except ResponderAway as error:
            await self._put_off(asked, error)

    async def _answer_waiting(self, conversation_id: str, up_to: int | None = None) -> int:
        """Answers pending messages in order; gives how many. Raises :class:`ResponderAway`."""
        count = 0
        while await self._first_waiting(conversation_id, up_to):
            await self._hold_turn(conversation_id)
            # Another gateway may have answered it meanwhile: the responder knows only its last
            # answer again, and would do an older one twice.
            message = await self._first_waiting(conversation_id, up_to)
            if message is None:
                await self._give_turn_back(conversation_id)
                break
            conversation = await self.in_thread(opening.find, self.engine, conversation_id)
            await self._answer(conversation, message)
            count += 1
        return count

    async def _first_waiting(self, conversation_id: str, up_to: int | None) -> StoredMessage | None:
        waiting = await self.in_thread(opening.pending, self.engine, conversation_id)
        return next((m for m in waiting if up_to is None or m.seq <= up_to), None)

    async def _answer(
        self, conversation: Conversation, message: StoredMessage
    ) -> tuple[list[StoredMessage], str]:
        """Answers one message and stores what was said. Raises :class:`ResponderAway`."""
        conversation = as_known(conversation, self.clock())
        if conversation.owner in ("queue", "agent"):
            answer: dict[str, Any] = {"messages": [], "language": _language(conversation)}
        else:
            try:
                with self.hub.types(conversation.id, "bot"):
                    answer = await self.responder.answer(conversation, message)
            except ResponderAway:
                # Another gateway's responder may be well.
                await self._give_turn_back(conversation.id)
                raise
            if message.card_cut:
                answer["messages"].insert(0, self._said("utter_card_number.cut", answer))
            await self._tell_waiting(conversation, answer)
        stored: tuple[list[StoredMessage], str] = await self.in_thread(
            outbox.store_replies,
            self.engine,
            conversation,
            message,
            answer,
            self.holder,
            self.clock(),
        )
        self.hub.wake(conversation.id)
        return stored

    async def _tell_waiting(self, conversation: Conversation, answer: dict[str, Any]) -> None:
        """Behind a handover to a person: how it stands for who waits now."""
        handed = any((m.get("handoff") or {}).get("queue") for m in answer["messages"])
        if handed and self.waiting is not None:
            language = answer["language"]["code"]
            arguments = (conversation.id, language, self.clock())
            answer["messages"].append(await self.in_thread(self.waiting.tell, *arguments))

    def _said(self, response: str, answer: Mapping[str, Any]) -> dict[str, Any]:
        """A reply of the gateway's own, in the language of an answer."""
        said = self.wording.say(response, answer["language"]["code"])
        return {"text": said.text, "language": said.language, "response": response}

    async def _put_off(self, asked: StoredMessage, error: ResponderAway) -> None:
        """Tells the customer that the answer follows, and goes on trying in the background."""
        log.warning("answer_follows", conversation=asked.conversation_id, reason=str(error))
        text = self.wording.say("utter_answer_follows", asked.language).text
        await self.in_thread(
            outbox.tell_answer_follows,
            self.engine,
            asked.conversation_id,
            asked,
            text,
            self.clock(),
        )
        self.hub.wake(asked.conversation_id)
        self._failing.add(asked.conversation_id)
        self._retry(asked.conversation_id)

    async def _hold_turn(self, conversation_id: str) -> None:
        def take() -> bool:
            with writing(self.engine) as connection:
                return inbox.take_turn(connection, conversation_id, self.holder, self.clock())

        for _ in range(40):
            if await self.in_thread(take):
                return
            await asyncio.sleep(0.25)
        raise ResponderAway("another gateway holds the turn")

    async def _give_turn_back(self, conversation_id: str) -> None:
        await self.in_thread(outbox.give_turn_back, self.engine, conversation_id, self.holder)

    def _retry(self, conversation_id: str) -> None:
        if conversation_id not in self._retrying:
            task = asyncio.create_task(self._keep_trying(conversation_id))
            self._retrying[conversation_id] = task
            task.add_done_callback(partial(self._tried, conversation_id))

    def _tried(self, conversation_id: str, task: asyncio.Task[None]) -> None:
        if self._retrying.get(conversation_id) is task:
            self._leave_off(conversation_id)
        if not task.cancelled() and (error := task.exception()):
            log.error("retry_failed", conversation=conversation_id, exc_info=error)

    def _leave_off(self, conversation_id: str) -> None:
        self._retrying.pop(conversation_id, None)
        self._failing.discard(conversation_id)

    async def _keep_trying(self, conversation_id: str) -> None:
        pause = FIRST_RETRY_SECONDS
        while True:
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_RETRY_SECONDS)
            async with self._alone(conversation_id):
                try:
                    count = await self._answer_waiting(conversation_id)
                except ResponderAway:
                    self._failing.add(conversation_id)
                    continue
                except SQLAlchemyError as error:
                    _database_away(error)
                    continue
                # From here on whoever brings a message asks at once.
                self._leave_off(conversation_id)
            log.info("answered_later", conversation=conversation_id, messages=count)
            return

    async def _look(self) -> None:
        while True:
            try:
                waiting = await self.in_thread(opening.conversations_with_pending, self.engine)
            except SQLAlchemyError as error:
                _database_away(error)
                waiting = []
            for conversation_id in waiting:
                if conversation_id not in self._locks:
                    self._retry(conversation_id)
            await asyncio.sleep(LOOK_SECONDS)

    def _alone(self, conversation_id: str) -> Alone:
        return Alone(self._locks, conversation_id)


def _database_away(error: SQLAlchemyError) -> None:
    # Without its text, which shows what customers wrote.
    log.warning("database_away", reason=type(error).__name__)


def _language(conversation: Conversation) -> dict[str, Any]:
    return {
        "code": conversation.language,
        "asked": conversation.language_asked,
        "candidate": conversation.language_candidate,
    }
