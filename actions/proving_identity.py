"""The form that finds out who an anonymous customer is: an address, then the code sent there.

Each message is an answer, a wish for a new code or another address, a no, or something else,
which other rules then answer before the form goes on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import say
from actions.asked_action import AskedAction
from actions.asking import Asking
from actions.by_rule import SURE, serve
from actions.evidence_fields import CORRECTION, SKIP
from actions.identifying import ANEW, CODE, EMAIL, STEPS
from actions.order_on_its_way import list_orders
from bot.verification.codes import (
    DIGITS,
    MINUTES,
    CodeSent,
    TriesUsedUp,
    Verified,
    WrongCode,
    check_code,
    send_code,
)
from bot.verification.typed import code_in

State = dict[str, Any]

NO_SUBJECT = frozenset(["inform", "affirm", "out_of_scope", "nlu_fallback"])
"""What changes no subject: a message of these kinds that brings nothing is a miss of the form."""

_ADDRESS = re.compile(
    r"[^\s<>@,;:()\"']+@[^\s<>@,;:()\"']+\.[^\s<>@,;:()\"'!?]*[^\s<>@,;:()\"'!?.]"
)


class ValidateIdentifyForm(AskedAction):
    """Takes one message for the form and says what is asked for next."""

    called = "validate_identify_form"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        state = dict(asking.slot("identifying") or {})
        if asking.customer_id is not None:  # signed in meanwhile
            return _served(dispatcher, asking, state)
        asked = asking.slot("requested_slot")
        if asked not in STEPS:  # begun by this very message, which may bring the address
            address = _address(asking)
            return _send(dispatcher, asking, state, address) if address else _ask(state, EMAIL)
        if not asking.fresh:  # come back to
            if asked == ANEW:
                _offer_a_new_code(dispatcher)
            return [SlotSet("requested_slot", asked)]
        return _heard(dispatcher, asking, state, str(asked))


def _heard(
    dispatcher: CollectingDispatcher, asking: Asking, state: State, asked: str
) -> list[EventType]:
    """The events after a message to the form; none where the message is about something else."""
    again = asking.entities.get(CORRECTION)
    if again == EMAIL:
        return _ask({**state, "email": None, "heard": asking.message_id}, EMAIL)
    if asking.entities.get(SKIP) or asking.intent == "deny":
        say(dispatcher, "utter_order.sign_in")
        return _ended()
    address = _address(asking)
    if address is None and (again == CODE or (asked == ANEW and asking.intent == "affirm")):
        address = state.get("email")
    if address:
        return _send(dispatcher, asking, state, address)
    typed = code_in(asking.text) if asked != EMAIL else None
    if typed:
        return _check(dispatcher, asking, state, typed)
    return _no_answer(dispatcher, asking, state, asked)


def _no_answer(
    dispatcher: CollectingDispatcher, asking: Asking, state: State, asked: str
) -> list[EventType]:
    """A message that brings neither address nor code: an order's number is kept, what is about
    something else is left to the other rules, and for the rest it is said what is wrong."""
    subject = asking.intent not in NO_SUBJECT
    number = asking.entities.get("order_number")
    if number and not (subject and asking.confidence >= SURE):
        return _ask({**state, "order_number": number, "heard": asking.message_id}, asked)
    if subject and any(sign.isalpha() for sign in asking.text):
        return []
    if asked == ANEW:
        _offer_a_new_code(dispatcher)
    elif asked == CODE:
        say(dispatcher, "utter_identify.wrong_code", facts={"digits": DIGITS})
    else:
        say(dispatcher, "utter_identify.wrong_email")
    return _ask({**state, "heard": asking.message_id}, asked)


def _address(asking: Asking) -> str | None:
    if found := asking.entities.get("email"):
        return found
    written = _ADDRESS.search(asking.text)
    return written.group() if written else None


def _send(
    dispatcher: CollectingDispatcher, asking: Asking, state: State, address: str
) -> list[EventType]:
    """Sends a code, in the same words whether anybody has that address or not."""
    sent = send_code(
        shop.codes(),
        conversation_id=asking.conversation_id,
        address=address,
        channel=asking.channel,
        language=asking.language,
        request_id=asking.message_id,
        now=asking.now,
    )
    if not isinstance(sent, CodeSent):
        say(dispatcher, "utter_identify.too_many")
        return _ended()
    say(dispatcher, "utter_identify.sent", facts={"email": address, "minutes": MINUTES})
    return _ask({**state, "email": address, "heard": asking.message_id}, CODE)


def _check(
    dispatcher: CollectingDispatcher, asking: Asking, state: State, typed: str
) -> list[EventType]:
    found = check_code(
        shop.codes(),
        conversation_id=asking.conversation_id,
        typed=typed,
        request_id=asking.message_id,
        now=asking.now,
    )
    state = {**state, "heard": asking.message_id}
    if isinstance(found, Verified):
        known = replace(asking, customer_id=found.customer_id, assurance="email")
        say(
            dispatcher,
            "utter_identify.done",
            customer=shop.customer(known),
            identified={"customer_id": found.customer_id, "assurance": "email"},
        )
        return _served(dispatcher, known, state)
    if isinstance(found, WrongCode):
        facts = {"tries_left": found.tries_left, "digits": DIGITS}
        say(dispatcher, "utter_identify.wrong_code", facts=facts)
        return _ask(state, CODE)
    _offer_a_new_code(dispatcher, used_up=isinstance(found, TriesUsedUp))
    return _ask(state, ANEW)


def _offer_a_new_code(dispatcher: CollectingDispatcher, *, used_up: bool = False) -> None:
    say(dispatcher, "utter_identify.expired", facts={"used_up": used_up})


def _served(
    dispatcher: CollectingDispatcher, asking: Asking, state: Mapping[str, Any]
) -> list[EventType]:
    """Serves the need that waited, in the same turn, about the order that was named."""
    need = str(state.get("need") or "list_orders")
    number = state.get("order_number")
    asking = replace(
        asking,
        intent=need,
        confidence=1.0,
        entities={"order_number": number} if number else {},
        slots={**asking.slots, "requested_slot": None, "identifying": None},
    )
    serving = (
        list_orders(dispatcher, asking) if need == "list_orders" else _rule(dispatcher, asking)
    )
    return [*serving, SlotSet("identifying", None), SlotSet("requested_slot", None)]


def _rule(dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
    return serve(dispatcher, asking, asking.intent)


def _ask(state: State, wanted: str) -> list[EventType]:
    return [SlotSet("identifying", state), SlotSet("requested_slot", wanted)]


def _ended() -> list[EventType]:
    """Ends the form; what was wanted is given up."""
    return [
        SlotSet("identifying", None),
        SlotSet("need", None),
        SlotSet("requested_slot", None),
    ]
