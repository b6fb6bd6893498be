"""What a ticket tells the person who takes it up: category, summary, all that was gathered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.answering import ticket_number
from actions.asking import Asking

CATEGORIES = {
    "not_received.refund_request": "not_received",
    "not_received.marked_delivered": "marked_delivered",
    "mistake.refund_request": "not_received",
    "defect.claim": "defect",
    "wrong_item.claim": "wrong_item",
    "return.start": "return",
    "return.add_proof": "return",
    "refund.overdue": "refund_overdue",
    "dispatch.overdue": "dispatch_overdue",
    "track.confirmed": "dispatch_overdue",
    "cancel.window_over": "cancel",
    "change.not_possible": "cancel",
    "address.ask_person": "change_address",
    "charge.found": "charge",
    "charge.check_statement": "charge",
    "orders_missing.same_account": "orders_missing",
    "order.inconsistent": "order_inconsistent",
}
"""The category of a ticket by the decision that a person must take up; ``person`` otherwise."""

SPOKEN = frozenset(["cancel", "order_inconsistent", "person"])
"""Categories in which a person must speak with the customer: the conversation waits for one. The
others are worked through, and the bot stays there meanwhile."""

_WANTED = {
    "track_order": "wants to know where the order is",
    "ask_dispatch_time": "asks when the order will be sent",
    "tracking_not_working": "says that the tracking number does not work",
    "order_not_received": "says that the order never came",
    "marked_delivered_by_mistake": "marked the order as delivered by mistake",
    "orders_missing": "misses orders in the account",
    "cancel_order": "wants to cancel the order",
    "change_item": "wants another size, colour or quantity",
    "change_address": "wants another delivery address",
    "return_order": "wants to send the item back",
    "request_refund": "wants the money back",
    "refund_status": "waits for a refund",
    "report_defect": "says that the item is faulty",
    "report_wrong_or_missing_item": "got a wrong item or an incomplete parcel",
    "payment_declined": "had a payment refused",
    "charged_without_order": "was charged without an order",
    "complain": "is angry",
    "request_human": "asks for a person",
}


def handoff(
    asking: Asking,
    *,
    number: str | None = None,
    need: str | None,
    decision: Mapping[str, Any] | None,
    order_number: str | None,
    evidence: Mapping[str, Any],
    missing: tuple[str, ...] = (),
    category: str | None = None,
) -> dict[str, Any]:
    """What the gateway makes a ticket of, or adds to the ticket of this ``number``."""
    code = str((decision or {}).get("code") or "")
    category = category or CATEGORIES.get(code, "person")
    return {
        "number": number or ticket_number(asking.message_id),
        "category": category,
        "order_number": order_number,
        "decision": dict(decision) if decision else None,
        "evidence": dict(evidence),
        "missing": list(missing),
        "summary": summary(asking, need, code, order_number, evidence, missing),
        "queue": category in SPOKEN,
    }


def summary(
    asking: Asking,
    need: str | None,
    code: str,
    order_number: str | None,
    evidence: Mapping[str, Any],
    missing: tuple[str, ...] = (),
) -> str:
    """A few words in English for the agent: who wants what, what the rules said, what is there."""
    parts = [f"The customer ({asking.assurance}) {_WANTED.get(str(need), 'asks for a person')}."]
    if order_number:
        parts.append(f"Order {order_number}.")
    if code:
        parts.append(f"The rules said {code}.")
    if evidence:
        parts.append(f"Given: {', '.join(name.replace('_', ' ') for name in evidence)}.")
    if missing:
        parts.append(f"Not given: {', '.join(name.replace('_', ' ') for name in missing)}.")
    return " ".join(parts)
