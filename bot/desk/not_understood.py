"""Utterances that were not understood, with what could name a person cut out of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import yaml
from sqlalchemy.engine import Connection

from bot.conversations.redaction import redact
from bot.conversations.tables import conversations, messages
from bot.orders.tables import customers

MOST = 2000
"""So many of the newest are looked at."""

SHORTEST_NAME = 3
CUT = "[…]"

_ADDRESSES = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+|(?<!\w)@\w+")
_NUMBERS = re.compile(r"\+?(?:[A-Za-z]{1,3}[-–]?)?\d(?:[\s.()/-]{0,2}\d){3,}[A-Za-z]{0,2}")
"""Whatever holds four digits: telephone, order and tracking numbers, dates, postcodes."""


@dataclass(frozen=True)
class Utterance:
    """What several customers may have written alike, and the intents that the bot offered."""

    language: str
    text: str
    times: int
    offered: tuple[str, ...]


def utterances(
    connection: Connection, days: int, now: datetime, language: str = ""
) -> list[Utterance]:
    """What was not understood in so many days, the most frequent first; of one language, if any
    is named."""
    asked = messages.alias("asked")
    of_language = [asked.c.language == language] if language else []
    found = connection.execute(
        sa.select(asked.c.text, asked.c.language, messages.c.choices, customers.c.name)
        .select_from(
            messages.join(asked, asked.c.id == messages.c.reply_to)
            .join(conversations, conversations.c.id == messages.c.conversation_id)
            .outerjoin(customers, customers.c.id == conversations.c.customer_id)
        )
        .where(
            # As the partial index has it.
            sa.text("messages.response IN ('utter_unsure', 'utter_unsure.again')"),
            messages.c.sent_at >= now - timedelta(days=days),
            asked.c.text != "",
            *of_language,
        )
        .order_by(messages.c.sent_at.desc())
        .limit(MOST)
    )
    grouped: dict[tuple[str, str], tuple[str, int, list[str]]] = {}
    for text, language, choices, name in found:
        kept = without_personal_data(text, name)
        key = (language, kept.casefold())
        shown, times, offered = grouped.get(key, (kept, 0, []))
        for choice in choices:
            intent = (choice.get("payload") or {}).get("intent")
            if intent and intent not in offered:
                offered.append(intent)
        grouped[key] = (shown, times + 1, offered)
    counted = [
        Utterance(language, shown, times, tuple(offered))
        for (language, _), (shown, times, offered) in grouped.items()
    ]
    return sorted(counted, key=lambda one: (-one.times, one.language, one.text))


def without_personal_data(text: str, name: str | None) -> str:
    """The text on one line without addresses, numbers, and its customer's own name."""
    text = " ".join(redact(text).split())
    text = _NUMBERS.sub(CUT, _ADDRESSES.sub(CUT, text))
    for part in (name or "").split():
        if len(part) >= SHORTEST_NAME:
            text = re.sub(re.escape(part), CUT, text, flags=re.IGNORECASE)
    return text


def as_yaml(found: Iterable[Utterance]) -> str:
    """Candidates for training data, by language: somebody must read them and name the intent."""
    by_language: dict[str, list[dict[str, object]]] = {}
    for one in found:
        entry = {"text": one.text, "times": one.times, "offered": list(one.offered), "intent": None}
        by_language.setdefault(one.language, []).append(entry)
    return yaml.safe_dump(
        {"candidates": by_language}, allow_unicode=True, sort_keys=False, width=1000
    )
