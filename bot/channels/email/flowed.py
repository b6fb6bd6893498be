"""Paragraphs that a mail program broke into lines (RFC 3676), whole again."""

from __future__ import annotations

import re
from typing import Final

_DEPTH: Final = re.compile(r"(>*) ?(.*)", re.DOTALL)


def unwrapped(text: str, *, delete_space: bool) -> str:
    """The text of ``format=flowed`` with its soft line breaks undone.

    ``delete_space``: the space before a break belongs to the break (``delsp=yes``).
    """
    lines: list[str] = []
    open_depth: int | None = None
    for line in text.splitlines():
        found = _DEPTH.fullmatch(line)
        depth, words = (len(found[1]), found[2]) if found else (0, line)
        soft = words.endswith(" ") and words != "-- "
        shown = words[:-1] if soft and delete_space else words
        if open_depth == depth and words != "-- ":
            lines[-1] += shown
        else:
            lines.append(f"{'>' * depth} {shown}" if depth else shown)
        open_depth = depth if soft else None
    return "\n".join(lines)
