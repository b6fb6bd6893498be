"""How well intents are understood: by language, intent and style, and what is taken for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bot.evaluation.judging import OUT_OF_SCOPE, Judged
from bot.evaluation.tallies import grouped, rounded, share, shares_by
from bot.evaluation.utterances import STYLES

CORE_NEEDS = ("track_order", "request_refund", "cancel_order", "return_order", "payment_declined")
"""Where is my order, refund, cancel, return, payment declined: most of what customers want."""

MOST_CONFUSIONS = 20


def intent_figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """Every figure about intents, but for confusions and out of scope."""
    core = [one for one in judged if one.intent in CORE_NEEDS]
    styled = sorted(judged, key=lambda one: STYLES.index(one.utterance.style or STYLES[0]))
    ordered = sorted(judged, key=lambda one: one.intent)
    return {
        "first_guess": in_all_and_by_language(judged, _right),
        "first_three": in_all_and_by_language(judged, lambda one: one.is_among_three),
        "core_needs": in_all_and_by_language(core, _right) | {"by_intent": _by_intent(core)},
        "by_intent": _by_intent(ordered),
        "by_intent_and_language": {
            intent: shares_by(members, _language, _right)
            for intent, members in grouped(ordered, _intent).items()
        },
        "by_style": shares_by(styled, _style, _right),
        "by_style_and_language": {
            style: shares_by(members, _language, _right)
            for style, members in grouped(styled, _style).items()
        },
        "without_context": in_all_and_by_language(
            judged, lambda one: one.alone.guess == one.intent
        ),
        "answers": {
            "right": share(judged, lambda one: one.within.intent == one.intent),
            "asked_back": share(judged, lambda one: one.within.asks_back),
            "wrong": share(
                judged,
                lambda one: one.within.intent != one.intent and not one.within.asks_back,
            ),
        },
    }


def confusions(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """What is wanted and taken for something else, the most frequent first.

    ``share`` is of all wrong first guesses; ``asked_back`` counts those that mislead nobody,
    for the customer is asked; ``languages`` counts by language.
    """
    wrong = [one for one in judged if not one.is_right]
    groups = grouped(wrong, lambda one: (one.intent, one.within.guess))
    ordered = sorted(
        groups.items(), key=lambda entry: (-_misled(entry[1]), -len(entry[1]), entry[0])
    )
    return [
        {
            "wanted": wanted,
            "taken_for": taken,
            "count": len(members),
            "misled": _misled(members),
            "asked_back": len(members) - _misled(members),
            "share": rounded(len(members) / len(wrong)),
            "languages": dict(Counter(one.language for one in members).most_common()),
        }
        for (wanted, taken), members in ordered[:MOST_CONFUSIONS]
    ]


def _misled(members: Iterable[Judged]) -> int:
    return sum(not one.within.asks_back for one in members)


def out_of_scope_figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """What the shop has no business with and is turned away or asked back, and the real needs
    that are lost to that: turned away or asked back as well."""
    outside = [one for one in judged if one.intent == OUT_OF_SCOPE]
    real = [one for one in judged if one.intent != OUT_OF_SCOPE]
    return {
        "turned_away": in_all_and_by_language(outside, _is_turned_away),
        "lost": in_all_and_by_language(real, _is_turned_away),
        "lost_turned_away": share(real, lambda one: one.within.intent == OUT_OF_SCOPE),
        "lost_asked_back": share(real, lambda one: one.within.asks_back),
        "asked_back_offered": share(
            [one for one in real if one.within.asks_back], lambda one: one.is_among_three
        ),
    }


def _is_turned_away(one: Judged) -> bool:
    return one.within.asks_back or one.within.intent == OUT_OF_SCOPE


def in_all_and_by_language(
    judged: Sequence[Judged], holds: Callable[[Judged], bool]
) -> dict[str, Any]:
    """The share of all and of each language."""
    return {"all": share(judged, holds), "by_language": shares_by(judged, _language, holds)}


def _by_intent(judged: Sequence[Judged]) -> dict[str, Any]:
    return shares_by(judged, _intent, _right)


def _right(one: Judged) -> bool:
    return one.is_right


def _intent(one: Judged) -> str:
    return one.intent


def _language(one: Judged) -> str:
    return one.language


def _style(one: Judged) -> str:
    return str(one.utterance.style)
