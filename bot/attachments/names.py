"""File names as customers gave them, made safe to show and to offer for saving."""

from __future__ import annotations

import re
import unicodedata

from bot.attachments.kinds import EXTENSIONS
from bot.conversations.cleaning import clean
from bot.conversations.redaction import redact

NAME_CHARACTERS = 100
LONGEST_EXTENSION = 10

_FORBIDDEN = re.compile(r'[<>:"|?*;%\x00-\x1f\x7f]')
_ENDINGS = frozenset(ending for endings in EXTENSIONS.values() for ending in endings)
_FALLBACK = "file"
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
"""Names that Windows takes for devices."""


def shown_name(given: str, content_type: str) -> str:
    """The name without folders, without what hides or turns letters round, card numbers cut, at
    most 100 characters, and with an ending that says what the file is."""
    text = given[-4 * NAME_CHARACTERS :].encode("utf-8", "ignore").decode()
    text = re.sub(r"\s+", " ", redact(clean(text)))
    text = re.split(r"[/\\]", text)[-1]
    # What clean() leaves of no use in a name: unassigned and private characters, joiners.
    text = "".join(c for c in text if unicodedata.category(c)[0] != "C")
    stem, ending = _parted(_FORBIDDEN.sub("_", text).strip(" ."))
    endings = EXTENSIONS[content_type]
    if ending.lower() not in endings:
        # A HEIC photo was written anew as a JPEG; any other ending stays a part of the name.
        stem = stem if ending.lower() in _ENDINGS else stem + ending
        ending = endings[0]
    stem = stem[: NAME_CHARACTERS - len(ending)].strip(" .") or _FALLBACK
    if _RESERVED.match(stem):
        stem = f"{_FALLBACK}-{stem}"
    return unicodedata.normalize("NFC", stem + ending)[:NAME_CHARACTERS]


def _parted(name: str) -> tuple[str, str]:
    """The name before its ending, and the ending with its dot."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or not 0 < len(ending) < LONGEST_EXTENSION:
        return name, ""
    return stem, dot + ending
