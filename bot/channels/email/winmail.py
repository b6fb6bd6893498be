"""What Outlook packs into ``winmail.dat`` (TNEF)."""

from __future__ import annotations

import logging
import struct
from dataclasses import dataclass
from typing import Final

from tnefparse import TNEF  # type: ignore[import-untyped]

from bot.channels.email.decoding import decoded_text

_SIGNATURE: Final = 0x223E9F78
_MOST_ATTRIBUTES: Final = 500

# Read are names, contents and the plain text. What else there is (MAPI properties, recipients)
# holds counts that the library loops on unchecked: four milliards of them would hang us.
_READ: Final = frozenset((0x800C, 0x800F, 0x8010, 0x9002, 0x9006, 0x9007))


@dataclass(frozen=True)
class Winmail:
    """Text, and files as (name, content)."""

    text: str
    files: tuple[tuple[str, bytes], ...]


def unpacked_winmail(data: bytes) -> Winmail | None:
    """What is in it; None where it is broken, or nothing that Outlook wrote."""
    kept = _plain_attributes(data)
    if kept is None:
        return None
    logging.getLogger("tnefparse").setLevel(logging.CRITICAL)  # it warns of each oddity
    try:
        found = TNEF(kept, do_checksum=False)
        text = found.body or ""
        files = tuple(
            (_text(one.long_filename()), bytes(one.data)) for one in found.attachments if one.data
        )
    except (ValueError, LookupError, TypeError, AttributeError, struct.error, AssertionError):
        return None
    return Winmail(_text(text), files)


def _plain_attributes(data: bytes) -> bytes | None:
    """The packed bytes with the attributes alone that are read."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        return None
    kept, place = [data[:6]], 6
    for _ in range(_MOST_ATTRIBUTES):
        if place + 11 > len(data):
            break
        name = struct.unpack_from("<H", data, place + 1)[0]
        length = struct.unpack_from("<I", data, place + 5)[0] + 11
        if name in _READ:
            kept.append(data[place : place + length])
        place += length
    return b"".join(kept)


def _text(found: str | bytes) -> str:
    text = found if isinstance(found, str) else decoded_text(found, None)
    return text.rstrip("\0")
