"""The figures of a period, summed up from its days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.desk.counting import MINUTES
from bot.desk.tables import insight_days, insight_figures

Bars = Mapping[str, tuple[int, int]]
"""By name: by the bot alone, and with a person."""


@dataclass(frozen=True)
class Figures:
    """A period's figures, and when its newest day was counted."""

    counted_at: datetime | None
    alone: int
    person: int
    days: Bars
    needs: Bars
    languages: Bars
    tickets: Bars
    unsure: Bars
    missed: int
    answered: int
    waits: Mapping[str, int]
    ratings: Mapping[str, int] = field(default_factory=dict)

    @property
    def conversations(self) -> int:
        """How many conversations there were."""
        return self.alone + self.person

    def within(self, part: float) -> int | None:
        """The minutes within which that part of the answered had their answer; None where nobody
        was, or it took more than the longest step."""
        total, seen = sum(self.waits.values()), 0
        for step in MINUTES:
            seen += self.waits.get(str(step), 0)
            if total and seen >= part * total:
                return step
        return None

    @property
    def satisfaction(self) -> float | None:
        """The mean of the ratings."""
        count = sum(self.ratings.values())
        return sum(int(r) * n for r, n in self.ratings.items()) / count if count else None


def figures_of(
    connection: Connection, days: int, now: datetime, only_language: str = ""
) -> Figures:
    """The figures of so many days up to now, of all languages or of one."""
    since = now.date() - timedelta(days=days - 1)
    table = insight_figures
    where = [table.c.day >= since, table.c.day <= now.date()]
    if only_language:
        where.append(table.c.language == only_language)
    found = connection.execute(
        sa.select(
            table.c.kind,
            table.c.name,
            table.c.language,
            sa.func.sum(table.c.alone),
            sa.func.sum(table.c.person),
        )
        .where(*where)
        .group_by(table.c.kind, table.c.name, table.c.language)
    )
    alone: dict[str, Counter[str]] = {}
    person: dict[str, Counter[str]] = {}
    for kind, name, language, by_bot, with_person in found:
        for plot, key in ((kind, name), (f"{kind}/language", language)):
            alone.setdefault(plot, Counter())[key] += int(by_bot)
            person.setdefault(plot, Counter())[key] += int(with_person)

    def bars(kind: str) -> Bars:
        names = {*alone.get(kind, ()), *person.get(kind, ())}
        both = {name: (alone[kind][name], person[kind][name]) for name in names}
        return dict(sorted(both.items(), key=lambda bar: (-sum(bar[1]), bar[0])))

    whole = bars("conversation").get("", (0, 0))
    waits = person.get("first_answer", Counter())
    return Figures(
        counted_at=connection.execute(sa.select(sa.func.max(insight_days.c.counted_at))).scalar(),
        alone=whole[0],
        person=whole[1],
        days=_days(connection, since, now.date(), where),
        needs=bars("need"),
        languages=bars("conversation/language"),
        tickets=bars("ticket"),
        unsure=bars("unsure"),
        missed=bars("missed").get("", (0, 0))[1],
        answered=sum(n for step, n in waits.items() if step != "-"),
        waits={step: n for step, n in waits.items() if step != "-"},
        ratings=dict(person.get("rating", {})),
    )


def _days(connection: Connection, since: date, until: date, where: Sequence[Any]) -> Bars:
    table = insight_figures
    found = connection.execute(
        sa.select(table.c.day, sa.func.sum(table.c.alone), sa.func.sum(table.c.person))
        .where(table.c.kind == "conversation", *where)
        .group_by(table.c.day)
    )
    counted = {day: (int(alone), int(person)) for day, alone, person in found}
    days = (since + timedelta(days=n) for n in range((until - since).days + 1))
    return {day.isoformat(): counted.get(day, (0, 0)) for day in days}
