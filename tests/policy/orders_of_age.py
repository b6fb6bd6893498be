"""Orders for the cases: their moments are written as ages before now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.policy import ClaimFacts, OrderFacts

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def age(text: str) -> timedelta:
    """``2h``, ``100d-1s``, ``-5m-1s``: how long ago; a second less or more behind it."""
    head, tail = re.fullmatch(r"(-?\d+[smhd])([+-]\d+s)?", text).groups()
    span = timedelta(**{UNITS[head[-1]]: int(head[:-1])})
    seconds = int(tail[:-1]) if tail else 0
    # "-5m-1s" lies further ahead, "100d-1s" less far back: both are a second later.
    return span + timedelta(seconds=seconds)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def order_of(given: Mapping[str, Any], now: datetime = NOW) -> OrderFacts:
    """The order of a case; it was placed when it was paid unless the case says otherwise."""
    moments = {}
    for name in ("paid", "confirmed", "shipped", "delivered", "refunded", "cancelled"):
        if name in given:
            moments[f"{name}_at"] = now - age(given[name])
        elif f"{name}_on" in given:
            moments[f"{name}_at"] = moment(given[f"{name}_on"])
    placed = moment(given["placed_on"]) if "placed_on" in given else moments.get("paid_at")
    if "guarantee" in given:
        moments["guarantee_until"] = now - age(given["guarantee"])
    return OrderFacts(
        number="JM-1000-0001",
        status=given["status"],
        seller_country=given.get("seller", "KR"),
        placed_at=placed,
        claims=tuple(
            ClaimFacts(category=category, ticket="T-1", opened_at=now - timedelta(days=1))
            for category in given.get("claims", ())
        ),
        **moments,
    )
