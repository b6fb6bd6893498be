"""Paying: declined payments, charges without an order."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.asked_action import AskedAction
from actions.asking import Asking
from actions.by_rule import serve


class ActionPaying(AskedAction):
    """Answers payment_declined and charged_without_order; the rest of the table are responses."""

    called = "action_paying"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        return serve(dispatcher, asking, asking.intent)
