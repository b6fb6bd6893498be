"""What the rules say about a ticket: as it was told to the customer, and at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.policy import ORDER_INTENTS, CustomerFacts, OrderFacts, decide
from bot.policy.encoding import as_json
from bot.policy.numbers import numbers_file

INTENTS = {
    "cancel": "cancel_order",
    "change": "change_item",
    "address": "change_address",
    "dispatch": "ask_dispatch_time",
    "track": "track_order",
    "tracking": "tracking_not_working",
    "not_received": "order_not_received",
    "mistake": "marked_delivered_by_mistake",
    "defect": "report_defect",
    "wrong_item": "report_wrong_or_missing_item",
    "return": "return_order",
    "refund": "refund_status",
    "charge": "charged_without_order",
    "orders_missing": "orders_missing",
}
"""The intent whose rule decided, by the family of its code."""

DEADLINES = (
    *("cancel_until", "ship_by", "claim_from", "guarantee_until", "return_until"),
    *("review_until", "due_from", "due_by"),
)
"""Facts of decisions that are moments or days somebody waits for; each has words in desk.yml."""

FIGURES = {
    "cancel": ("cancel_window_hours",),
    "change": ("cancel_window_hours",),
    "address": ("cancel_window_hours",),
    "dispatch": ("lead_days",),
    "track": ("lead_days", "delivery_days"),
    "tracking": ("delivery_days",),
    "not_received": ("delivery_days", "guarantee_days", "request_handled_hours"),
    "mistake": ("delivery_days", "guarantee_days"),
    "defect": ("claim_days",),
    "wrong_item": ("claim_days",),
    "return": ("return_days",),
    "refund": ("refund_days", "refund_business_days_to"),
}
"""The figures of numbers.yml that a family of rules goes by."""


@dataclass(frozen=True)
class Figure:
    """A figure that the rule goes by, and the heading of the shop's FAQ that it comes from."""

    name: str
    value: int
    source: str


@dataclass(frozen=True)
class Ruling:
    """A decision as it was told, ``code`` and ``outcome``, and what the rule says ``now``.

    ``deadlines`` are as facts are on the wire: moments or dates.
    """

    code: str = ""
    outcome: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    now_code: str = ""
    now_outcome: str = ""
    source: str = ""
    deadlines: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the rule says something else by now."""
        return bool(self.now_code) and self.now_code != self.code


def ruling_of(
    told: Mapping[str, Any] | None,
    order: OrderFacts | None,
    now: datetime,
    customer: CustomerFacts | None,
) -> Ruling:
    """The ruling of a ticket whose decision was told so."""
    if not told:
        return Ruling()
    code = str(told.get("code") or "")
    family = code.partition(".")[0]
    facts = dict(told.get("facts") or {})
    intent = INTENTS.get(family)
    current = None
    if intent is not None and (order is not None or intent not in ORDER_INTENTS):
        current = decide(intent, order, now, customer)
        facts |= {name: as_json(value) for name, value in current.facts.items()}
    source = current.source if current else ""
    return Ruling(
        code=code,
        outcome=str(told.get("outcome") or ""),
        facts=facts,
        now_code=current.code if current else "",
        now_outcome=str(current.outcome) if current else "",
        source=source,
        deadlines={name: facts[name] for name in DEADLINES if isinstance(facts.get(name), str)},
        figures=_figures(family),
    )


def _figures(family: str) -> tuple[Figure, ...]:
    kept = numbers_file()
    return tuple(
        Figure(name, kept[name]["value"], kept[name]["source"]) for name in FIGURES.get(family, ())
    )
