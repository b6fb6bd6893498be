"""The parts of a mail, however many it claims to have and however deep they are nested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Final

from bot.channels.email.errors import BrokenMail, MailTooLarge

LARGEST_MAIL: Final = 25 * 1024 * 1024
"""Bytes."""

MOST_PARTS: Final = 100
"""Parts that are looked at; of a mail with more, the first."""

_MOST_LINES: Final = 400_000  # 25 MB of base64 are 340,000
_MOST_DELIMITERS: Final = 2_000  # lines that may begin a part
_MOST_CONTAINERS: Final = 50  # parts that may hold parts
_LONGEST_FIELD: Final = 5_000
_LONGEST_HEAD: Final = 512 * 1024

_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
_DELIMITER: Final = re.compile(rb"[\r\n]--")
_CONTAINER: Final = re.compile(rb"boundary[ \t]*\*?(?:0\*?)?=|:\s{0,9}message/", re.IGNORECASE)
_FIELD: Final = re.compile(
    rb"^content-(?:type|disposition|transfer-encoding)[ \t]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*",
    re.IGNORECASE | re.MULTILINE,
)
_STATUS: Final = re.compile(rb"message/(?=delivery-status)", re.IGNORECASE)
_FIRST_FIELD: Final = re.compile(rb"\s*(?:>?From [^\r\n]*[\r\n]+)?[!-9;-~]{1,200}[ \t]*:")


def parsed_structure(raw: bytes) -> Message:
    """The mail's headers and parts. Time and memory grow with its length alone.

    Raises :class:`MailTooLarge` beyond 25 MB, :class:`BrokenMail` where no header begins it.
    """
    if len(raw) > LARGEST_MAIL:
        raise MailTooLarge(f"{len(raw)} bytes")
    if _FIRST_FIELD.match(raw) is None:
        raise BrokenMail("no header begins it")
    return BytesParser(policy=compat32).parsebytes(_defused(raw.lstrip()))


def leaves(mail: Message) -> Iterator[tuple[Message, bool]]:
    """The parts that hold something, in their order, and whether a forwarded mail holds them."""
    waiting: list[tuple[Message, bool]] = [(mail, False)]
    seen = 0
    while waiting and seen < MOST_PARTS:
        part, forwarded = waiting.pop()
        seen += 1
        inner = part.get_payload()
        if isinstance(inner, list):
            carried = forwarded or part.get_content_maintype() == "message"
            waiting.extend(
                (one, carried) for one in reversed(inner[:MOST_PARTS]) if isinstance(one, Message)
            )
        else:
            yield part, forwarded


def _defused(raw: bytes) -> bytes:
    """The mail without what makes the standard library's parser slow: it is cut at the bomb."""
    end = len(raw)
    for pattern, most in (
        (_LINE_END, _MOST_LINES),
        (_DELIMITER, _MOST_DELIMITERS),
        (_CONTAINER, _MOST_CONTAINERS),
    ):
        end = min(end, _place(pattern, most, raw))
    head = re.search(rb"\r?\n\r?\n|\r\r", raw[:_LONGEST_HEAD])
    if head is None and end > _LONGEST_HEAD:
        end = _LONGEST_HEAD
    short = _FIELD.sub(lambda field: field[0][:_LONGEST_FIELD], raw[:end])
    # A delivery status would be taken apart into one message a paragraph; nobody reads it.
    return _STATUS.sub(b"text/x-", short)


def _place(pattern: re.Pattern[bytes], most: int, raw: bytes) -> int:
    """Where the pattern stands once more than it may; the end where it does not."""
    for count, match in enumerate(pattern.finditer(raw)):
        if count == most:
            return match.start()
    return len(raw)
