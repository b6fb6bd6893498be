"""What only makes sense after what was said before: "and the other one?", "the phone case", "why?".

NLU finds the words (entities ``follow_up``, ``which_order``, ``month``) and reads a message that is
nothing but such words as ``inform``; the responder does the same with a short message while a need
waits for its order (bot/responder/in_context.py). Here they meet the need.
"""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.asking import Asking
from actions.by_rule import serve
from actions.order_by_words import points_at_an_order, points_in_words
from bot.policy import ORDER_INTENTS, RULED_INTENTS

OF_A_RULE = frozenset(["how_long", "why"])
"""Follow-ups about what a rule said; the others are about another order."""


def follow_up(dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType] | None:
    """Answers a message that follows up; None where it does not, or nothing was before it.

    An order that is named serves the need that waits for one, else the need answered last; a
    question about what a rule said has the rule asked anew, for time has gone by.
    """
    waiting, last = asking.slot("need"), asking.slot("last_need")
    if asking.entities.get("follow_up") in OF_A_RULE:
        if last not in RULED_INTENTS or waiting:
            return None
        return serve(dispatcher, asking, str(last))
    need = waiting or last
    if need not in ORDER_INTENTS or not (points_in_words(asking) or points_at_an_order(asking)):
        return None
    return serve(dispatcher, asking, str(need))
