"""Signatures: what stands below "-- ", and the line that a telephone adds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from bot.channels.email.lines import Line, Mark
from bot.channels.email.quote_headers import small_letters

_FILE: Final = Path(__file__).with_name("signatures.yml")
_LONGEST_LINE: Final = 120
_MOST_LINES: Final = 12
"""Lines below a bare "--"; more of them are rather a part of the mail."""


def without_signature(piece: Sequence[Line]) -> list[Line]:
    """The lines of a piece without its signature. In doubt, as with a closing, all stay."""
    kept = []
    for place, line in enumerate(piece):
        if line.mark is Mark.SIGNATURE or is_device_line(line.text):
            continue
        if _begins_signature(piece, place):
            break
        kept.append(line)
    return kept


def is_device_line(text: str) -> bool:
    """Whether the line is nothing but a device's or a program's ("Sent from my iPhone")."""
    said = text.strip(" \t*_.!")
    if not 8 <= len(said) <= _LONGEST_LINE:
        return False
    small = re.sub(r"\s*[<(]https?:[^<>()\s]*[>)]", "", small_letters(said))
    return _names_device(small) and _phrases().fullmatch(small) is not None


def _begins_signature(piece: Sequence[Line], place: int) -> bool:
    text = piece[place].text
    if text == "-- ":
        return True
    if text.strip() not in ("--", "—", "– –"):
        return False
    below = sum(1 for line in piece[place + 1 :] if line.text.strip())
    return below <= _MOST_LINES


def _names_device(small: str) -> bool:
    return any(device in small for device in _told()["devices"].split())


@cache
def _phrases() -> re.Pattern[str]:
    name = r"\S{1,40}(?: \S{1,40}){0,7}"
    patterns = [
        re.escape(small_letters(phrase)).replace("…", name)
        for phrases in _told()["lines"].values()
        for phrase in phrases
    ]
    return re.compile("|".join(patterns))


@cache
def _told() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return told
