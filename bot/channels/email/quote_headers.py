"""The lines above a quote that say whose words follow, in eleven languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

LONGEST_HEADER_LINE: Final = 400
"""Characters of such a line, with what it was broken into."""

MOST_BROKEN: Final = 4
"""Lines into which one may be broken."""

_FILE: Final = Path(__file__).with_name("quote_headers.yml")
_BLOCK_LINES: Final = 12
_ROLES: Final = ("from", "sent", "to", "subject", "other")

_ADDRESS: Final = re.compile(r"[^\s<>()\[\]\"':;,@]{1,64}@[^\s<>()\[\]\"':;,@]{1,190}")
_TIME: Final = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)")
_DATED: Final = re.compile(
    r"(?:[^\W\d_]{1,15}\.?,? )?\d{1,2}(?:[./-]\d{1,2}[./-]|[. ] ?[^\W\d_]{3,12}\.? )\d{2,4}\b"
)
_RULED: Final = re.compile(r"[-_=*–—]{2,}")
_EDGE: Final = " \t>*_-–—=|\u00a0\u200e\u200f"


def is_attribution(line: str, *, quote_follows: bool) -> bool:
    """Whether the line says whose words follow: "On Sat, 28 Nov 2026 at 14:03, Ben wrote:".

    Where no marked quote follows it has to say so in full, with a time or an address.
    """
    said = line.strip(_EDGE)
    if len(said) > LONGEST_HEADER_LINE or not said.endswith(":"):
        return False
    small = small_letters(said)
    address, time = _ADDRESS.search(small), _TIME.search(small)
    verb = _verbs().search(small)
    if verb is not None and (address or time) and _starts().match(small):
        return True
    if address is not None and time is not None and (verb is not None or _DATED.match(small)):
        return True
    if not quote_follows:
        return False
    return verb is not None or (address is not None or time is not None)


def begins_attribution(line: str) -> bool:
    """Whether such a line may begin here, by a word that it always begins with."""
    return _starts().match(small_letters(line[:40].strip(_EDGE))) is not None


def is_original_line(line: str) -> bool:
    """Whether the line stands above a whole mail: "-----Original Message-----"."""
    if len(line) > 120:
        return False
    named = small_letters(line.strip(_EDGE + ":")) in _originals()
    return named and (_RULED.search(line) is not None or line.rstrip().endswith(":"))


def header_block_at(lines: Sequence[str], start: int) -> bool:
    """Whether here the headers of a mail are repeated: From, Sent, To, Subject.

    Who sends a parcel "from" a place "to" another repeats no subject, and writes no address.
    """
    role, value = _header(lines[start])
    if role not in ("from", "sent"):
        return False
    roles, addressed, others = {role}, role == "from" and "@" in value, 0
    for line in lines[start + 1 : start + _BLOCK_LINES]:
        role, value = _header(line)
        if role is None:
            others += bool(line.strip())
            if others > 2:
                break
            continue
        if role in roles and role != "other":
            break
        roles.add(role)
        addressed = addressed or (role == "from" and "@" in value)
    if "from" not in roles or len(roles) < 3:
        return False
    return "subject" in roles or (addressed and "sent" in roles)


def small_letters(text: str) -> str:
    """The text as it is compared: NFC, small letters, single spaces, straight apostrophes."""
    plain = unicodedata.normalize("NFC", text).replace("İ", "i").replace("’", "'").lower()
    return " ".join(plain.split())


def _header(line: str) -> tuple[str | None, str]:
    """The role of a repeated header and its value; None where the line is none."""
    name, colon, value = line[:LONGEST_HEADER_LINE].partition(":")
    if not colon or len(name) > 40:
        return None, ""
    return _labels().get(small_letters(name.strip(_EDGE))), value


@cache
def _told() -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return told


@cache
def _labels() -> dict[str, str]:
    # "A" is "to" in Italian, "Data" is "date": no name has two roles in two languages.
    return {
        small_letters(name): role
        for told in _told().values()
        for role in reversed(_ROLES)
        for name in told[role]
    }


@cache
def _originals() -> frozenset[str]:
    return frozenset(small_letters(name) for told in _told().values() for name in told["originals"])


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile("|".join(_word(verb) for verb in _every("verbs")))


@cache
def _starts() -> re.Pattern[str]:
    return re.compile("|".join(_word(start) for start in _every("starts")))


def _every(name: str) -> list[str]:
    found = {small_letters(word) for told in _told().values() for word in told[name]}
    return sorted(found, key=len, reverse=True)


def _word(word: str) -> str:
    thai = "\u0e00" <= word[0] <= "\u0e7f"
    return re.escape(word) if thai else rf"(?<!\w){re.escape(word)}(?!\w)"
