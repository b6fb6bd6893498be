"""The shop's own figures as facts: they are at hand in every response, whoever says it."""

from __future__ import annotations

from typing import Any

from bot.languages import LANGUAGES
from bot.policy.numbers import Numbers, numbers


def shop_facts(figures: Numbers | None = None) -> dict[str, Any]:
    """The figures of ``numbers.yml`` and the languages spoken, by the name of their placeholder.

    Facts that an action passes win over these.
    """
    figures = figures or numbers()
    return {
        "cancel_hours": figures.cancel_window_hours,
        "refund_from_days": figures.refund_business_days_from,
        "refund_to_days": figures.refund_business_days_to,
        "refund_days": figures.refund_days,
        "lead_days": figures.lead_days,
        "delivery_days": figures.delivery_days,
        "guarantee_days": figures.guarantee_days,
        "handled_hours": figures.request_handled_hours,
        "review_days": figures.review_days,
        "claim_days": figures.claim_days,
        "return_days": figures.return_days,
        "most_pieces": figures.most_pieces,
        "language_count": len(LANGUAGES),
        "language_names": [language.name for language in LANGUAGES.values()],
    }
