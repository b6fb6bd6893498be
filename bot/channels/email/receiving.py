"""From a mail in the mailbox to one that waits for its answer, or is silenced with a reason.

All of it is kept in one write transaction before the mail is marked as seen. The same mail again
(after a crash, delivered twice, under other numbers) has the same id, and changes nothing.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from bot.channels.email import caps
from bot.channels.email.following import Thread, enter, followed
from bot.channels.email.identity import Sender, sender_of
from bot.channels.email.mailbox import Fetched
from bot.channels.email.numbered_choices import chosen, last_offered
from bot.channels.email.parsed_mail import ParsedMail
from bot.channels.email.subjects import base_subject
from bot.channels.email.tables import mails
from bot.channels.email.threads import Signer
from bot.conversations.cleaning import clean
from bot.conversations.inbox import safe
from bot.conversations.messages import InboundMessage
from bot.conversations.tables import conversations, messages
from bot.database.engine import reading, writing

log = structlog.get_logger("email")

NAMESPACE = uuid.UUID("4f0a4c0e-58a4-4bd1-9d5b-9b1b5c6c8a11")
TEXT_CHARACTERS = 10_000
"""What is longer is cut, as the API refuses it."""


@dataclass(frozen=True)
class Kept:
    """The files of a mail that were kept, by their ids, and how many were not."""

    ids: Sequence[str] = ()
    refused: int = 0


EARLIER = "earlier_attachments"
"""In a conversation's context: files of earlier messages, each with id and content type."""

EARLIER_MESSAGES = 20

Keep = Callable[[str, ParsedMail], Kept]
"""Keeps a mail's files for a conversation, through the checks of uploads."""


@dataclass(frozen=True)
class Reception:
    """What receiving needs: the database, who signs, how attachments are kept."""

    engine: Engine
    signer: Signer
    keep: Keep


def receive(
    reception: Reception, name: str, fetched: Fetched, mail: ParsedMail, now: datetime
) -> str:
    """Stores one mail of the mailbox ``name``. Gives what became of it: its state, or ``known``."""
    mail_id, message_id, digest = identifiers(mail)
    row: dict[str, Any] = {
        "id": mail_id,
        "mailbox": name,
        "uidvalidity": fetched.uidvalidity,
        "uid": fetched.uid,
        "message_id": message_id,
        "digest": digest,
        "verified": mail.verified,
        "received_at": now,
        "not_before": now,
    }
    with reading(reception.engine) as connection:
        if connection.execute(sa.select(mails.c.id).where(mails.c.id == mail_id)).first():
            return "known"
        sender = sender_of(connection, mail)
        thread = _thread(connection, reception.signer, mail, sender, mail_id)
    reason = mail.silence or ("no_sender" if sender is None else None)
    if sender is None or reason:
        return _silenced(reception.engine, row, sender, reason or "no_sender")
    return _stored(reception, row, fetched, mail, sender, thread, now)


def _thread(
    connection: Connection, signer: Signer, mail: ParsedMail, sender: Sender | None, mail_id: str
) -> Thread | None:
    """The conversation that a participant answers in; None begins one."""
    if sender is None:
        return None
    to = [*mail.delivered_to, *mail.to, *mail.cc]
    named = [*mail.in_reply_to, *reversed(mail.references)]
    conversation_id = signer.conversation_of(to, named)
    if conversation_id is None:
        return None
    thread = followed(connection, conversation_id, sender)
    if thread is None:
        # Somebody else's, or not vouched for this time: a conversation of their own.
        log.info("not_a_participant", mail=mail_id)
    return thread


def _stored(
    reception: Reception,
    row: Mapping[str, Any],
    fetched: Fetched,
    mail: ParsedMail,
    sender: Sender,
    thread: Thread | None,
    now: datetime,
) -> str:
    subject = base_subject(mail.subject)
    message = _message(mail, subject)
    body = caps.body_digest(mail.text)
    conversation_id = thread.conversation_id if thread else str(uuid.uuid5(NAMESPACE, row["id"]))
    with writing(reception.engine) as connection:
        reason = caps.over(
            connection,
            sender=sender.key,
            conversation_id=thread.conversation_id if thread else None,
            body=body,
            now=now,
        )
        if reason is None:
            enter(connection, conversation_id, sender, thread, subject, mail, now)
    if reason:
        return _silenced(reception.engine, {**row, "body_digest": body}, sender, reason)
    # Attachments are files: they are kept before the mail is, so that none is ever missing.
    kept = reception.keep(conversation_id, mail)
    with writing(reception.engine) as connection:
        choice = chosen(message.text, last_offered(connection, conversation_id))
        values = {
            **row,
            "sender": sender.key,
            "text": message.text,
            "card_cut": message.card_cut,
            "choice_id": choice.id if choice and not kept.ids else None,
            "attachments": list(kept.ids),
            "refused": kept.refused + fetched.cut,
            "body_digest": body,
            "conversation_id": conversation_id,
            "state": "waiting",
        }
        stored = _insert(connection, values)
        if stored:
            _lay_out_earlier(connection, conversation_id)
    log.info("mail_received", mail=row["id"], conversation=conversation_id, known=not stored)
    return "waiting" if stored else "known"


def _message(mail: ParsedMail, subject: str) -> InboundMessage:
    """What was written, as it may be kept. A mail without words has said it in its subject."""
    text = mail.text if clean(mail.text) else subject
    return safe(InboundMessage("", text[:TEXT_CHARACTERS]))


def identifiers(mail: ParsedMail) -> tuple[str, str, str]:
    """A mail's id, its Message-ID as it is kept, and the digest of who wrote what when.

    Not of its bytes: the same mail that came by two ways has other Received headers.
    """
    digest = hashlib.sha256()
    moment = mail.date.isoformat() if mail.date else ""
    for part in (mail.from_address or "", moment, mail.subject, mail.whole_text):
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    for attachment in mail.attachments:
        digest.update(hashlib.sha256(attachment.content).digest())
    message_id = mail.message_id or ""
    if len(message_id) > 255 or not message_id.isprintable():
        message_id = hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()
    found = digest.hexdigest()
    return str(uuid.uuid5(NAMESPACE, f"{message_id} {found}")), message_id, found


def client_id_of(mail_id: str) -> str:
    """The client id of the message that a mail is, by which the inbox knows it again."""
    return str(uuid.uuid5(NAMESPACE, f"message {mail_id}"))


def _silenced(engine: Engine, row: Mapping[str, Any], sender: Sender | None, reason: str) -> str:
    values = {
        "attachments": [],
        "refused": 0,
        "body_digest": None,
        **row,
        "sender": sender.key if sender else "",
        "text": "",
        "card_cut": False,
        "state": "silent",
        "reason": reason[:40],
    }
    with writing(engine) as connection:
        stored = _insert(connection, values)
    log.info("mail_silenced", mail=row["id"], reason=reason)
    return "silent" if stored else "known"


def failed(engine: Engine, name: str, fetched: Fetched, reference: str, now: datetime) -> None:
    """Keeps that a mail could not be read, through our fault; the log has the rest."""
    digest = hashlib.sha256(fetched.raw).hexdigest()
    values = {
        "id": str(uuid.uuid5(NAMESPACE, f"failed {digest}")),
        "mailbox": name,
        "uidvalidity": fetched.uidvalidity,
        "uid": fetched.uid,
        "message_id": "",
        "digest": digest,
        "sender": "",
        "text": "",
        "card_cut": False,
        "attachments": [],
        "refused": 0,
        "verified": False,
        "state": "failed",
        "reason": reference,
        "received_at": now,
        "not_before": now,
    }
    with writing(engine) as connection:
        _insert(connection, values)


def _insert(connection: Connection, values: Mapping[str, Any]) -> bool:
    """Stores a mail; gives whether it was not there. Its place in the mailbox is its own: a server
    that was set up anew may give it to another mail under the same numbers."""
    place = [mails.c[name] == values[name] for name in ("mailbox", "uidvalidity", "uid")]
    connection.execute(
        sa.update(mails)
        .where(*place, mails.c.id != values["id"])
        .values(uidvalidity=None, uid=None)
    )
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    done = connection.execute(dialect.insert(mails).values(values).on_conflict_do_nothing())
    return bool(done.rowcount)


def _lay_out_earlier(connection: Connection, conversation_id: str) -> None:
    """Tells, in the conversation's context, of files that came with earlier mails and that no
    ticket has yet: who sent a photo with their first words is not asked for it again after
    "which order?"."""
    earlier: list[dict[str, Any]] = []
    found = connection.execute(
        sa.select(messages.c.author, messages.c.attachments, messages.c.ticket)
        .where(messages.c.conversation_id == conversation_id)
        .order_by(messages.c.seq.desc())
        .limit(EARLIER_MESSAGES)
    )
    for row in found:
        if row.ticket:
            break
        if row.author == "customer":
            earlier += [{"id": f["id"], "content_type": f["content_type"]} for f in row.attachments]
    conversation = conversations.c.id == conversation_id
    context = connection.execute(
        sa.select(conversations.c.context).where(conversation)
    ).scalar_one()
    if context.get(EARLIER, []) != earlier:
        connection.execute(
            sa.update(conversations)
            .where(conversation)
            .values(context={**context, EARLIER: earlier})
        )
