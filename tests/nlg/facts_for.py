"""Facts of the right types for any response, made from its placeholders and conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.nlg.rendering import PLACEHOLDER
from bot.nlg.responses import Response, Variant

BY_SPEC: Mapping[str, Any] = {
    "date": "2026-11-24T21:30:00Z",
    "datetime": "2026-11-24T21:30:00Z",
    "time": "2026-11-24T21:30:00Z",
    "money": {"amount": "1234.50", "currency": "EUR"},
    "percent": 15,
    "list": ["LP00512345678CN", "LP00512345679CN"],
}
COUNTS = (
    "_days",
    "_hours",
    "_pieces",
    "days_left",
    "days_passed",
    "tries_left",
    "minutes",
    "digits",
    "count",
)
ROWS: Mapping[str, list[dict[str, Any]]] = {
    "events": [
        {"at": "2026-11-20T08:00:00Z", "place": "Shenzhen", "status": "accepted"},
        {"at": "2026-11-19T08:00:00Z", "place": "", "status": "seen_by_a_drone"},
    ],
    "coupons": [
        {"code": "WELCOME5", "percent": 5, "ends_on": "2026-12-31", "description": "All items"}
    ],
    "orders": [
        {
            "order_number": "JM-4821-7305",
            "title": "Phone case",
            "placed_at": "2026-11-20T10:00:00Z",
            "status": "paid",
        }
    ],
}


def named(responses: Mapping[str, Response], name: str) -> list[str]:
    """The values that a label has words for: ``reason`` gives ``expired_card`` and so on."""
    head = f"utter_label.{name}."
    return [response[len(head) :] for response in responses if response.startswith(head)]


def facts_for(
    variant: Variant, responses: Mapping[str, Response], count: int = 5
) -> dict[str, Any]:
    """The facts with which this variant is said."""
    facts: dict[str, Any] = {}
    for text in (variant.text, variant.singular or ""):
        for name, spec in PLACEHOLDER.findall(text):
            facts[name] = _fact(name, spec, responses)
    for name, wanted in variant.when.items():
        value = wanted[0] if isinstance(wanted, list) else wanted
        if value != "any":
            facts[name] = value
    if variant.count:
        facts[variant.count] = count
    return facts


def _fact(name: str, spec: str, responses: Mapping[str, Response]) -> Any:
    if spec == "rows":
        return ROWS[name]
    if spec == "label":
        return named(responses, name)[0]
    if spec in ("labels", "alternatives"):
        return named(responses, name.removesuffix("s")) or named(responses, name)
    if spec:
        return BY_SPEC[spec]
    return 5 if any(name.endswith(end) for end in COUNTS) else "Ana’s “case” {x} 50% <b>"
