"""Facts that were asked for, and words that point at an order or back at an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import say
from actions.asked_action import AskedAction
from actions.asking import Asking
from actions.before_ordering import ActionBeforeOrdering
from actions.by_rule import serve
from actions.conversation import ActionAffirm, ActionDeny, ActionGreet, ActionStop
from actions.following_up import follow_up
from actions.order_on_its_way import ActionOrderOnItsWay
from actions.reaching_people import ActionComplain
from actions.unsure import ActionUnsure
from bot.policy import ORDER_INTENTS, RULED_INTENTS

SURE = 0.9
"""From this confidence on NLU knows; as in bot/nlu/fallback.py."""

LEAST = 0.35
"""Below this confidence a meaning is no more than a guess; as in bot/nlu/fallback.py."""

OTHER_ACTIONS: Mapping[str, type[AskedAction]] = {
    "list_orders": ActionOrderOnItsWay,
    "ask_delivery_guarantee": ActionOrderOnItsWay,
    "ask_split_shipment": ActionOrderOnItsWay,
    "ask_coupon": ActionBeforeOrdering,
    "greet": ActionGreet,
    "affirm": ActionAffirm,
    "deny": ActionDeny,
    "stop": ActionStop,
    "complain": ActionComplain,
}
"""Who answers what no rule does; what is not here either is a response, as in data/rules/."""


class ActionInform(AskedAction):
    """Takes a fact that was asked for, above all which order a need is about."""

    called = "action_inform"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        need = asking.slot("need") or asking.slot("last_need")
        if asking.entities.get("order_number"):
            return serve(dispatcher, asking, need if need in ORDER_INTENTS else "track_order")
        followed = follow_up(dispatcher, asking)
        if followed is not None:
            return followed
        if was_reread(asking) and not _follows_nothing(asking):
            return as_understood(dispatcher, asking)
        if asking.slot("need"):  # it was asked which one, so it is not the one from before
            return serve(dispatcher, asking, str(asking.slot("need")), kept=False)
        if any(asking.entities.get(name) for name in ("follow_up", "which_order", "month")):
            return ActionUnsure().answer(dispatcher, asking)
        say(dispatcher, "utter_inform.nothing_open", customer=shop.customer(asking))
        return []


def was_reread(asking: Asking) -> bool:
    """Whether the responder took the message for an order's name, and NLU for something else."""
    return asking.confidence < 1 and bool(asking.ranking) and asking.ranking[0][0] != "inform"


def _follows_nothing(asking: Asking) -> bool:
    """Whether the message is a follow-up, "why?", that nothing was before; NLU's guess at such a
    word is worth nothing unless it is sure."""
    follow_up = asking.entities.get("follow_up")
    return follow_up not in (None, "about") and asking.ranking[0][1] < SURE


def as_understood(dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
    """Answers what NLU understood, for a message that names no order after all."""
    intent, confidence = asking.ranking[0]
    meant = replace(asking, intent=intent, confidence=confidence)
    if confidence < LEAST:
        return ActionUnsure().answer(dispatcher, meant)
    if intent in RULED_INTENTS:
        return serve(dispatcher, meant, intent)
    if intent in OTHER_ACTIONS:
        return OTHER_ACTIONS[intent]().answer(dispatcher, meant)
    say(dispatcher, f"utter_{intent}", customer=shop.customer(meant))
    return []
