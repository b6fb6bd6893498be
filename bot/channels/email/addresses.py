"""Addresses in the headers of a mail."""

from __future__ import annotations

import re
from email.message import Message
from email.utils import getaddresses
from typing import Final

import idna

from bot.channels.email.decoding import LONGEST_HEADER, decoded_header

MOST_ADDRESSES: Final = 100
"""Addresses of a header that are read."""

_LONGEST: Final = 254
_PLAIN: Final = re.compile(r"""[^\s<>"(),:;@\\\x00-\x20\x7f]{1,64}@[^\s<>"(),:;@\\]{1,190}""")
_DOMAIN: Final = re.compile(
    r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*"
)


def normalised_address(address: str) -> str | None:
    """The address with its domain in small ASCII letters; None where it is none."""
    plain = address.strip()
    if len(plain) > _LONGEST or _PLAIN.fullmatch(plain) is None or not plain.isprintable():
        return None
    local, _, domain = plain.rpartition("@")
    ascii_domain = normalised_domain(domain)
    return None if ascii_domain is None else f"{local}@{ascii_domain}"


def normalised_domain(domain: str) -> str | None:
    """A domain as DNS has it (``xn--``, small letters); None where it is none."""
    name = domain.strip().rstrip(".")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True, transitional=False).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    name = name.lower()
    return name if _DOMAIN.fullmatch(name) else None


def addresses_of(mail: Message, *headers: str) -> tuple[str, ...]:
    """The addresses in the headers of these names, each once, in their order."""
    found: dict[str, None] = {}
    for header in headers:
        for value in mail.get_all(header, [])[:MOST_ADDRESSES]:
            for _, address in _pairs(value):
                normalised = normalised_address(address)
                if normalised is not None:
                    found[normalised] = None
    return tuple(found)[:MOST_ADDRESSES]


def sender_of(mail: Message) -> tuple[str | None, str]:
    """The one address that wrote the mail, and the name it goes by.

    None where no From stands there, or two, or more than one address in it: which of them a
    checking server looked at can't be told.
    """
    headers = mail.get_all("From", [])
    if len(headers) != 1:
        return None, ""
    pairs = [pair for pair in _pairs(headers[0]) if "@" in pair[1]]  # Müller, Ida <i@m.example>
    if len(pairs) != 1:
        return None, ""
    name, address = pairs[0]
    return normalised_address(address), decoded_header(name)[:200]


def _pairs(value: object) -> list[tuple[str, str]]:
    raw = str(value)
    if len(raw) > LONGEST_HEADER:
        return []
    if not raw.isascii():
        raw = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return getaddresses([re.sub(r"[\r\n]+", "", raw)])
    except (RecursionError, IndexError):  # comments in comments; a quote that never ends
        return []
