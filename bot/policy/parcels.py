"""What is known of an order's parcels: numbers and newest stations."""

from __future__ import annotations

from typing import Any

from bot.policy.case import Case
from bot.policy.consistency import in_utc

MOST_EVENTS = 3
"""So many stations are told, the newest first."""


def parcel_facts(case: Case) -> dict[str, Any]:
    """``tracking_numbers``, each once in the items' order, and ``events`` as rows."""
    numbers = [item.tracking_number for item in case.order.items]
    known = tuple(dict.fromkeys(number for number in numbers if number))
    events = sorted(case.order.tracking_events, key=lambda event: event.at, reverse=True)
    rows = tuple(
        {"at": in_utc(event.at), "place": event.place, "status": event.status}
        for event in events[:MOST_EVENTS]
    )
    from_events = tuple(
        dict.fromkeys(event.tracking_number for event in events if event.tracking_number)
    )
    return {"tracking_numbers": known or from_events, "events": rows}
