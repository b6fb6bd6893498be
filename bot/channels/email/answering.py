"""Answers the mails that wait: each is one message of its conversation, and one letter answers it.

A mail is answered when the letter is in the queue of outgoing mail and the mail is marked as
answered, in one transaction. Before that it waits, and any worker may take it up: the inbox knows
its message by its client id, and what was said to it stands in the conversation.
"""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.email.composing import Content, Shop, letter
from bot.channels.email.following import thread_of
from bot.channels.email.numbered_choices import numbered
from bot.channels.email.receiving import client_id_of
from bot.channels.email.tables import mail_threads, mails
from bot.conversations import rows
from bot.conversations.errors import InboxError
from bot.conversations.messages import Conversation, InboundMessage, StoredMessage
from bot.conversations.outbox import lock
from bot.conversations.tables import messages
from bot.conversations.turns import Turns
from bot.database.engine import reading, writing
from bot.orders.queries import customer_of
from bot.outgoing_mail.letters import queue_letter

log = structlog.get_logger("email")

MOST_AT_ONCE = 16
HELD = timedelta(minutes=2)
"""So long a worker may take for a mail before another may try."""

AGAIN = timedelta(seconds=2)
"""So long after a try that found no answer the next one looks for it."""

FOLLOWS = "utter_answer_follows"
"""Said in a chat while the answer is awaited. A mail waits for the answer itself."""

_EARLIER = mails.alias("earlier")
# Of a conversation the oldest alone: its mails are answered in their order.
_DUE = (
    sa.select(mails)
    .where(
        mails.c.state == sa.text("'waiting'"),
        mails.c.not_before <= sa.bindparam("now"),
        ~sa.exists().where(
            _EARLIER.c.conversation_id == mails.c.conversation_id,
            _EARLIER.c.state == sa.text("'waiting'"),
            sa.tuple_(_EARLIER.c.received_at, _EARLIER.c.id)
            < sa.tuple_(mails.c.received_at, mails.c.id),
        ),
    )
    .order_by(mails.c.not_before, mails.c.received_at)
    .limit(MOST_AT_ONCE)
)
_TAKE = _DUE.with_for_update(skip_locked=True, of=mails)
_CHANGE = sa.update(mails).where(
    mails.c.id == sa.bindparam("mail"), mails.c.state == sa.text("'waiting'")
)


@dataclass(frozen=True)
class Answering:
    """What answers mails: the conversation's turns, and what letters are made of."""

    turns: Turns
    shop: Shop

    async def answer_waiting(self) -> int:
        """Answers mails that wait. Gives how many were looked at; 0 where none is due."""
        due = await self.turns.in_thread(take_due, self.turns.engine, self.turns.clock())
        await asyncio.gather(*(self._answer(mail) for mail in due))
        return len(due)

    async def _answer(self, mail: Mapping[str, Any]) -> None:
        try:
            await self._try(mail)
        except SQLAlchemyError:
            raise  # the database is away: the mail waits
        except Exception as error:
            reference = secrets.token_hex(4)
            log.error("mail_not_answered", mail=mail["id"], reference=reference, exc_info=error)
            await self.turns.in_thread(self._refused, mail, reference)

    async def _try(self, mail: Mapping[str, Any]) -> None:
        inbound = inbound_of(mail)
        try:
            if inbound is not None and not await self._is_known(mail, inbound):
                await self.turns.take(mail["conversation_id"], inbound)
        except InboxError as error:
            log.error("mail_refused", mail=mail["id"], reason=error.code)
            await self.turns.in_thread(self._refused, mail, error.code)
            return
        await self.turns.in_thread(self._finish, mail, inbound)

    async def _is_known(self, mail: Mapping[str, Any], inbound: InboundMessage) -> bool:
        """Whether the conversation has the message already: then its turn is being seen to."""

        def look() -> bool:
            with reading(self.turns.engine) as connection:
                return asked_of(connection, mail["conversation_id"], inbound) is not None

        return await self.turns.in_thread(look)

    def _finish(self, mail: Mapping[str, Any], inbound: InboundMessage | None) -> None:
        """Queues the letter, where the answer is there, and marks the mail; else it waits on."""
        now = self.turns.clock()
        with writing(self.turns.engine) as connection:
            conversation = lock(connection, mail["conversation_id"])
            asked = asked_of(connection, conversation.id, inbound) if inbound else None
            if inbound is not None and (asked is None or asked.state == "pending"):
                connection.execute(_CHANGE, {"mail": mail["id"], "not_before": now + AGAIN})
                return
            changed = {"state": "answered", "answered_at": now, "text": ""}
            if not connection.execute(_CHANGE, {"mail": mail["id"], **changed}).rowcount:
                return  # another worker was quicker
            said = _replies(connection, asked) if asked else []
            if inbound is None:
                said = [self._beside(mail, conversation, "empty", now)]
            if said and mail["refused"]:
                said.insert(0, self._beside(mail, conversation, "refused", now))
            if said:
                self._queue(connection, mail, conversation, said, now)
        log.info("mail_answered", mail=mail["id"], letter=bool(said))

    def _queue(
        self,
        connection: Connection,
        mail: Mapping[str, Any],
        conversation: Conversation,
        said: Sequence[StoredMessage],
        now: datetime,
    ) -> None:
        thread = thread_of(connection, mail["conversation_id"])
        if thread is None:
            raise LookupError(f"mail {mail['id']} waits in no thread")
        customer = (
            customer_of(connection, conversation.customer_id)
            if conversation.customer_id and thread.verified
            else None
        )
        content = Content(
            messages=said,
            numbered=numbered([(message.id, message.choices) for message in said]),
            language=said[-1].language,
            name=customer.name if customer else None,
        )
        made = letter(self.shop, thread, content, short_id(mail["id"]), unasked=False)
        queue_letter(connection, made, address=thread.address, language=content.language, now=now)
        mark_mailed(connection, thread.conversation_id, max(message.seq for message in said))

    def _beside(
        self, mail: Mapping[str, Any], conversation: Conversation, name: str, now: datetime
    ) -> StoredMessage:
        """What is said about the mail itself. It stands in the letter alone."""
        said = self.shop.wording.say(f"mail.{name}", conversation.language)
        return StoredMessage(
            id=mail["id"],
            conversation_id=conversation.id,
            seq=0,
            author="bot",
            language=said.language,
            text=said.text,
            sent_at=now,
        )

    def _refused(self, mail: Mapping[str, Any], reason: str) -> None:
        """A mail that the inbox refuses: without files that have waited too long it may go, and
        all else is a mistake of ours."""
        changed: dict[str, Any] = {"state": "failed", "reason": reason, "text": ""}
        if reason == "unknown_attachment" and mail["attachments"]:
            lost = len(mail["attachments"])
            changed = {
                "attachments": [],
                "refused": mail["refused"] + lost,
                "not_before": mail["received_at"],
            }
        with writing(self.turns.engine) as connection:
            connection.execute(_CHANGE, {"mail": mail["id"], **changed})


def take_due(engine: Engine, now: datetime) -> list[dict[str, Any]]:
    """Mails that are due, for this worker alone: nobody else takes them for two minutes."""
    with reading(engine) as connection:
        if connection.execute(_DUE, {"now": now}).first() is None:
            return []
    with writing(engine) as connection:
        due = [dict(row) for row in connection.execute(_TAKE, {"now": now}).mappings()]
        for mail in due:
            connection.execute(_CHANGE, {"mail": mail["id"], "not_before": now + HELD})
    return due


def inbound_of(mail: Mapping[str, Any]) -> InboundMessage | None:
    """The message that a mail is; the same each time. None where it says nothing at all."""
    if not (mail["text"] or mail["choice_id"] or mail["attachments"]):
        return None
    return InboundMessage(
        client_id=client_id_of(mail["id"]),
        text="" if mail["choice_id"] else mail["text"],
        choice_id=mail["choice_id"],
        attachments=tuple(mail["attachments"]),
        card_cut=mail["card_cut"],
    )


def asked_of(
    connection: Connection, conversation_id: str, inbound: InboundMessage
) -> StoredMessage | None:
    """The message as the conversation has it; None where it has not come there yet."""
    row = (
        connection.execute(
            sa.select(messages).where(
                messages.c.conversation_id == conversation_id,
                messages.c.client_id == inbound.client_id,
            )
        )
        .mappings()
        .one_or_none()
    )
    return rows.message(row) if row else None


def _replies(connection: Connection, asked: StoredMessage) -> list[StoredMessage]:
    found = connection.execute(
        sa.select(messages).where(messages.c.reply_to == asked.id).order_by(messages.c.seq)
    ).mappings()
    return [rows.message(row) for row in found if row["response"] != FOLLOWS]


def mark_mailed(connection: Connection, conversation_id: str, seq: int) -> None:
    """Keeps that the conversation's messages up to this number went by mail."""
    connection.execute(
        sa.update(mail_threads)
        .where(mail_threads.c.conversation_id == conversation_id, mail_threads.c.mailed_seq < seq)
        .values(mailed_seq=seq)
    )


def short_id(mail_id: str) -> str:
    """What tells a letter in its Message-ID: half of the mail's id, for Message-IDs stay short."""
    return uuid.UUID(mail_id).hex[:16]
