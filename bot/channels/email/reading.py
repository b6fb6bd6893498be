"""A mail as it came, read as a message. Pure: nothing is stored, asked or sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime, timezone
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final

from bot.channels.email.addresses import addresses_of, sender_of
from bot.channels.email.authentication import is_verified
from bot.channels.email.bodies import bodies_of
from bot.channels.email.decoding import LONGEST_HEADER, decoded_header
from bot.channels.email.errors import BrokenMail, MailTooLarge, UnreadableMail
from bot.channels.email.lines import Line, whole_text
from bot.channels.email.parsed_mail import MailAttachment, ParsedMail
from bot.channels.email.quotes import unquoted
from bot.channels.email.signatures import without_signature
from bot.channels.email.silence import silence_reason
from bot.channels.email.structure import parsed_structure

__all__ = [
    "BrokenMail",
    "MailAttachment",
    "MailTooLarge",
    "ParsedMail",
    "UnreadableMail",
    "read_mail",
]

_MOST_IDS: Final = 100
_LONGEST_SUBJECT: Final = 1_000
_ID: Final = re.compile(r"<[^<>]{1,990}>")


def read_mail(raw: bytes, *, own_addresses: Collection[str], authserv_id: str | None) -> ParsedMail:
    """What a mail says, who wrote it and whether that is sure.

    ``own_addresses``: those that the bot writes from. ``authserv_id``: the name by which our
    own receiving server signs its ``Authentication-Results``; without it no mail is verified.
    It takes from a millisecond to a few seconds, by the mail's size, and nothing is waited for:
    call it in a thread.

    Raises :class:`MailTooLarge` beyond 25 MB, :class:`BrokenMail` where there is no header at
    all, and nothing else: what is broken within a mail is read as far as it goes.
    """
    mail = parsed_structure(raw)
    lines, attachments = bodies_of(mail)
    from_address, from_name = sender_of(mail)
    return ParsedMail(
        message_id=next(iter(_ids(mail, "Message-ID")), None),
        in_reply_to=_ids(mail, "In-Reply-To"),
        references=_ids(mail, "References"),
        from_address=from_address,
        from_name=from_name,
        to=addresses_of(mail, "To"),
        cc=addresses_of(mail, "Cc"),
        delivered_to=addresses_of(mail, "Delivered-To", "X-Original-To", "Envelope-To"),
        subject=decoded_header(mail.get("Subject", ""))[:_LONGEST_SUBJECT],
        date=_date(mail),
        text=newly_written(lines),
        whole_text=_tidy(whole_text(lines)),
        attachments=attachments,
        verified=is_verified(mail, from_address, authserv_id),
        silence=silence_reason(mail, from_address, own_addresses),
    )


def newly_written(lines: Sequence[Line]) -> str:
    """The text without quotes and signatures. Pieces that quotes part stand apart by a line."""
    pieces = unquoted(lines)
    shown = []
    for piece in pieces:
        kept = without_signature(piece)
        text = "\n".join(line.text.rstrip() for line in kept).strip()
        if text:
            shown.append(text)
    return _tidy("\n\n".join(shown))


def _tidy(text: str) -> str:
    plain = "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs", "Cn", "Co")
    )
    return unicodedata.normalize("NFC", re.sub(r"\n{3,}", "\n\n", plain)).strip()


def _ids(mail: Message, header: str) -> tuple[str, ...]:
    """The message ids of a header, each once, without the spaces that folding puts in."""
    found: dict[str, None] = {}
    for value in mail.get_all(header, [])[:_MOST_IDS]:
        said = str(value)[: LONGEST_HEADER * 4]
        if said.isascii():
            for name in _ID.findall(said):
                found[re.sub(r"\s+", "", name)] = None
    return tuple(found)[-_MOST_IDS:]


def _date(mail: Message) -> datetime | None:
    try:
        date = parsedate_to_datetime(str(mail["Date"])[:200])
        aware = date if date.tzinfo is not None else date.replace(tzinfo=timezone.utc)
        return aware.astimezone(timezone.utc)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
