"""Subjects: ``Re:`` once, in whatever language the mail programs of the thread wrote it."""

from __future__ import annotations

import re

from bot.conversations.cleaning import clean
from bot.conversations.redaction import redact

LONGEST = 200

# What mail programs put before a subject that is answered or passed on, and bracketed counts
# such as Re[2]:. Full-width colons are Thai's and Chinese's.
_PREFIX = re.compile(
    r"^\s*(?:re|aw|antw|antwort|wg|fw|fwd|tr|rif|i|r|inoltra|odp|pd|ynt|ilt|yanıt|ответ|отв|на|"
    r"пересл|res|enc|rv|reenv|resp|réf|ref|rép|răsp|redir|fwd|sv|vs|vb|ตอบ|ตอบกลับ|ส่งต่อ)"
    r"\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]\s*",
    re.IGNORECASE,
)


def base_subject(subject: str) -> str:
    """The subject as it may be kept and shown again: one line, without controls and card numbers,
    without ``Re:``, ``AW:``, ``Odp:``, ``Ответ:`` and their like, of a length that fits."""
    shown = "".join(sign if sign.isprintable() else " " for sign in clean(subject))
    line = " ".join(shown.split())
    while (shorter := _PREFIX.sub("", line, count=1)) != line:
        line = shorter
    return redact(line)[:LONGEST].strip()


def answering(base: str) -> str:
    """The subject of an answer."""
    return f"Re: {base}"
