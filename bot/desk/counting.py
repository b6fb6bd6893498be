"""What insight shows is counted by the day, a conversation on the day on which it began.

Pages read these figures alone, so they are as quick with a million conversations as with ten. The
last two days are counted again every few minutes, those of the week before once a day, since
what began then may still go on; older ones stay as they are.

Kinds of figures: ``conversation``; ``need`` by the family of what the bot said; ``ticket`` by
category; ``unsure`` by the response; ``first_answer`` by the minutes within which a person spoke,
``-`` where none has; ``missed`` deadlines; ``rating`` by the stars.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection, Engine

from bot.conversations.tables import conversations, messages, tickets
from bot.database.engine import reading, writing
from bot.database.metadata import metadata
from bot.desk.tables import insight_days, insight_figures

log = structlog.get_logger("desk")

MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440, 2880)
"""The steps in which waits are counted; ``more`` is beyond them."""

STILL_GOING = timedelta(days=7)
COUNTED_AGAIN = timedelta(days=1)
MOST_DAYS = 40
"""So many days are counted at one go."""

NOT_A_NEED = frozenset(
    [
        *("greet", "goodbye", "thank", "affirm", "deny", "stop", "desk", "error", "ask", "wrong"),
        *("evidence", "ticket", "unsure", "answer_follows", "card_number", "attachment", "order"),
        *("identify", "reminder", "language_switched", "language_unknown", "which_language"),
        *("inform", "bot_challenge", "ask_help", "out_of_scope", "complain", "request_human"),
    ]
)
"""Families of responses that answer no need: they carry the conversation."""

UNSURE = ("utter_unsure", "utter_unsure.again")

Key = tuple[str, str, str]
"""Kind, name, language."""


def count_due(engine: Engine, now: datetime) -> list[date]:
    """Counts the days whose figures are not there, or not fresh. Gives them."""
    with reading(engine) as connection:
        due = list(_due(connection, now))[:MOST_DAYS]
    count_days(engine, due, now)
    return due


def count_days(engine: Engine, days: Sequence[date], now: datetime) -> None:
    """Counts days anew, and puts their figures in the place of the old ones in one transaction.

    They are counted before, and written all at once: nobody waits for a lock while thousands of
    conversations are read, or again for each day of a long absence.
    """
    with reading(engine) as connection:
        found = {day: _count(connection, day) for day in days}
    if not found:
        return
    rows = [
        {
            "day": day,
            "kind": kind,
            "name": name,
            "language": language,
            "alone": alone,
            "person": person,
        }
        for day, figures in found.items()
        for (kind, name, language), (alone, person) in figures.items()
    ]
    with writing(engine) as connection:
        for table in (insight_figures, insight_days):
            connection.execute(sa.delete(table).where(table.c.day.in_(days)))
        connection.execute(
            sa.insert(insight_days), [{"day": day, "counted_at": now} for day in days]
        )
        if rows:
            connection.execute(sa.insert(insight_figures), rows)


def _due(connection: Connection, now: datetime) -> Iterator[date]:
    """Today and yesterday, what is not counted yet, and what may still have changed."""
    first = connection.execute(sa.select(sa.func.min(conversations.c.created_at))).scalar()
    if first is None:
        return
    counted = dict(connection.execute(sa.select(insight_days)).all())
    day, last = now.date(), first.date()
    while day >= last:
        at = counted.get(day)
        age = now.date() - day
        stale = at is None or (age <= STILL_GOING and at <= now - COUNTED_AGAIN)
        if stale or age <= timedelta(days=1):
            yield day
        day -= timedelta(days=1)


def _count(connection: Connection, day: date) -> dict[Key, tuple[int, int]]:
    begun = _within(conversations.c.created_at, day)
    alone: Counter[Key] = Counter()
    person: Counter[Key] = Counter()
    handed = (
        sa.select(tickets.c.conversation_id)
        .where(tickets.c.conversation_id == conversations.c.id)
        .exists()
    )
    # A conversation of a greeting alone is none.
    talked = [begun, conversations.c.last_seq > 1]
    for language, was_handed, count in connection.execute(
        sa.select(conversations.c.language, handed, sa.func.count())
        .where(*talked)
        .group_by(conversations.c.language, handed)
    ):
        (person if was_handed else alone)["conversation", "", language] += count
    _needs(connection, talked, handed, alone, person)
    _tickets(connection, day, person)
    _ratings(connection, begun, person)
    return {key: (alone[key], person[key]) for key in {*alone, *person}}


def _needs(
    connection: Connection,
    talked: list[Any],
    handed: Any,
    alone: Counter[Key],
    person: Counter[Key],
) -> None:
    """What the bot said, as often as there are conversations in which it did."""
    found = connection.execute(
        sa.select(
            conversations.c.id.label("conversation"),
            messages.c.response,
            conversations.c.language,
            handed.label("handed"),
        )
        .select_from(conversations.join(messages, messages.c.conversation_id == conversations.c.id))
        .where(*talked, messages.c.response.is_not(None), messages.c.author == "bot")
        .distinct()
    )
    seen: set[tuple[str, str]] = set()
    for conversation, response, language, was_handed in found:
        counter = person if was_handed else alone
        if response in UNSURE:
            counter["unsure", response, language] += 1
        need = need_of(response)
        if need is not None and (conversation, need) not in seen:
            seen.add((conversation, need))
            counter["need", need, language] += 1


def need_of(response: str) -> str | None:
    """The need that a response answers: the family of a rule's code, or a general question's
    intent. None for what carries the conversation."""
    name = response.removeprefix("utter_")
    family = name.partition(".")[0]
    if family in NOT_A_NEED or (family.startswith("ask_") and "." in name):
        return None
    return family if not family.startswith("ask_") or family in _QUESTIONS else None


_QUESTIONS = frozenset(
    "ask_" + name
    for name in (
        *("payment_methods", "payment_security", "card_details", "fees_and_taxes"),
        *("change_currency", "how_to_order", "delivery_address", "split_shipment"),
        *("delivery_guarantee", "support_languages", "contact_options"),
    )
)
"""General questions; all other responses that begin so ask the customer for something."""


def _tickets(connection: Connection, day: date, person: Counter[Key]) -> None:
    columns = (tickets.c.category, tickets.c.language, tickets.c.opened_at)
    for row in connection.execute(
        sa.select(*columns, tickets.c.answered_at, tickets.c.escalated_at).where(
            _within(tickets.c.opened_at, day)
        )
    ):
        person["ticket", row.category, row.language] += 1
        person["first_answer", _step(row.opened_at, row.answered_at), row.language] += 1
        if row.escalated_at is not None:
            person["missed", "", row.language] += 1


def _step(opened: datetime, answered: datetime | None) -> str:
    if answered is None:
        return "-"
    minutes = (answered - opened) / timedelta(minutes=1)
    return next((str(step) for step in MINUTES if minutes <= step), "more")


def _ratings(connection: Connection, begun: Any, person: Counter[Key]) -> None:
    """What customers thought of it, where they were asked."""
    ratings = metadata.tables.get("satisfaction")
    if ratings is None:
        return
    for rating, language, count in connection.execute(
        sa.select(ratings.c.rating, conversations.c.language, sa.func.count())
        .select_from(conversations.join(ratings, ratings.c.conversation_id == conversations.c.id))
        .where(begun)
        .group_by(ratings.c.rating, conversations.c.language)
    ):
        person["rating", str(rating), language] += count


def _within(column: Any, day: date) -> Any:
    begins = datetime.combine(day, time.min, tzinfo=timezone.utc)
    return sa.and_(column >= begins, column < begins + timedelta(days=1))
