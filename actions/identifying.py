"""An anonymous customer asks about an order: the form that finds out who they are is begun.

What the form does with a message: actions/proving_identity.py.
"""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import say
from actions.asking import Asking

FORM = "identify_form"
EMAIL = "identify_email"
CODE = "identify_code"
ANEW = "identify_anew"
"""What the form asks for: an address, the code that was sent there, whether to send a new one."""

STEPS = frozenset([EMAIL, CODE, ANEW])


def ask_who(dispatcher: CollectingDispatcher, asking: Asking, intent: str) -> list[EventType]:
    """Says why the bot must know who asks, once, and begins to find out."""
    if asking.slot("requested_slot") not in STEPS:
        say(dispatcher, "utter_identify.why")
    return begin_identifying(asking, intent)


def begin_identifying(asking: Asking, intent: str) -> list[EventType]:
    """The events after which the form asks. Who they are found to be is served ``intent``, about
    the order that they named.

    Another need while the form runs takes the place of the first; an address that was given, and
    an order that was named, stay.
    """
    running = asking.slot("requested_slot") in STEPS
    before = (asking.slot("identifying") or {}) if running else {}
    state = {
        "need": intent,
        "order_number": asking.entities.get("order_number") or before.get("order_number"),
        "email": before.get("email"),
    }
    return [
        SlotSet("need", intent),
        SlotSet("pending_act", None),
        SlotSet("identifying", state),
        FollowupAction(FORM),
    ]
