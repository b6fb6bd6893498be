"""The text of a mail, line by line, with what its markup says of each."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass


class Mark(enum.Enum):
    """What the HTML says that a line is; ``NONE`` in plain text."""

    NONE = ""
    QUOTE = "quote"
    REST = "rest"
    """From here to the end of the mail all is quoted."""
    SIGNATURE = "signature"


@dataclass(frozen=True)
class Line:
    """One line, without spaces at its end and without a mark of quotation that HTML has."""

    text: str
    mark: Mark = Mark.NONE


def whole_text(lines: Iterable[Line]) -> str:
    """All of it, what the HTML shows as quoted behind ">"."""
    shown = (f"> {line.text}" if line.mark is Mark.QUOTE else line.text for line in lines)
    return "\n".join(line.rstrip() for line in shown).strip()
