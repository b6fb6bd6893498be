"""A chat goes on by mail: what a person says or decides, or a reminder, reaches a customer who
has left.

It goes to the account's own address, or to the one with which the conversation goes by mail
already, with the last messages; the answer comes back into the same conversation.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from bot.channels.email.answering import mark_mailed, short_id
from bot.channels.email.composing import Content, Shop, letter
from bot.channels.email.following import Thread, account_thread, keep_thread, thread_of
from bot.channels.email.numbered_choices import last_offered
from bot.channels.email.presence import away_since, last_by_mail
from bot.channels.email.tables import mail_threads
from bot.conversations import rows
from bot.conversations.messages import Conversation, StoredMessage
from bot.conversations.outbox import lock
from bot.conversations.presence import seen_up_to
from bot.conversations.tables import conversations, messages
from bot.conversations.turns import Turns
from bot.database.engine import reading, writing
from bot.orders.queries import customer_of
from bot.outgoing_mail.letters import queue_letter

log = structlog.get_logger("email")

AWAY = timedelta(minutes=3)
"""After so long without a connection the customer has left the chat."""

YOUNG = timedelta(seconds=20)
"""So long is waited for more of what a person is writing, so that it goes as one mail."""

OLD = timedelta(days=7)
"""What was not mailed for so long is not mailed any more."""

BEFORE = 6
"""So many messages are shown of what was said before."""

MOST_AT_ONCE = 20

REMINDER = "utter_reminder."

_UNASKED = sa.or_(
    messages.c.author == "agent",
    sa.and_(
        messages.c.reply_to.is_(None),
        sa.or_(
            messages.c.response.like(f"{REMINDER}%"),
            # What a person has decided by a button, asks for, or ends. That somebody is there now
            # is of no use in a letter: their words follow.
            sa.and_(
                messages.c.response.like("utter_desk.%"),
                messages.c.response != "utter_desk.joined",
            ),
        ),
    ),
)


@dataclass(frozen=True)
class ChatToMail:
    """What carries messages after customers who have left."""

    turns: Turns
    shop: Shop

    async def send_due(self) -> int:
        """Queues a mail for every conversation that needs one. Gives how many."""
        now = self.turns.clock()
        due = await self.turns.in_thread(self._due, now)
        sent = 0
        for conversation_id in due:
            sent += await self.turns.in_thread(self._send, conversation_id, now)
        return sent

    def _due(self, now: datetime) -> list[str]:
        """Conversations with something that no mail has carried yet."""
        asked = (
            sa.select(messages.c.conversation_id)
            .join(conversations, conversations.c.id == messages.c.conversation_id)
            .outerjoin(mail_threads, mail_threads.c.conversation_id == messages.c.conversation_id)
            .where(
                _UNASKED,
                messages.c.sent_at > now - OLD,
                messages.c.sent_at <= now - YOUNG,
                messages.c.seq > sa.func.coalesce(mail_threads.c.mailed_seq, 0),
                sa.or_(
                    conversations.c.assurance != "anonymous",
                    mail_threads.c.conversation_id.is_not(None),
                ),
            )
            .distinct()
            .limit(MOST_AT_ONCE)
        )
        with reading(self.turns.engine) as connection:
            return list(connection.execute(asked).scalars())

    def _send(self, conversation_id: str, now: datetime) -> bool:
        with writing(self.turns.engine) as connection:
            conversation = lock(connection, conversation_id)
            thread = thread_of(connection, conversation_id)
            by_mail = conversation.channel == "email"
            if not by_mail and not _has_left(connection, conversation, now):
                return False
            unread = 0 if by_mail else seen_up_to(connection, conversation_id)
            told = _untold(connection, conversation_id, thread, unread)
            thread = thread or _new_thread(connection, conversation)
            if thread is None:
                return False  # nobody knows where to write
            if told and told[-1].sent_at > now - YOUNG:
                return False  # more is just being written
            if told:
                self._queue(connection, conversation, thread, told, now)
            mark_mailed(connection, conversation_id, conversation.last_seq)
        if told:
            log.info("chat_mailed", conversation=conversation_id, messages=len(told))
        return bool(told)

    def _queue(
        self,
        connection: Connection,
        conversation: Conversation,
        thread: Thread,
        told: Sequence[StoredMessage],
        now: datetime,
    ) -> None:
        ids = {message.id for message in told}
        offered = [c for c in last_offered(connection, conversation.id) if c.message_id in ids]
        content = Content(
            messages=told,
            numbered=offered,
            language=told[-1].language,
            name=self._name(connection, conversation, thread),
            before=None
            if conversation.channel == "email"
            else self._before(connection, conversation, told),
            by_person=told[-1].author == "agent",
            reminder=any((message.response or "").startswith(REMINDER) for message in told),
        )
        made = letter(
            self.shop, thread, content, short_id(str(uuid.UUID(told[-1].id))), unasked=True
        )
        queue_letter(connection, made, address=thread.address, language=content.language, now=now)

    def _name(
        self, connection: Connection, conversation: Conversation, thread: Thread
    ) -> str | None:
        if conversation.customer_id is None or not thread.verified:
            return None
        customer = customer_of(connection, conversation.customer_id)
        return customer.name if customer else None

    def _before(
        self, connection: Connection, conversation: Conversation, told: Sequence[StoredMessage]
    ) -> list[tuple[str, str]]:
        found = connection.execute(
            sa.select(messages.c.author, messages.c.text, messages.c.language)
            .where(
                messages.c.conversation_id == conversation.id,
                messages.c.seq < told[0].seq,
                messages.c.text != "",
            )
            .order_by(messages.c.seq.desc())
            .limit(BEFORE)
        ).all()
        you = self.shop.wording.say("mail.chat.you", conversation.language).text
        return [
            (you if row.author == "customer" else self.shop.brand, row.text)
            for row in reversed(found)
        ]


def _has_left(connection: Connection, conversation: Conversation, now: datetime) -> bool:
    since = away_since(connection, conversation.id)
    if since is None or now - since >= AWAY:
        return True
    by_mail = last_by_mail(connection, conversation.id)
    return by_mail is not None and since <= by_mail


def _untold(
    connection: Connection, conversation_id: str, thread: Thread | None, seen: int
) -> list[StoredMessage]:
    """What a person, the desk or a reminder said that no mail and no chat has shown yet."""
    after = max(seen, thread.mailed_seq if thread else 0)
    found = connection.execute(
        sa.select(messages)
        .where(messages.c.conversation_id == conversation_id, messages.c.seq > after, _UNASKED)
        .order_by(messages.c.seq)
    ).mappings()
    return [rows.message(row) for row in found]


def _new_thread(connection: Connection, conversation: Conversation) -> Thread | None:
    """A thread with the address of the customer's account, which the shop vouches for, or a code
    was sent to; None where there is no such address."""
    if conversation.customer_id is None or conversation.assurance == "anonymous":
        return None
    customer = customer_of(connection, conversation.customer_id)
    if customer is None or not customer.email:
        return None
    values: dict[str, Any] = account_thread(conversation.id, customer.email)
    keep_thread(connection, values)
    return Thread(**values)
