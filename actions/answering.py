"""What an action says: a response by name, typed facts, the rule's decision, choices, a handoff."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from bot.policy import CustomerFacts, Decision, OrderFacts
from bot.policy.encoding import as_json

_TICKETS = uuid.UUID("6f1b7c52-3f0e-4c57-9a55-5b1d0f2f6a10")


def offer(
    label: str, intent: str, entities: Mapping[str, Any] | None = None, **facts: Any
) -> dict[str, Any]:
    """A choice: the response that labels it, and what pressing it means."""
    return {
        "label_response": label,
        "facts": {name: as_json(value) for name, value in facts.items()},
        "intent": intent,
        "entities": dict(entities or {}),
    }


def say(
    dispatcher: CollectingDispatcher,
    response: str,
    *,
    customer: CustomerFacts | None = None,
    facts: Mapping[str, Any] | None = None,
    offers: Iterable[Mapping[str, Any]] = (),
    **more: Any,
) -> None:
    """Says a response with its facts, in the customer's time zone and locale."""
    more.update(
        facts={name: as_json(value) for name, value in (facts or {}).items()},
        locale=customer.locale if customer else None,
        timezone=customer.timezone if customer else None,
    )
    if offered := list(offers):
        more["offers"] = offered
    dispatcher.utter_message(response=response, **more)


def say_decision(
    dispatcher: CollectingDispatcher,
    decision: Decision,
    *,
    order: OrderFacts | None = None,
    customer: CustomerFacts | None = None,
    response: str | None = None,
    **more: Any,
) -> None:
    """Says what a rule decided. The reply carries the decision for the API."""
    facts: dict[str, Any] = dict(decision.facts)
    if order is not None:
        facts.setdefault("order_number", order.number)
        facts.setdefault("title", order.items[0].title if order.items else order.number)
    say(
        dispatcher,
        response or f"utter_{decision.code}",
        customer=customer,
        facts=facts,
        decision=told(decision, order, customer),
        **more,
    )


def told(
    decision: Decision, order: OrderFacts | None, customer: CustomerFacts | None = None
) -> dict[str, Any]:
    """The decision as the API tells it. Its moments are shown in ``timezone``, as the text has
    them."""
    shown: dict[str, Any] = {
        "code": decision.code,
        "outcome": str(getattr(decision.outcome, "value", decision.outcome)),
        "facts": {name: as_json(value) for name, value in decision.facts.items()},
    }
    if order is not None:
        shown["order_number"] = order.number
        if order.items:
            shown["title"] = order.items[0].title
    if customer is not None and customer.timezone:
        shown["timezone"] = customer.timezone
    return shown


def ticket_number(message_id: str) -> str:
    """The number of the ticket that a message opens: the same one when the message comes again."""
    digest = base64.b32encode(uuid.uuid5(_TICKETS, message_id).bytes).decode("ascii")
    return f"T-{digest[:4]}-{digest[4:8]}"
