"""The conversation itself: greeting, yes and no, facts that were asked for, another language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import say
from actions.asked_action import AskedAction
from actions.asking import Asking
from actions.changing_or_ending import act, keep
from actions.claiming import forgotten, open_ticket
from actions.following_up import follow_up
from actions.order_by_words import points_at_an_order
from actions.reminding import remind
from bot.languages import LANGUAGES
from bot.policy import CustomerFacts
from bot.policy.dates import zone_of

MORNING, NOON, EVENING = 5, 12, 18
"""The hours at which the parts of a day begin."""


class ActionGreet(AskedAction):
    """Greets, by name where the customer is known."""

    called = "action_greet"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        customer = shop.customer(asking)
        facts = {"greeting": _part_of_day(asking.now, customer)}
        if customer and customer.name:
            facts["name"] = customer.name
        say(dispatcher, "utter_greet", customer=customer, facts=facts)
        return []


def _part_of_day(now: datetime, customer: CustomerFacts | None) -> str:
    """The part of the customer's day, for the greeting; ``any`` where their zone is not known."""
    if customer is None or customer.timezone is None:
        return "any"
    hour = now.astimezone(zone_of(customer)).hour
    if MORNING <= hour < NOON:
        return "morning"
    return "afternoon" if NOON <= hour < EVENING else "evening"


class ActionAffirm(AskedAction):
    """Does what a yes was asked for; a yes to nothing is answered kindly."""

    called = "action_affirm"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        pending = asking.slot("pending_act")
        if pending:
            return _do(dispatcher, asking, pending)
        say(dispatcher, "utter_affirm", customer=shop.customer(asking))
        return []


def _do(
    dispatcher: CollectingDispatcher, asking: Asking, pending: dict[str, Any]
) -> list[EventType]:
    """What the customer said yes to."""
    claim = asking.slot("claim")
    if pending["act"] == "remind":
        return remind(dispatcher, asking, pending)
    if pending["act"] == "claim" and claim:
        return open_ticket(dispatcher, asking, claim)
    return act(dispatcher, asking, pending)


class ActionDeny(AskedAction):
    """Leaves all as it was."""

    called = "action_deny"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        if asking.entities.get("which_order") and points_at_an_order(asking):
            # "no, the other one"
            followed = follow_up(dispatcher, asking)
            if followed is not None:
                return followed
        if asking.slot("pending_act"):
            return [*keep(dispatcher, asking), *forgotten(asking)]
        say(dispatcher, "utter_deny", customer=shop.customer(asking))
        return [SlotSet("need", None)]


class ActionStop(AskedAction):
    """Gives up what was going on."""

    called = "action_stop"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        say(dispatcher, "utter_stop", customer=shop.customer(asking))
        return [
            SlotSet("need", None),
            SlotSet("next_need", None),
            SlotSet("pending_act", None),
            SlotSet("misses", 0.0),
            *forgotten(asking),
        ]


class ActionSwitchLanguage(AskedAction):
    """Goes on in the language asked for; without one, or with one not spoken, names the eleven."""

    called = "action_switch_language"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        code = asking.entities.get("language")
        customer = shop.customer(asking)
        if code in LANGUAGES:
            say(
                dispatcher,
                "utter_language_switched",
                customer=customer,
                facts={"language_name": LANGUAGES[code].name},
                language=code,
                language_asked=code,
            )
            return []
        say(
            dispatcher,
            "utter_language_unknown" if code else "utter_which_language",
            customer=customer,
            facts={"language_names": [language.name for language in LANGUAGES.values()]},
            offers=[
                {
                    "label": language.name,
                    "intent": "switch_language",
                    "entities": {"language": language.code},
                }
                for language in LANGUAGES.values()
            ],
        )
        return []
