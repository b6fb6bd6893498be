"""Whether the clauses of a message are two wishes: what both must be, and how sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.nlu.clauses import Parting, asks

Ranking = Sequence[dict[str, Any]]
"""The likeliest intents of a clause with their confidence, the likeliest first."""

Ranked = tuple[Parting, Ranking, Ranking]
"""A place where a message may fall into two, and the rankings of both clauses."""

TOPICS: Final[dict[str, int]] = {
    intent: number
    for number, intents in enumerate(
        (
            # The tables of INTENTS.md; small talk is no wish, and a wish for a person is granted
            # for the whole message.
            "track_order ask_dispatch_time tracking_not_working order_not_received"
            " ask_delivery_guarantee ask_split_shipment orders_missing marked_delivered_by_mistake"
            " confirm_delivery_and_review list_orders",
            "cancel_order change_item change_address return_order request_refund refund_status"
            " report_defect report_wrong_or_missing_item",
            "payment_declined charged_without_order ask_payment_methods ask_payment_security"
            " ask_card_details ask_fees_and_taxes ask_change_currency",
            "ask_how_to_order ask_delivery_address ask_promotion ask_coupon",
            "contact_seller ask_support_languages ask_contact_options",
        )
    )
    for intent in intents.split()
}

ANSWERED: Final = frozenset(intent for intent in TOPICS if intent.startswith("ask_")) | {
    "contact_seller",
    "refund_status",
    "list_orders",
    "confirm_delivery_and_review",
}
"""Wishes that an answer fulfils. One of two is such a one; two others are one story."""

_ENDS_AN_ORDER: Final = frozenset(["cancel_order", "return_order"])
_MONEY: Final = frozenset(["request_refund", "refund_status"])


@dataclass(frozen=True)
class _Clause:
    intent: str
    confidence: float
    text: str
    start: int


def two_wishes(ranked: Sequence[Ranked], least: float, sign: float) -> list[dict[str, Any]]:
    """The two wishes of a message in their order; none where it has but one.

    Both clauses must be as sure as ``least``, from which each sign of two wishes takes ``sign``:
    an "and" or the end of a sentence between them, a question before it, one behind it, and
    that they are about different topics.
    """
    best: tuple[float, _Clause, _Clause] | None = None
    for first, second, signs in _pairs(ranked):
        over = min(first.confidence, second.confidence) - (least - sign * signs)
        if over >= 0 and (best is None or over > best[0]):
            best = (over, first, second)
    return [_told(clause) for clause in best[1:]] if best else []


def _pairs(ranked: Sequence[Ranked]) -> Iterator[tuple[_Clause, _Clause, int]]:
    """The wishes at each place, and how many signs speak for two."""
    for parting, of_first, of_second in ranked:
        first = _clause(parting.first, of_first, 0)
        second = _clause(parting.second, of_second, parting.second_start)
        signs = parting.signs
        if first.intent in _ENDS_AN_ORDER and asks(parting.second, parting.language):
            when = sum(entry["confidence"] for entry in of_second if entry["name"] in _MONEY)
            if second.intent in _MONEY:  # "when do I get my money?" asks for no refund
                second = _Clause("refund_status", when, second.text, second.start)
                signs += 2
        intents = {first.intent, second.intent}
        if len(intents) == 2 and intents <= TOPICS.keys() and intents & ANSWERED:
            signs += TOPICS[first.intent] != TOPICS[second.intent]
            yield first, second, signs


def _clause(part: str, ranking: Ranking, start: int) -> _Clause:
    begin = len(part) - len(part.lstrip())
    return _Clause(ranking[0]["name"], ranking[0]["confidence"], part.strip(), start + begin)


def _told(clause: _Clause) -> dict[str, Any]:
    return {
        "intent": clause.intent,
        "confidence": round(clause.confidence, 4),
        "text": clause.text,
        "start": clause.start,
    }
