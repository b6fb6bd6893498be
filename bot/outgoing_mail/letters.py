"""Letters: mails whose words and headers are made when they are queued, as text and as HTML.

A letter may have no headers but those of :data:`HEADERS`, each in one line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from typing import Any

from sqlalchemy.engine import Connection

from bot.outgoing_mail.mail_addresses import address_of
from bot.outgoing_mail.queueing import queue_mail

KIND = "letter"
"""What stands in the queue in the place of a response."""

HEADERS = frozenset(
    [
        "Message-ID",
        "Reply-To",
        "In-Reply-To",
        "References",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "X-Support-Bot",
        "Content-Language",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
    ]
)
"""What a letter may say beside From, To, Subject and Date."""


class BadLetter(ValueError):
    """A letter with a header that it may not have: a mistake of the program."""

    code = "bad_letter"


@dataclass(frozen=True)
class Letter:
    """A mail as its reader will see it."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if wrong := set(self.headers) - HEADERS:
            raise BadLetter(f"no such header in a letter: {sorted(wrong)}")
        for value in (self.subject, *self.headers.values()):
            if not value.isprintable():
                raise BadLetter("a subject or a header of more than one line")


def queue_letter(
    connection: Connection, letter: Letter, *, address: str, language: str, now: datetime
) -> str:
    """Puts a letter into the queue of mail, in the caller's write transaction. Gives its id."""
    return queue_mail(
        connection,
        address=address,
        response=KIND,
        facts={},
        language=language,
        now=now,
        letter=asdict(letter),
    )


def letter_of(
    letter: Mapping[str, Any], address: str, sender: str, brand: str | None, now: datetime
) -> EmailMessage:
    """The message that travels. Raises :class:`bot.outgoing_mail.mail_addresses.BadAddress`."""
    writer = address_of(sender)
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(brand or "", writer.username, writer.domain)
    message["To"] = address_of(address)
    message["Subject"] = letter["subject"]
    message["Date"] = now
    message.set_content(letter["text"], charset="utf-8")
    message.add_alternative(letter["html"], subtype="html", charset="utf-8")
    # Now: with the second content, headers that begin with Content- would move to the first.
    for name, value in Letter(**letter).headers.items():
        message[name] = value
    return message


class _Words(UnstructuredHeader):
    """A header of words that are never cut or encoded: the standard library would encode a
    Message-ID that is longer than a line, and no mail program would find the thread by it."""

    def fold(self, *, policy: Policy) -> str:
        words = policy.linesep.join(f" {word}" for word in str(self).split())
        return f"{self.name}:{words}{policy.linesep}"  # type: ignore[attr-defined]


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    for name in ("message-id", "in-reply-to", "references", "list-unsubscribe"):
        registry.map_to_type(name, _Words)  # type: ignore[arg-type]
    return registry


# Seven bits pass every server. Lines end as RFC 5322 wants them.
POLICY = SMTP.clone(cte_type="7bit", header_factory=_registry())
