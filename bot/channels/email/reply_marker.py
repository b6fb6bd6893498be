"""The line in the bot's own mails above which an answer is to be written."""

from __future__ import annotations

from typing import Final

_OPENS: Final = "##-"
_CLOSES: Final = "-##"


def reply_marker(words: str) -> str:
    """The line, with words of the mail's language: ``##- Please write above this line -##``."""
    return f"{_OPENS} {' '.join(words.split())} {_CLOSES}"


def is_reply_marker(line: str) -> bool:
    """Whether the line is one, by its signs: a mail program may have quoted or wrapped it."""
    place = line.find(_OPENS)
    return place >= 0 and not line[:place].strip(" \t>|*")
