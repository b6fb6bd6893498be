"""The birthday sale: its phases in the customer's zone, and who may take part."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from bot.policy.dates import local_date
from bot.policy.decision import Decision, Outcome
from bot.policy.facts import AppFacts, CustomerFacts
from bot.policy.numbers import numbers

SOURCE = "Promo anniversaire"


def ask_promotion(now: datetime, customer: CustomerFacts | None) -> Decision:
    """The sale's phase today; where the app tells enough, what the customer lacks to take part.

    Source: « Promo anniversaire ».
    """
    sale = numbers().birthday_sale
    today = local_date(now, customer)
    facts = _facts(today)
    phase = _phase(today, facts)
    if phase == "over":
        if today.year < date.max.year:
            facts["next_first_day"] = facts["first_day"].replace(year=today.year + 1)
        return Decision("promo.over", Outcome.ANSWER, facts, (), SOURCE)
    app = customer.app if customer else None
    missing = _missing(app, phase, facts, customer) if app else ()
    if app and missing:
        needed = {"ios": sale.ios_version, "android": sale.android_version}
        facts |= {
            "missing": missing,
            "phase": phase,
            "platform": app.platform,
            "version": app.version,
            "needed_version": needed.get(app.platform or ""),
        }
        return Decision("promo.not_eligible", Outcome.ANSWER, facts, (), SOURCE)
    return Decision(f"promo.{phase}", Outcome.ANSWER, facts, (), SOURCE)


def _facts(today: date) -> dict[str, Any]:
    sale = numbers().birthday_sale
    return {
        "first_day": date(today.year, *sale.first_day),
        "preview_until": date(today.year, *sale.preview_until),
        "sale_from": date(today.year, *sale.sale_from),
        "last_day": date(today.year, *sale.last_day),
        "ios_version": sale.ios_version,
        "android_version": sale.android_version,
    }


def _phase(today: date, facts: dict[str, Any]) -> str:
    if today < facts["first_day"]:
        return "upcoming"
    if today <= facts["preview_until"]:
        return "preview"
    return "sale" if today <= facts["last_day"] else "over"


def _missing(
    app: AppFacts, phase: str, facts: dict[str, Any], customer: CustomerFacts | None
) -> tuple[str, ...]:
    """What the app told that does not meet the conditions. What it did not tell is let pass.

    The website needs neither a version nor push messages. Whether the app was opened signed in
    is asked only while the sale is on: before it, there is still time.
    """
    sale = numbers().birthday_sale
    needed = {"ios": sale.ios_version, "android": sale.android_version}.get(app.platform or "")
    missing = []
    if needed and app.version is not None and _version(app.version) < _version(needed):
        missing.append("app_version")
    if needed and app.push is False:
        missing.append("push")
    if app.email_notifications is False:
        missing.append("email_notifications")
    opened = local_date(app.signed_in_at, customer) if app.signed_in_at else None
    if phase != "upcoming" and opened and not facts["first_day"] <= opened <= facts["last_day"]:
        missing.append("signed_in")
    return tuple(missing)


def _version(text: str) -> tuple[int, ...]:
    """A version's parts as numbers, so that 3.30 is later than 3.9; what is no number is 0."""
    parts = [int(part[:9]) for part in re.findall(r"\d+", str(text)[:64])] or [0]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)
