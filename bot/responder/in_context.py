"""A message read in the light of the conversation: what NLU, which sees one message, can't know.

"The socks" reads like a complaint about socks. While a need waits for its order, or right after an
answer ("and the socks?"), such words say which order is meant: the message is then ``inform``, and
actions/informing.py looks whether an order has that name, and else answers what NLU understood.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

INFORM = "inform"

NOT_REREAD = frozenset([INFORM, "nlu_fallback", "request_human", "switch_language"])
"""Intents that stay as they are; actions read the unsure ones in context themselves."""

SMALL_TALK = frozenset(["affirm", "deny", "greet", "goodbye", "thank", "bot_challenge", "ask_help"])

SURE = 0.95
"""The confidence from which a short message has a wish of its own. ``out_of_scope`` never is one:
the name of a thing that NLU has not heard of reads like that."""

SURE_OF_SMALL_TALK = 0.6

MOST_WORDS = 5
MOST_LETTERS = 40
"""A message longer than either says more than which order is meant."""


def in_context(parsed: dict[str, Any], slots: Mapping[str, Any]) -> dict[str, Any]:
    """What NLU made of a message, with the intent that it has in this conversation."""
    if slots.get("requested_slot") or not _is_another(parsed, slots):
        return parsed
    intent = {"name": INFORM, "confidence": min(parsed["intent"]["confidence"], 0.99)}
    return {**parsed, "intent": intent}


def _is_another(parsed: Mapping[str, Any], slots: Mapping[str, Any]) -> bool:
    name, confidence = parsed["intent"]["name"], parsed["intent"]["confidence"]
    if name in NOT_REREAD or not _is_brief(str(parsed.get("text") or "")):
        return False
    pointers = {e["entity"]: e["value"] for e in parsed.get("entities") or ()}
    follow_up, points = pointers.get("follow_up"), "which_order" in pointers
    if slots.get("need"):
        if name == "list_orders" and points:  # "my last order" answers which order is meant
            return True
        return _is_unsure(name, confidence)
    if slots.get("last_need"):
        if follow_up in ("how_long", "why", "other_order"):
            return True
        return follow_up == "about" and _is_unsure(name, confidence)
    return False


def _is_unsure(name: str, confidence: float) -> bool:
    sure = SURE_OF_SMALL_TALK if name in SMALL_TALK else SURE
    return name == "out_of_scope" or confidence < sure


def _is_brief(text: str) -> bool:
    return len(text) <= MOST_LETTERS and len(text.split()) <= MOST_WORDS
