"""The customers and orders of the scenarios: one customer a scenario and language, so that no
conversation meets what another left behind."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import yaml

from bot.languages import LANGUAGES
from bot.orders.demo_shop.building import (
    charge_without_order,
    customer_row,
    failed_payment,
    order_row,
)
from bot.orders.demo_shop.people import person_of
from bot.orders.demo_shop.states import EDGES, STATES

HERE = Path(__file__).parent
SCENARIOS: dict[str, dict[str, Any]] = yaml.safe_load(
    (HERE / "scenarios.yml").read_text(encoding="utf-8")
)

CONTRADICTORY = "contradictory"
"""The state of an order that is only paid and yet was sent."""

STANDING = {**STATES, **EDGES, CONTRADICTORY: STATES["paid"]}


def languages_of(scenario: str) -> list[str]:
    """The languages that a scenario is played in."""
    return list(SCENARIOS[scenario].get("languages", LANGUAGES))


def customer_of(scenario: str, language: str) -> str:
    """The customer of a scenario."""
    return f"{scenario}-{language}"


def email_of(scenario: str, language: str) -> str:
    """Their account's address."""
    return f"{scenario}.{language}@example.com"


def numbers_of(scenario: str, language: str) -> list[str]:
    """The numbers of their orders, the first first."""
    place = list(SCENARIOS).index(scenario) * len(LANGUAGES) + list(LANGUAGES).index(language)
    count = len(SCENARIOS[scenario]["orders"])
    return [f"JM-{7000 + place:04d}-{4001 + 7 * index:04d}" for index in range(count)]


def shop() -> dict[str, list[dict[str, Any]]]:
    """All of them in the form of ``orders import``, as of now."""
    now = datetime.now(timezone.utc)
    rows: dict[str, list[dict[str, Any]]] = {"customers": [], "orders": [], "payments": []}
    for name, scenario in SCENARIOS.items():
        for language in languages_of(name):
            person, customer = person_of(language), customer_of(name, language)
            known = customer_row(customer, person.names[0], person)
            # Without a time zone the greeting is the same at every hour.
            told = {"email": email_of(name, language), "timezone": None}
            rows["customers"].append({**known, **told})
            for index, state in enumerate(scenario["orders"]):
                number = numbers_of(name, language)[index]
                stands = STANDING[state]
                order = order_row(number, customer, person, index, stands, now)
                if state == CONTRADICTORY:
                    order["shipped_at"] = now.isoformat()
                rows["orders"].append(order)
            if scenario.get("charged"):
                rows["payments"].append(charge_without_order(customer, person, now))
            if reason := scenario.get("declined"):
                rows["payments"].append(failed_payment(customer, person, reason, now))
    return rows
