"""When the bot is unsure: the likeliest meanings, then other words, then a person."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import offer, say
from actions.asked_action import AskedAction
from actions.asking import Asking
from actions.by_rule import serve
from actions.evidence_fields import kept_for_later
from actions.following_up import follow_up
from actions.order_by_words import is_brief
from actions.reaching_people import hand_over

MOST_MEANINGS = 3
LEAST_MEANINGS = 2
USUAL = ("track_order", "request_refund")
"""What most people ask, offered where a text could mean no need at all."""

SMALL_TALK = frozenset(
    [
        "greet",
        "goodbye",
        "thank",
        "affirm",
        "deny",
        "inform",
        "stop",
        "switch_language",
        "ask_help",
        "bot_challenge",
        "out_of_scope",
        "complain",
        "nlu_fallback",
    ]
)
"""Intents that are no need, and are not offered as one."""


class ActionUnsure(AskedAction):
    """Offers the likeliest meanings; a second miss asks in other words, a third hands over."""

    called = "action_unsure"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        if asking.slot("need") and asking.entities.get("order_number"):
            return serve(dispatcher, asking, str(asking.slot("need")))
        if is_brief(asking):
            followed = follow_up(dispatcher, asking)
            if followed is not None:
                return followed
        if asking.attachments and not asking.text:
            say(dispatcher, "utter_attachment.received", customer=shop.customer(asking))
            return kept_for_later(asking)
        misses = float(asking.slot("misses") or 0.0) + 1
        if misses >= 3:
            return hand_over(dispatcher, asking)
        customer = shop.customer(asking)
        if misses >= 2:
            say(dispatcher, "utter_unsure.again", customer=customer)
        else:
            say(dispatcher, "utter_unsure", customer=customer, offers=_meanings(asking))
        return [SlotSet("misses", misses)]


def _meanings(asking: Asking) -> list[dict[str, Any]]:
    needs = [name for name, _ in asking.ranking if name not in SMALL_TALK][:MOST_MEANINGS]
    # "Is it one of these?" wants more than one: of small talk alone, what most people ask.
    needs += [name for name in USUAL if len(needs) < LEAST_MEANINGS and name not in needs]
    if "request_human" not in needs:
        needs.append("request_human")
    kept = {"order_number": number} if (number := asking.entities.get("order_number")) else {}
    return [offer(f"utter_label.intent.{name}", name, kept) for name in needs]
