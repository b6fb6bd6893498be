"""Two wishes of one message, served one after the other in the same turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

ASKS_BACK: Final = frozenset(
    [
        "cancel_order",
        "change_item",
        "change_address",
        "return_order",
        "request_refund",
        "report_defect",
        "report_wrong_or_missing_item",
        "order_not_received",
        "marked_delivered_by_mistake",
        "charged_without_order",
        "orders_missing",
    ]
)
"""Wishes whose answer may end with a question: served last, so that the question stands last."""

MOST_SURE = 0.99
"""A wish is never as sure as a pressed button, whose confidence is 1."""


def served(parsed: dict[str, Any], slots: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is to be served, in this order, each as NLU would give it: the message, or its two
    wishes. A message to a form that asks for something is taken whole."""
    wishes = parsed.get("wishes") or ()
    whole = {name: value for name, value in parsed.items() if name != "wishes"}
    if len(wishes) < 2 or slots.get("requested_slot"):
        return [whole]
    parts = [_part(whole, wish) for wish in wishes]
    return sorted(parts, key=lambda part: part["intent"]["name"] in ASKS_BACK)


def _part(whole: Mapping[str, Any], wish: Mapping[str, Any]) -> dict[str, Any]:
    """One wish, with its own entities first, then those of the other: an order number is for
    both, where each has not its own."""
    start, text = wish["start"], wish["text"]
    end = start + len(text)
    own, others = [], []
    for entity in whole.get("entities") or ():
        if start <= entity["start"] and entity["end"] <= end:
            moved = {"start": entity["start"] - start, "end": entity["end"] - start}
            own.append({**entity, **moved})
        else:
            others.append({**entity, "start": 0, "end": 0})
    confidence = min(wish["confidence"], MOST_SURE)
    intent = {"name": wish["intent"], "confidence": confidence}
    return {
        **whole,
        "text": text,
        "intent": intent,
        "intent_ranking": [intent],
        "entities": own + others,
    }
