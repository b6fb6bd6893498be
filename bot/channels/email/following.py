"""Conversations by mail: begun by whoever writes first, and open to that address alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.channels.email.identity import Sender
from bot.channels.email.parsed_mail import ParsedMail
from bot.channels.email.tables import mail_threads
from bot.conversations.tables import conversations
from bot.languages import SOURCE_LANGUAGE, language_of
from bot.orders.addresses import email_key

ASKS_AT_ONCE = {"asks_at_once": True}
"""In a conversation's context: a form asks all that it needs at once, as people do in letters."""

MOST_REFERENCES = 12

_MESSAGE_ID = re.compile(r"^<[!-;=?-~]{1,120}@[!-;=?-~]{1,120}>$")


@dataclass(frozen=True)
class Thread:
    """A conversation as mails see it: with whom, about what, and what the next mail answers."""

    conversation_id: str
    address: str
    address_key: str
    verified: bool
    subject: str
    in_reply_to: str | None
    references: list[str]
    mailed_seq: int


_FIND = sa.select(mail_threads).where(
    mail_threads.c.conversation_id == sa.bindparam("conversation")
)


def thread_of(connection: Connection, conversation_id: str) -> Thread | None:
    """The thread of a conversation; None where nothing of it went by mail."""
    row: Mapping[str, Any] | None = (
        connection.execute(_FIND, {"conversation": conversation_id}).mappings().one_or_none()
    )
    return Thread(**row) if row else None


def followed(connection: Connection, conversation_id: str, sender: Sender) -> Thread | None:
    """The thread, where the sender may write in it: from its address, and vouched for where its
    address once was. A conversation that is a customer's stays so for that customer alone."""
    thread = thread_of(connection, conversation_id)
    if thread is None or thread.address_key != sender.key:
        return None
    return thread if sender.verified or not thread.verified else None


def enter(
    connection: Connection,
    conversation_id: str,
    sender: Sender,
    thread: Thread | None,
    subject: str,
    mail: ParsedMail,
    now: datetime,
) -> None:
    """Begins the conversation where the mail is in none, and keeps what the next mail answers.

    A thread that was a stranger's becomes the customer's once their address is vouched for.
    """
    if thread is None:
        _begin(connection, conversation_id, sender, now)
    elif sender.customer_id:
        _recognise(connection, conversation_id, sender, now)
    message_id = _storable(mail.message_id)
    values = {
        "conversation_id": conversation_id,
        "address": sender.address,
        "address_key": sender.key,
        "verified": sender.verified or bool(thread and thread.verified),
        "subject": thread.subject if thread else (subject if sender.verified else ""),
        "in_reply_to": message_id,
        "references": references(mail, message_id),
        "mailed_seq": thread.mailed_seq if thread else 0,
    }
    keep_thread(connection, values)


def keep_thread(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keeps a thread, in the place of what was kept of it."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    kept = {name: value for name, value in values.items() if name != "conversation_id"}
    connection.execute(
        dialect.insert(mail_threads)
        .values(values)
        .on_conflict_do_update(index_elements=[mail_threads.c.conversation_id], set_=kept)
    )


def references(mail: ParsedMail, message_id: str | None) -> list[str]:
    """The References of an answer: the mail's own, or what it answers, and the mail itself; of a
    long chain its first and its newest."""
    chain = [name for name in map(_storable, mail.references or mail.in_reply_to) if name]
    if message_id:
        chain = [*(name for name in chain if name != message_id), message_id]
    return [*chain[:1], *chain[1:][-(MOST_REFERENCES - 1) :]]


def _storable(message_id: str | None) -> str | None:
    """A Message-ID that may stand in a header of ours; None where it is not of that form."""
    return message_id if message_id and _MESSAGE_ID.match(message_id) else None


def _begin(connection: Connection, conversation_id: str, sender: Sender, now: datetime) -> None:
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(
        dialect.insert(conversations)
        .values(
            id=conversation_id,
            customer_id=sender.customer_id,
            assurance=sender.assurance,
            identified_at=now if sender.customer_id else None,
            channel="email",
            language=language_of(sender.locale) or SOURCE_LANGUAGE,
            language_asked=False,
            language_candidate=None,
            context=ASKS_AT_ONCE,
            owner="bot",
            last_seq=0,
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing()
    )


def _recognise(connection: Connection, conversation_id: str, sender: Sender, now: datetime) -> None:
    """Makes a conversation the customer's who wrote, for as long as a mail vouches for them; never
    over somebody else, and never less than somebody who signed in."""
    connection.execute(
        sa.update(conversations)
        .where(
            conversations.c.id == conversation_id,
            conversations.c.assurance.in_(("anonymous", "email")),
            sa.or_(
                conversations.c.customer_id.is_(None),
                conversations.c.customer_id == sender.customer_id,
            ),
        )
        .values(customer_id=sender.customer_id, assurance="email", identified_at=now)
    )


def account_thread(conversation_id: str, address: str) -> dict[str, Any]:
    """A new thread from a chat to its customer's own address."""
    return {
        "conversation_id": conversation_id,
        "address": address,
        "address_key": email_key(address) or "",
        "verified": True,
        "subject": "",
        "in_reply_to": None,
        "references": [],
        "mailed_seq": 0,
    }
