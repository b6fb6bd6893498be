"""An order's moments and deadlines on one line of time; a ticket's evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timezone
from typing import TYPE_CHECKING, Any

from bot.orders.tables import MOMENTS

if TYPE_CHECKING:
    from bot.desk.packet import Packet


@dataclass(frozen=True)
class Moment:
    """Something that happened, or is to come: a moment of the order, or a deadline of the rule."""

    name: str
    at: datetime
    kind: str
    """``happened``, ``deadline`` to come, ``passed`` deadline, or ``now``."""


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence: the customer's words, files, or neither where it is still missing."""

    name: str
    text: str = ""
    attachments: Sequence[str] = ()
    missing: bool = False


def timeline_of(packet: Packet, now: datetime) -> list[Moment]:
    """The order's moments, the rule's deadlines, and now, in the order of time."""
    if packet.order is None:
        return []
    found = [Moment("now", now, "now")]
    for name in MOMENTS:
        at = getattr(packet.order, name)
        if at is not None and name != "guarantee_until":
            found.append(Moment(name, at, "happened"))
    for name, value in packet.ruling.deadlines.items():
        at = _moment(value)
        found.append(Moment(name, at, "passed" if at < now else "deadline"))
    return sorted(found, key=lambda moment: moment.at)


def _moment(value: str) -> datetime:
    """A fact as it is on the wire: a moment, or a day, which ends at midnight in UTC."""
    if len(value) == len("2026-11-24"):
        return datetime.combine(date.fromisoformat(value), time.max, tzinfo=timezone.utc)
    return datetime.fromisoformat(value.replace("Z", "+00:00"))


def evidence_of(packet: Packet) -> list[Evidence]:
    """What the customer gave, and what is missing."""
    found = [_piece(name, value) for name, value in packet.ticket["evidence"].items()]
    given = set(packet.ticket["evidence"])
    found += [Evidence(n, missing=True) for n in packet.ticket["missing"] if n not in given]
    return found


def _piece(name: str, value: Any) -> Evidence:
    if isinstance(value, list):
        return Evidence(name, attachments=[str(one) for one in value])
    if isinstance(value, dict):  # money
        return Evidence(name, " ".join(str(one) for one in value.values()))
    return Evidence(name, "" if value in (None, "-") else str(value), missing=value in (None, "-"))
