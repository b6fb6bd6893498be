"""Which parts of a mail are its text, and which are files."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from email.message import Message
from typing import Final

from bot.channels.email.decoding import decoded_header, decoded_text
from bot.channels.email.flowed import unwrapped
from bot.channels.email.html_text import LONGEST_HTML, html_lines
from bot.channels.email.lines import Line
from bot.channels.email.parsed_mail import MailAttachment
from bot.channels.email.structure import leaves
from bot.channels.email.winmail import unpacked_winmail

LONGEST_TEXT: Final = 200_000
"""Characters of a plain text that are read."""

_LONGEST_LINE: Final = 20_000
_LONGEST_NAME: Final = 200
_MOST_TEXTS: Final = 20

_STUB: Final = re.compile(
    r"\W*(?:this (?:is an? )?(?:message|mail|e-?mail)?.{0,40}(?:html|mime)|"
    r"(?:your|ihr|votre|su|seu|il tuo) .{0,60}\bhtml\b).*",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_STUB: Final = 300


@dataclass
class _Found:
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    packed: list[str] = field(default_factory=list)
    files: list[MailAttachment] = field(default_factory=list)


def bodies_of(mail: Message) -> tuple[tuple[Line, ...], tuple[MailAttachment, ...]]:
    """The lines of the mail's text, and its files.

    Plain text is taken unless it is empty or says only that the mail is in HTML. Of a mail that
    is forwarded as a file the text is somebody else's and not read; pictures and PDFs in it may
    show what the customer means, so they count as files. Invitations are let lie.
    """
    found = _Found()
    for part, forwarded in leaves(mail):
        _sort(part, forwarded, found)
    return _chosen(found), tuple(found.files)


def _chosen(found: _Found) -> tuple[Line, ...]:
    plain = "\n\n".join(filter(str.strip, found.plain))
    if found.html and (not plain.strip() or _is_stub(plain)):
        lines = [line for html in found.html for line in (*html_lines(html), Line(""))]
        if any(line.text for line in lines):
            return tuple(lines)
    if not plain.strip():
        plain = "\n\n".join(found.packed)
    return tuple(_plain_lines(plain))


def _is_stub(plain: str) -> bool:
    short = plain.strip()
    return len(short) <= _LONGEST_STUB and _STUB.fullmatch(short) is not None


def _plain_lines(text: str) -> list[Line]:
    shown = text[:LONGEST_TEXT].replace("\0", "").replace("\u00a0", " ")
    # The signature's "-- " keeps its space: it is how the line is told from a dash.
    return [
        Line(line if line == "-- " else line.rstrip())
        for long in shown.splitlines()
        for line in (long[i : i + _LONGEST_LINE] for i in range(0, len(long) or 1, _LONGEST_LINE))
    ]


def _sort(part: Message, forwarded: bool, found: _Found) -> None:
    kind = part.get_content_type()
    name = _name(part)
    if kind == "text/calendar" or kind.startswith("text/x-delivery"):
        return
    attached = part.get_content_disposition() == "attachment" or bool(name)
    if kind in ("text/plain", "text/html") and not attached:
        if not forwarded and len(found.plain) + len(found.html) < _MOST_TEXTS:
            (found.plain if kind == "text/plain" else found.html).append(_text(part))
        return
    content = _content(part)
    if kind in ("application/ms-tnef", "application/vnd.ms-tnef") or name.lower() == "winmail.dat":
        packed = unpacked_winmail(content)
        if packed is not None:
            if not forwarded:
                found.packed.append(packed.text)
            found.files.extend(
                MailAttachment(_short(inner), "application/octet-stream", data, False)
                for inner, data in packed.files
            )
            return
    if not content or (forwarded and not kind.startswith(("image/", "application/pdf"))):
        return
    inline = part.get_content_disposition() == "inline" or part["Content-ID"] is not None
    if part.get_content_disposition() == "attachment":
        inline = False
    found.files.append(MailAttachment(name, kind, content, inline))


def _text(part: Message) -> str:
    text = decoded_text(_content(part)[: LONGEST_HTML * 4], _parameter(part, "charset"))
    if (_parameter(part, "format") or "").lower() == "flowed":
        return unwrapped(text, delete_space=(_parameter(part, "delsp") or "").lower() == "yes")
    return text


def _content(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, binascii.Error, LookupError):
        content = None
    return content if isinstance(content, bytes) else b""


def _parameter(part: Message, name: str) -> str | None:
    try:
        value = part.get_param(name)
    except (ValueError, LookupError):
        return None
    if isinstance(value, tuple):
        value = value[2]
    return value if isinstance(value, str) else None


def _name(part: Message) -> str:
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError):
        name = None
    return _short(decoded_header(name or ""))


def _short(name: str) -> str:
    """A file's name without folders."""
    return re.split(r"[/\\]", name)[-1].strip()[-_LONGEST_NAME:]
