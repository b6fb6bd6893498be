"""The conversation itself: greeting, yes and no, facts that were asked for, another language."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import say
from actions.asked_action import AskedAction
from actions.asking import Asking
from actions.by_rule import serve
from actions.changing_or_ending import act, keep
from bot.languages import LANGUAGES
from bot.policy import ORDER_INTENTS


class ActionGreet(AskedAction):
    """Greets, by name where the customer is known."""

    called = "action_greet"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        customer = shop.customer(asking)
        name = customer.name if customer else None
        say(dispatcher, "utter_greet", customer=customer, facts={"name": name} if name else {})
        return []


class ActionAffirm(AskedAction):
    """Does what a yes was asked for; a yes to nothing is answered kindly."""

    called = "action_affirm"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        pending = asking.slot("pending_act")
        if pending:
            return act(dispatcher, asking, pending)
        say(dispatcher, "utter_affirm", customer=shop.customer(asking))
        return []


class ActionDeny(AskedAction):
    """Leaves all as it was."""

    called = "action_deny"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        if asking.slot("pending_act"):
            return keep(dispatcher, asking)
        say(dispatcher, "utter_deny", customer=shop.customer(asking))
        return [SlotSet("need", None)]


class ActionStop(AskedAction):
    """Gives up what was going on."""

    called = "action_stop"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        say(dispatcher, "utter_stop", customer=shop.customer(asking))
        return [SlotSet("need", None), SlotSet("pending_act", None), SlotSet("misses", 0.0)]


class ActionInform(AskedAction):
    """Takes a fact that was asked for: the order number of the need that waits for it."""

    called = "action_inform"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        need = asking.slot("need") or asking.slot("last_need")
        if asking.entities.get("order_number"):
            return serve(dispatcher, asking, need if need in ORDER_INTENTS else "track_order")
        if asking.slot("need"):
            return serve(dispatcher, asking, str(asking.slot("need")))
        say(dispatcher, "utter_inform.nothing_open", customer=shop.customer(asking))
        return []


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
