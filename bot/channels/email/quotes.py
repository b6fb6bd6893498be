"""What a mail says newly: its text without what it quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.channels.email.lines import Line, Mark
from bot.channels.email.quote_headers import (
    LONGEST_HEADER_LINE,
    MOST_BROKEN,
    begins_attribution,
    header_block_at,
    is_attribution,
    is_original_line,
)
from bot.channels.email.reply_marker import is_reply_marker

_RULE: Final = re.compile(r"[-_=*–—]{3,}|\*?\s*_{3,}\s*\*?")
_NEAR: Final = 3
"""Lines within which a quote follows on the line that announces it."""


def unquoted(lines: Sequence[Line]) -> list[list[Line]]:
    """What is written newly, in the pieces that quotes leave: before, between and after them.

    A reply marker, a repeated head of a mail or an announced quote without marks ends the mail;
    a marked quote ends where its marks end, so an answer below or between quotes stays.
    """
    end = _end(lines)
    quoted = [_is_quoted(lines, place) for place in range(end)]
    for first, last in _attributions(lines, quoted, end):
        if last + 1 < end and not _quote_follows(lines, quoted, last + 1):
            end = first  # nothing marks where it ends, so it doesn't
            break
        for place in range(first, last + 1):
            quoted[place] = True
    return _pieces(lines, quoted, end)


def _end(lines: Sequence[Line]) -> int:
    """Where all that follows is quoted, by a sign that stands outside quotes."""
    texts = [line.text for line in lines]
    for place, line in enumerate(lines):
        if line.mark is Mark.REST:
            return place
        if line.mark is not Mark.NONE or line.text.startswith(">"):
            continue
        if is_reply_marker(line.text):
            return place
        if is_original_line(line.text) or (":" in line.text and header_block_at(texts, place)):
            return place
    return len(lines)


def _is_quoted(lines: Sequence[Line], place: int) -> bool:
    line = lines[place]
    if line.mark is not Mark.NONE:
        return line.mark is Mark.QUOTE
    if not line.text.startswith(">"):
        return False
    # Mail stores put ">" before a line that begins with "From ".
    alone = line.text.startswith(">From ") and not any(
        other.text.startswith(">")
        for other in (*lines[max(place - 1, 0) : place], *lines[place + 1 : place + 2])
    )
    return not alone


def _attributions(lines: Sequence[Line], quoted: Sequence[bool], end: int) -> list[tuple[int, int]]:
    """First and last line of each announcement of a quote."""
    found: list[tuple[int, int]] = []
    for last in range(end):
        line = lines[last]
        if quoted[last] or line.mark is not Mark.NONE or not line.text.rstrip(" *_").endswith(":"):
            continue
        follows = _quote_follows(lines, quoted, last + 1)
        first = _first_line(lines, quoted, last, follows)
        if first is not None:
            found.append((first, last))
    return found


def _first_line(
    lines: Sequence[Line], quoted: Sequence[bool], last: int, follows: bool
) -> int | None:
    """Where the announcement begins that ends here: it may be broken into lines."""
    joined, candidates = "", []
    for first in range(last, max(last - MOST_BROKEN, -1), -1):
        text = lines[first].text.strip()
        if not text or quoted[first] or lines[first].mark is not Mark.NONE:
            break
        joined = f"{text} {joined}".strip()
        if len(joined) > LONGEST_HEADER_LINE:
            break
        candidates.append((first, text, joined))
    for first, text, joined in candidates:
        if begins_attribution(text) and is_attribution(joined, quote_follows=False):
            return first
    for first, text, joined in candidates:
        if is_attribution(joined, quote_follows=False) and not text.startswith("<"):
            return first
    for first, _, joined in candidates[:2] if follows else ():
        if is_attribution(joined, quote_follows=True):
            return first
    return None


def _quote_follows(lines: Sequence[Line], quoted: Sequence[bool], start: int) -> bool:
    """Whether the next line that is not empty is a marked quote, or our reply marker."""
    for place in range(start, min(start + _NEAR, len(lines))):
        if place < len(quoted) and quoted[place]:
            return True
        if lines[place].mark is Mark.REST or is_reply_marker(lines[place].text):
            return True
        if lines[place].text.strip():
            return False
    return False


def _pieces(lines: Sequence[Line], quoted: Sequence[bool], end: int) -> list[list[Line]]:
    pieces: list[list[Line]] = [[]]
    for place in range(end):
        if not quoted[place]:
            pieces[-1].append(lines[place])
        elif pieces[-1]:
            pieces.append([])
    cut = end < len(lines) or any(quoted)
    return [_without_rule(piece) if cut else piece for piece in pieces if piece]


def _without_rule(piece: list[Line]) -> list[Line]:
    """The piece without the line that a program draws above what it quotes."""
    last = len(piece)
    while last and not piece[last - 1].text.strip():
        last -= 1
    if last and _RULE.fullmatch(piece[last - 1].text.strip()) and piece[last - 1].text != "-- ":
        return piece[: last - 1]
    return piece
