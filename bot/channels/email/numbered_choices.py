"""Choices in a mail: numbered lines, which an answer names by its number or in its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations.tables import messages

MOST_WORDS_BESIDE = 4
"""Below a line with a number alone there may be so many words more: a greeting, a name."""

# "2", "2.", "(2)", "#2", "Nr. 2", "№ 2"; digits of any script.
_NUMBER = re.compile(r"^\W*(?:nr|no|n|num)?\W*(\d{1,2})\W*$", re.IGNORECASE)


@dataclass(frozen=True)
class Numbered:
    """A choice, the number that it has in the mail, and the message that offers it."""

    number: int
    id: str
    label: str
    message_id: str


def last_offered(connection: Connection, conversation_id: str) -> list[Numbered]:
    """What was offered since the customer spoke last, numbered through."""
    spoke = (
        sa.select(sa.func.coalesce(sa.func.max(messages.c.seq), 0))
        .where(messages.c.conversation_id == conversation_id, messages.c.author == "customer")
        .scalar_subquery()
    )
    found = connection.execute(
        sa.select(messages.c.id, messages.c.choices)
        .where(messages.c.conversation_id == conversation_id, messages.c.seq > spoke)
        .order_by(messages.c.seq)
    ).all()
    return numbered([(row.id, row.choices) for row in found])


def numbered(offers: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> list[Numbered]:
    """The choices of several messages, each given by its id, numbered from 1 on. What several of
    them offer in the same words and to the same end has one number."""
    found: list[Numbered] = []
    known: list[tuple[str, Any]] = []
    for message_id, choices in offers:
        for choice in choices:
            what = (choice["label"], choice.get("payload"))
            if what not in known:
                known.append(what)
                found.append(Numbered(len(found) + 1, choice["id"], choice["label"], message_id))
    return found


def chosen(text: str, offered: Sequence[Numbered]) -> Numbered | None:
    """The choice that a text names; None where it says something else."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or not offered:
        return None
    for choice in offered:
        if _folded(text) == _folded(choice.label) or _folded(lines[0]) == _folded(choice.label):
            return choice if _is_all(lines) else None
    if (named := _NUMBER.match(lines[0])) and _is_all(lines):
        return next((c for c in offered if c.number == int(named[1])), None)
    return None


def _is_all(lines: Sequence[str]) -> bool:
    """Whether the lines below the first hold no more than a greeting and a name."""
    rest = " ".join(lines[1:])
    words = rest.split()
    asks = any(sign in "?？¿" or sign.isdecimal() for sign in rest)
    return len(words) <= MOST_WORDS_BESIDE and not asks


def _folded(text: str) -> str:
    """As labels are compared: without case, signs, and a number before it."""
    words = re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()
    return re.sub(r"^\d{1,2} (?=\D)", "", words)
