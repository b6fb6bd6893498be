"""Two ways for a mail to go: to an SMTP server, or into a folder where none is set."""

from __future__ import annotations

import asyncio
import os
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

log = structlog.get_logger("mail")

SECONDS = 60
"""So long one mail may take in all."""

ANSWER_SECONDS = 20
"""So long a server may take for one answer."""


class NotCarried(Exception):
    """A mail did not go. ``for_good``: trying again would not help. Its text names no address."""

    code = "not_carried"

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Way(ABC):
    """How mail goes."""

    @abstractmethod
    async def carry(self, message: EmailMessage, mail_id: str) -> None:
        """Carries one mail to the one address in its To. Raises :class:`NotCarried`."""


@dataclass(frozen=True)
class Smtp(Way):
    """A server: TLS from the start, or STARTTLS where the server offers it."""

    host: str
    port: int
    tls: bool
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def at(cls, url: str) -> Smtp:
        """The server of ``smtps://user:password@host:port`` or ``smtp://…``; the ports are 465
        and 25 unless it says others."""
        parts = urlsplit(url)
        tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or (465 if tls else 25),
            tls=tls,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )

    async def carry(self, message: EmailMessage, mail_id: str) -> None:
        """Hands the mail to the server."""
        try:
            await asyncio.wait_for(self._send(message), SECONDS)
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refused(error.recipients[0]) from error
        except aiosmtplib.SMTPDataError as error:
            raise _refused(error) from error
        except aiosmtplib.SMTPResponseException as error:
            raise NotCarried(f"the server answered {error.code}") from error
        except (aiosmtplib.SMTPException, OSError, asyncio.TimeoutError) as error:
            raise NotCarried(type(error).__name__) from error
        log.info("mail_sent", mail=mail_id)

    async def _send(self, message: EmailMessage) -> None:
        await aiosmtplib.send(
            message,
            sender=message["From"].addresses[0].addr_spec,
            recipients=[message["To"].addresses[0].addr_spec],
            hostname=self.host,
            port=self.port,
            use_tls=self.tls,
            username=self.username,
            password=self.password,
            # Asking the machine for its name may wait for a name server.
            local_hostname=message["From"].addresses[0].domain,
            timeout=ANSWER_SECONDS,
        )


def _refused(error: aiosmtplib.SMTPResponseException) -> NotCarried:
    """A mail box that is not there, or a server that will not have the mail: 5xx is final."""
    return NotCarried(f"the server answered {error.code}", for_good=500 <= error.code < 600)


@dataclass(frozen=True)
class Folder(Way):
    """A folder of .eml files, for trying the bot without a mail server."""

    path: Path

    async def carry(self, message: EmailMessage, mail_id: str) -> None:
        """Writes the mail as a file that only its owner may read, and says on the log where."""
        path = self.path / f"{re.sub(r'[^0-9a-zA-Z-]', '', mail_id)}.eml"
        try:
            await asyncio.to_thread(_write, path, message.as_bytes())
        except OSError as error:
            raise NotCarried(error.strerror or type(error).__name__) from error
        log.info("mail_written", file=str(path))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_suffix(".part")
    handle = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    begun.replace(path)
