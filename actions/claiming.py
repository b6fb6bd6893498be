"""From a decision that a person must take up to its ticket: what is wanted, and opening it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import say, say_decision, told
from actions.asked_action import AskedAction
from actions.asking import Asking
from actions.evidence_fields import found_again
from actions.tickets import CATEGORIES, SPOKEN, handoff
from bot.database.engine import reading
from bot.orders.claims import NothingToClaim, claim_of, open_claim
from bot.policy import (
    ClaimFacts,
    CustomerFacts,
    Decision,
    OrderFacts,
    Outcome,
    claim_open,
)

FORM = "evidence_form"


def known_claim(asking: Asking, decision: Decision, order: OrderFacts | None) -> ClaimFacts | None:
    """The customer's open claim of the kind that this decision would open; a return that goes on
    is not opened again."""
    category = CATEGORIES.get(decision.code)
    if decision.code == "return.add_proof" or not _for_a_person(decision):
        return None
    if asking.customer_id is None:
        number = (asking.slot("tickets") or {}).get(category)
        return _remembered(str(category), number, asking) if number else None
    with reading(shop.engine()) as connection:
        number = order.number if order else None
        return claim_of(connection, asking.customer_id, number, str(category))


def _remembered(category: str, number: str, asking: Asking) -> ClaimFacts:
    return ClaimFacts(category=category, ticket=number, opened_at=asking.now)


def take_up(
    asking: Asking,
    intent: str,
    decision: Decision,
    order: OrderFacts | None,
    customer: CustomerFacts | None,
) -> list[EventType]:
    """What follows a decision that a person must take up: the form that gathers what is wanted,
    or, where nothing is, an offer that a yes accepts."""
    if not _for_a_person(decision):
        return _let_go(asking)
    running = asking.slot("claim") or {}
    claim = {
        "intent": intent,
        "decision": told(decision, order, customer),
        "order_number": order.number if order else None,
        "evidence": list(decision.evidence),
        "ticket": decision.facts.get("ticket") if decision.code == "return.add_proof" else None,
        "facts": _facts(order, customer),
    }
    same = (
        running.get("decision", {}).get("code") == decision.code
        and running.get("order_number") == claim["order_number"]
    )
    events: list[EventType] = [SlotSet("claim", claim)]
    if not same:
        # What another claim had gathered is its own; what came before any claim is for this one.
        kept = None if running else found_again(decision.evidence, asking.slot("evidence"))
        events.append(SlotSet("evidence", kept or None))
    if decision.evidence:
        return [*events, FollowupAction(FORM)]
    act = {"act": "claim", "order_number": claim["order_number"], "code": decision.code}
    return [*events, SlotSet("pending_act", act), *end_form(asking)]


def _for_a_person(decision: Decision) -> bool:
    """Whether a person must take it up, or may: an order that is not sent in time is told as an
    answer to where it is, and its refund offered."""
    if decision.code == "track.confirmed":
        return bool(decision.facts.get("overdue"))
    return decision.code in CATEGORIES and decision.outcome is Outcome.ESCALATE


def _let_go(asking: Asking) -> list[EventType]:
    """A claim that nothing more is asked for, and that no form is gathering, is forgotten."""
    if asking.slot("claim") and not asking.slot("requested_slot"):
        return [SlotSet("claim", None), SlotSet("evidence", None)]
    return []


def end_form(asking: Asking) -> list[EventType]:
    """Ends the form, if one asks for something; what was gathered is kept."""
    if asking.slot("requested_slot"):
        return [ActiveLoop(None), SlotSet("requested_slot", None)]
    return []


def forgotten(asking: Asking) -> list[EventType]:
    """Ends the form and forgets the claim, what was gathered for it, and who it was asked about."""
    return [
        SlotSet("claim", None),
        SlotSet("evidence", None),
        SlotSet("identifying", None),
        *end_form(asking),
    ]


def _facts(order: OrderFacts | None, customer: CustomerFacts | None) -> dict[str, Any]:
    """What the form's questions may name: see bot/nlg/generator.py."""
    facts: dict[str, Any] = {}
    if customer is not None and customer.email:
        facts["email"] = customer.email
    if order is not None:
        facts["order_number"] = order.number
        facts["title"] = order.items[0].title if order.items else order.number
    return facts


class ActionOpenTicket(AskedAction):
    """Opens the ticket of a claim for which everything is there, once."""

    called = "action_open_ticket"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        claim = asking.slot("claim")
        if not claim or not claim["evidence"]:  # the form ended without one
            return []
        return open_ticket(dispatcher, asking, claim)


def open_ticket(
    dispatcher: CollectingDispatcher, asking: Asking, claim: Mapping[str, Any]
) -> list[EventType]:
    """Opens the claim and its ticket, or shows the one that is open; a return that goes on gets
    its proof added."""
    customer = shop.customer(asking)
    asked_for = handoff(
        asking,
        number=claim["ticket"],
        need=claim["intent"],
        decision=claim["decision"],
        order_number=claim["order_number"],
        evidence=asking.slot("evidence") or {},
    )
    if claim["ticket"] is None:
        before = opened_before(asking, claim, asked_for)
        if before is not None:
            say_decision(dispatcher, claim_open(before), customer=customer)
            return _done(asking, asked_for)
    facts = {**claim["decision"]["facts"], **claim["facts"]}
    facts.update(ticket=asked_for["number"], category=asked_for["category"])
    say(
        dispatcher,
        "utter_ticket.added" if claim["ticket"] else "utter_ticket.opened",
        customer=customer,
        facts=facts,
        handoff=asked_for,
    )
    return _done(asking, asked_for)


def opened_before(
    asking: Asking, claim: Mapping[str, Any], asked_for: Mapping[str, Any]
) -> ClaimFacts | None:
    """Opens the customer's claim with the ticket asked for. Gives the one of its kind that was
    open already, with another ticket; None where there was none."""
    found = _open(asking, claim, asked_for)
    return found if found is not None and found.ticket != asked_for["number"] else None


def _open(
    asking: Asking, claim: Mapping[str, Any], asked_for: Mapping[str, Any]
) -> ClaimFacts | None:
    """The customer's claim; of one whom the shop does not know, the one that this conversation
    remembers."""
    category = asked_for["category"]
    if asking.customer_id is None:
        number = (asking.slot("tickets") or {}).get(category)
        return _remembered(category, number, asking) if number else None
    order, ticket = claim["order_number"], asked_for["number"]
    try:
        return open_claim(shop.engine(), asking.customer_id, order, category, ticket, asking.now)
    except NothingToClaim:
        return None


def _done(asking: Asking, asked_for: Mapping[str, Any]) -> list[EventType]:
    return [
        SlotSet("claim", None),
        SlotSet("evidence", None),
        SlotSet("pending_act", None),
        SlotSet("misses", 0.0),
        *remembered(asking, asked_for),
    ]


def remembered(asking: Asking, asked_for: Mapping[str, Any]) -> list[EventType]:
    """Keeps in mind which tickets somebody has opened whom the shop does not know."""
    if asking.customer_id is not None or asked_for["category"] in SPOKEN:
        return []
    known = asking.slot("tickets") or {}
    return [SlotSet("tickets", {**known, asked_for["category"]: asked_for["number"]})]
