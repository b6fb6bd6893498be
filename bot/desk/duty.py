"""When people are at the desk: ``Europe/Lisbon mon-fri 09:00-18:00, sat 10:00-14:00``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_PART = re.compile(
    r"^(?P<first>[a-z]{3})(-(?P<last>[a-z]{3}))? (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)$"
)

Span = tuple[time, time]


class BadDutyHours(ValueError):
    """Duty hours that are not of the agreed form; the text says what was expected."""

    code = "bad_duty_hours"


@dataclass(frozen=True)
class DutyHours:
    """The hours of each weekday, 0 for Monday, in one time zone; without any, always."""

    zone: ZoneInfo
    hours: Mapping[int, Sequence[Span]]

    def is_open(self, moment: datetime) -> bool:
        """Whether people are to be there at this moment."""
        if not self.hours:
            return True
        here = moment.astimezone(self.zone)
        spans = self.hours.get(here.weekday(), ())
        return any(opens <= here.time().replace(tzinfo=None) < closes for opens, closes in spans)

    def opens_at(self, moment: datetime) -> datetime | None:
        """The next moment at which people are there again, in UTC; None where they are now."""
        if self.is_open(moment):
            return None
        today = moment.astimezone(self.zone).date()
        beginnings = (
            self._moment(day, opens)
            for day in (today + timedelta(days=n) for n in range(8))
            for opens, _ in sorted(self.hours.get(day.weekday(), ()))
        )
        return next((found for found in beginnings if found > moment), None)

    def _moment(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, tzinfo=self.zone).astimezone(timezone.utc)


def duty_hours(text: str) -> DutyHours:
    """The hours that a setting says; an empty one says always. Raises :class:`BadDutyHours`."""
    if not text.strip():
        return DutyHours(ZoneInfo("UTC"), {})
    zone, _, rest = " ".join(text.split()).partition(" ")
    try:
        place = ZoneInfo(zone)
    except (LookupError, ValueError, OSError) as error:
        raise BadDutyHours(f"a time zone like Europe/Lisbon comes first, not {zone!r}") from error
    hours: dict[int, list[Span]] = {}
    for part in rest.split(","):
        days, span = _part(part.strip().lower())
        for day in days:
            hours.setdefault(day, []).append(span)
    return DutyHours(place, hours)


def _part(text: str) -> tuple[list[int], Span]:
    found = _PART.match(text)
    try:
        if found is None:
            raise ValueError(text)
        first = DAYS.index(found["first"])
        last = DAYS.index(found["last"] or found["first"])
        opens = time.fromisoformat(found["opens"])
        # The end of the day has no time of its own.
        closes = time.max if found["closes"] == "24:00" else time.fromisoformat(found["closes"])
        if opens >= closes:
            raise ValueError(text)
    except ValueError as error:
        raise BadDutyHours(f"days and hours like mon-fri 09:00-18:00, not {text!r}") from error
    count = (last - first) % 7 + 1
    return [(first + n) % 7 for n in range(count)], (opens, closes)
