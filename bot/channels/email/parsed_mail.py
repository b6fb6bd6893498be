"""What is read in a mail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class MailAttachment:
    """A file in a mail. Name and type are the sender's words; nothing of it is checked.

    ``inline``: it stands within the text, as pictures of a signature do, and photos of phones.
    """

    name: str
    content_type: str
    content: bytes = field(repr=False)
    inline: bool


@dataclass(frozen=True)
class ParsedMail:
    """A mail as a message.

    Ids stand in their angle brackets. Addresses are normalised: domain in small ASCII letters
    (IDNA 2008), the part before it as it was. ``from_address`` is None where there is no From or
    more than one. ``date`` is in UTC. ``text`` is what the customer newly wrote, ``whole_text``
    all of it, with quotes marked by ">". ``silence``: why no machine should answer, or None.
    """

    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    from_address: str | None
    from_name: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    delivered_to: tuple[str, ...]
    subject: str
    date: datetime | None
    text: str
    whole_text: str
    attachments: tuple[MailAttachment, ...]
    verified: bool
    silence: str | None
