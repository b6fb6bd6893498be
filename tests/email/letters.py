"""Mails as customers send them, and letters as they get them."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime, make_msgid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.channels.email.tables import mails
from bot.database.engine import reading
from bot.outgoing_mail.composing import compose
from bot.outgoing_mail.letters import POLICY
from bot.outgoing_mail.queueing import Mail
from bot.outgoing_mail.tables import outgoing_mails

SUPPORT = "support@shop.example"
AUTHSERV = "mx.shop.example"
ANA = "ana@example.com"
WROTE = datetime(2026, 11, 24, 11, 58, tzinfo=timezone.utc)


def mail(
    text: str = "Which payment methods do you accept?",
    *,
    sender: str = ANA,
    subject: str = "Payment",
    to: str = SUPPORT,
    verified: bool = True,
    answers: EmailMessage | None = None,
    files: tuple[tuple[str, str, bytes], ...] = (),
    date: datetime = WROTE,
    message_id: str | None = None,
    **headers: str,
) -> bytes:
    """A mail; ``answers`` is the letter that it answers, quoted below as mail programs do."""
    message = EmailMessage(policy=POLICY)
    if verified:
        domain = sender.rpartition("@")[2]
        message["Authentication-Results"] = (
            f"{AUTHSERV}; dmarc=pass header.from={domain}; spf=pass smtp.mailfrom={domain}"
        )
    message["From"] = f"Somebody <{sender}>"
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id or make_msgid(domain=sender.rpartition("@")[2])
    if answers is not None:
        del message["To"], message["Subject"]
        message["To"] = str(answers["Reply-To"] or answers["From"])
        message["Subject"] = f"Re: {answers['Subject']}"
        message["In-Reply-To"] = answers["Message-ID"]
        message["References"] = f"{answers.get('References', '')} {answers['Message-ID']}".strip()
        quoted = "\n".join(f"> {line}" for line in text_of(answers).splitlines())
        text = f"{text}\n\nOn Tue, 24 Nov 2026 at 12:00, Jama <{SUPPORT}> wrote:\n{quoted}\n"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, kind, content in files:
        main, sub = kind.split("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def text_of(message: EmailMessage) -> str:
    """The plain text of a mail."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html_of(message: EmailMessage) -> str:
    """Its HTML."""
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def queued(engine: Engine) -> list[EmailMessage]:
    """The letters in the queue as they would travel, oldest first."""
    asked = sa.select(outgoing_mails).order_by(outgoing_mails.c.created_at, outgoing_mails.c.id)
    with reading(engine) as connection:
        found = connection.execute(asked).mappings().all()
    return [_travelled(row) for row in found if row["letter"]]


def _travelled(row: Any) -> EmailMessage:
    held = Mail(**{name: row[name] for name in Mail.__dataclass_fields__})
    made = compose(held, None, SUPPORT, {"brand": "Jama"}, row["created_at"])  # type: ignore[arg-type]
    travelled = message_from_bytes(made.as_bytes(), policy=default)
    assert isinstance(travelled, EmailMessage)
    return travelled


def links(letter: EmailMessage, purpose: str = "choose") -> list[str]:
    """The paths of the links of a letter."""
    return re.findall(rf"https?://[^/\s]+(/mail/{purpose}/\S+)", text_of(letter))


def stored(engine: Engine) -> list[dict[str, Any]]:
    """The mails that were stored, oldest first."""
    asked = sa.select(mails).order_by(mails.c.received_at, mails.c.id)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(asked).mappings()]
