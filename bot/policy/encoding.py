"""Facts as JSON, the same for the wire, the wording and the API: docs/architecture.md, Facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

from bot.policy.decision import Money


def as_json(value: Any) -> Any:
    """A fact as JSON: datetimes in UTC with Z, money as amount and currency, tuples as lists."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": value.currency}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(name): as_json(entry) for name, entry in value.items()}
    if isinstance(value, (list, tuple, frozenset, set)):
        return [as_json(entry) for entry in value]
    return value
