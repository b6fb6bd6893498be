"""What is wrong with a mail that can't be read."""

from __future__ import annotations

from typing import ClassVar


class UnreadableMail(Exception):
    """A mail of which nothing is read. ``code`` says why, in the log."""

    code: ClassVar[str] = "unreadable"


class MailTooLarge(UnreadableMail):
    """A mail of more bytes than one may have."""

    code = "too_large"


class BrokenMail(UnreadableMail):
    """Bytes in which there is no mail: no header at all."""

    code = "broken"
