"""A mailbox on an IMAP server: what lies in it unseen, marking it, and waiting for more."""

from __future__ import annotations

import imaplib
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import unquote, urlsplit

import imap_tools
from imap_tools.errors import ImapToolsError

from bot.channels.email.structure import LARGEST_MAIL

SECONDS = 30
"""So long a server may take for one answer."""

POLL_SECONDS = 60.0
"""So often is looked for mail that the server did not tell about, or cannot tell about."""

SLICE_SECONDS = 1.0
"""Within so long a worker that is to stop hears of it."""

T = TypeVar("T")


class MailboxAway(Exception):
    """The server is away, refuses, or talks nonsense. Its text names no password."""

    code = "mailbox_away"


@dataclass(frozen=True)
class Fetched:
    """A mail as it lies in the mailbox."""

    uidvalidity: int
    uid: int
    raw: bytes = field(repr=False)
    cut: bool = False
    """Whether it is its headers alone: the mail is larger than any that is read."""


@dataclass
class Mailbox:
    """One folder of one account. Not for several threads at once."""

    host: str
    port: int
    tls: bool
    username: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    certificates: ssl.SSLContext | None = None
    _open: imap_tools.BaseMailBox | None = field(default=None, repr=False)
    _uidvalidity: int = 0

    @classmethod
    def at(cls, url: str) -> Mailbox:
        """The mailbox of ``imaps://user:password@host:993/INBOX``, or ``imap://`` without TLS.
        Ports and folder may be left out."""
        parts = urlsplit(url)
        tls = parts.scheme == "imaps"
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or (993 if tls else 143),
            tls=tls,
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
        )

    @property
    def name(self) -> str:
        """What tells this mailbox from others."""
        return f"{self.username}@{self.host}/{self.folder}"[:400]

    def unseen(self) -> Iterator[Fetched]:
        """Each mail that is not marked as seen, oldest first, one at a time. Fetching marks
        nothing. Raises :class:`MailboxAway`."""
        box = self._connected()
        self._guarded(lambda: _news(box))
        for uid in self._guarded(lambda: box.uids("UNSEEN", charset=None)):
            found = self._guarded(lambda uid=uid: _fetch(box, uid))  # type: ignore[misc]
            if found is not None:  # somebody may have taken it away meanwhile
                raw, cut = found
                yield Fetched(self._uidvalidity, int(uid), raw, cut)

    def mark_seen(self, mail: Fetched, *, flagged: bool = False) -> None:
        """Marks a mail as seen, and for a person's eye where it is to be ``flagged``. Raises
        :class:`MailboxAway`."""
        box = self._connected()
        flags = r"(\Seen \Flagged)" if flagged else r"(\Seen)"
        # imap-tools would expunge as well, and with it what others have marked as deleted.
        self._guarded(lambda: box.client.uid("STORE", str(mail.uid), "+FLAGS.SILENT", flags))

    def wait(self, stopping: Callable[[], bool], seconds: float = POLL_SECONDS) -> None:
        """Waits until the server tells of new mail, so many seconds, or until it is to stop.
        Raises :class:`MailboxAway`."""
        box = self._connected()
        if "IDLE" not in box.client.capabilities:
            _sleep(stopping, min(seconds, 10))
            return
        self._guarded(lambda: _idle(box, stopping, seconds))

    def close(self) -> None:
        """Ends the connection, whatever state it is in."""
        box, self._open = self._open, None
        if box is not None:
            try:
                box.client.shutdown()
            except OSError:
                return  # it was away already

    def _connected(self) -> imap_tools.BaseMailBox:
        if self._open is None:
            self._open = self._guarded(self._connect)
        return self._open

    def _connect(self) -> imap_tools.BaseMailBox:
        box: imap_tools.BaseMailBox
        if self.tls:
            context = self.certificates or ssl.create_default_context()
            box = imap_tools.MailBox(self.host, self.port, timeout=SECONDS, ssl_context=context)
        else:
            box = imap_tools.MailBoxUnencrypted(self.host, self.port, timeout=SECONDS)
        self._open = box  # so that it is closed where the server refuses
        box.login(self.username, self.password, initial_folder=self.folder)
        validity = box.client.response("UIDVALIDITY")[1]
        self._uidvalidity = int(validity[0]) if validity and validity[0] else 0
        return box

    def _guarded(self, work: Callable[[], T]) -> T:
        """Does what asks the server; where that fails the connection is given up."""
        try:
            return work()
        except (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError) as error:
            self.close()
            raise MailboxAway(_reason(error)) from error


def _fetch(box: imap_tools.BaseMailBox, uid: str) -> tuple[bytes, bool] | None:
    """A mail, and whether it is its headers alone; None where it is not there any more."""
    size = _answer(box.client.uid("FETCH", uid, "(RFC822.SIZE)"))
    if size is None:
        return None
    text = size if isinstance(size, bytes) else size[0]
    large = int(text.split(b"RFC822.SIZE", 1)[1].split(b")")[0].split()[0]) > LARGEST_MAIL
    found = _answer(
        box.client.uid("FETCH", uid, "(BODY.PEEK[HEADER])" if large else "(BODY.PEEK[])")
    )
    return (found[1], large) if isinstance(found, tuple) else None


def _answer(
    answered: tuple[str, list[bytes | tuple[bytes, bytes] | None]],
) -> bytes | tuple[bytes, bytes] | None:
    status, data = answered
    if status != "OK":
        raise imaplib.IMAP4.error(f"the server answered {status}")
    whole = [part for part in data if isinstance(part, tuple)]
    return whole[0] if whole else (data[0] if data else None)


def _news(box: imap_tools.BaseMailBox) -> bool:
    """Whether the server has told, beside its answers, of mail that came; it is told once."""
    return bool(box.client.response("EXISTS")[1][0])


def _idle(box: imap_tools.BaseMailBox, stopping: Callable[[], bool], seconds: float) -> None:
    if _news(box):
        return  # it came since it was looked for
    end = time.monotonic() + seconds
    box.idle.start()  # type: ignore[no-untyped-call]
    told: list[bytes] = []
    while not stopping() and not told and time.monotonic() < end:
        began = time.monotonic()
        told = box.idle.poll(timeout=SLICE_SECONDS)
        if time.monotonic() - began < SLICE_SECONDS / 2:
            break  # it tells something, or the server is gone: then stopping finds that out
    box.idle.stop()  # type: ignore[no-untyped-call]


def _sleep(stopping: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not stopping() and time.monotonic() < end:
        time.sleep(SLICE_SECONDS)


def _reason(error: Exception) -> str:
    """What went wrong, in the kind of the error alone: a server may repeat what it was told."""
    return type(error).__name__
