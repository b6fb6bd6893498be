"""A message read in its context, its wishes in the order in which they are served, and the one
answer to all of them."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.responder.in_context import in_context
from bot.responder.tracker_store import last_answer
from bot.responder.two_wishes import ASKS_BACK, served

pytestmark = pytest.mark.slow  # importing Rasa takes seconds


def entity(name: str, value: str, start: int, end: int) -> dict[str, Any]:
    return {"entity": name, "value": value, "start": start, "end": end}


def parsed(text: str, intent: str, confidence: float = 0.7, *entities: Any) -> dict[str, Any]:
    return {
        "text": text,
        "intent": {"name": intent, "confidence": confidence},
        "intent_ranking": [{"name": intent, "confidence": confidence}],
        "entities": list(entities),
        "language": {"code": "en", "confidence": 1.0, "state": {"code": "en"}},
    }


def wish(intent: str, text: str, start: int, confidence: float = 0.9) -> dict[str, Any]:
    return {"intent": intent, "text": text, "start": start, "confidence": confidence}


class TestInContext:
    """While a need waits, and after an answer."""

    @pytest.mark.parametrize(
        ("text", "intent", "confidence"),
        [
            ("the socks", "report_wrong_or_missing_item", 0.81),
            ("la coque", "out_of_scope", 0.42),
            ("o jarro", "out_of_scope", 0.99),
            ("หูฟังค่ะ", "deny", 0.47),
            ("чехол", "report_wrong_or_missing_item", 0.37),
        ],
    )
    def test_a_few_words_say_which_order_a_need_is_about(
        self, text: str, intent: str, confidence: float
    ) -> None:
        found = in_context(parsed(text, intent, confidence), {"need": "track_order"})
        assert found["intent"]["name"] == "inform"
        assert found["intent"]["confidence"] < 1
        assert found["intent_ranking"][0]["name"] == intent

    @pytest.mark.parametrize(
        ("text", "intent", "confidence"),
        [
            ("cancel my order", "cancel_order", 0.98),
            ("no thanks", "deny", 0.8),
            ("never mind", "stop", 0.97),
            ("an agent please", "request_human", 0.5),
            ("I have been waiting for my socks since May", "order_not_received", 0.6),
        ],
    )
    def test_what_is_sure_or_long_stays_what_it_is(
        self, text: str, intent: str, confidence: float
    ) -> None:
        told = parsed(text, intent, confidence)
        assert in_context(told, {"need": "track_order"}) == told

    def test_without_anything_before_nothing_changes(self) -> None:
        told = parsed("the socks", "report_wrong_or_missing_item", 0.5)
        assert in_context(told, {}) == told
        assert in_context(told, {"last_need": "track_order"}) == told

    def test_a_form_hears_its_messages_as_they_are(self) -> None:
        told = parsed("the socks", "report_wrong_or_missing_item", 0.5)
        assert in_context(told, {"need": "track_order", "requested_slot": "description"}) == told

    def test_and_something_follows_up_after_an_answer(self) -> None:
        told = parsed("and the socks?", "report_defect", 0.7, entity("follow_up", "about", 0, 3))
        assert in_context(told, {"last_need": "track_order"})["intent"]["name"] == "inform"
        assert in_context(told, {}) == told

    def test_a_sure_question_that_follows_up_does_so_after_an_answer_alone(self) -> None:
        how_long = entity("follow_up", "how_long", 0, 8)
        told = parsed("how long?", "ask_delivery_guarantee", 0.97, how_long)
        assert in_context(told, {"last_need": "track_order"})["intent"]["name"] == "inform"
        assert in_context(told, {}) == told

    def test_my_last_order_answers_which_one_is_meant(self) -> None:
        told = parsed("my last order", "list_orders", 0.98, entity("which_order", "newest", 3, 13))
        assert in_context(told, {"need": "cancel_order"})["intent"]["name"] == "inform"
        assert in_context(told, {}) == told


class TestServed:
    """What is served, and in which order."""

    def test_one_wish_is_the_message(self) -> None:
        told = parsed("where is it?", "track_order")
        assert served(told, {}) == [told]

    def test_the_one_that_asks_back_comes_last(self) -> None:
        told = parsed("cancel it, and when do I get my money?", "cancel_order")
        told["wishes"] = [
            wish("cancel_order", "cancel it,", 0),
            wish("refund_status", "when do I get my money?", 15),
        ]
        found = served(told, {})
        assert [part["intent"]["name"] for part in found] == ["refund_status", "cancel_order"]
        assert [part["text"] for part in found] == ["when do I get my money?", "cancel it,"]
        assert all("wishes" not in part for part in found)

    def test_two_answers_come_in_the_order_they_were_asked_for(self) -> None:
        told = parsed("where is it and can I pay with PayPal?", "track_order")
        told["wishes"] = [
            wish("track_order", "where is it", 0),
            wish("ask_payment_methods", "can I pay with PayPal?", 16),
        ]
        names = [part["intent"]["name"] for part in served(told, {})]
        assert names == ["track_order", "ask_payment_methods"]

    def test_each_has_its_own_facts_first_and_shares_the_others(self) -> None:
        text = "where is JM-1111-2222 and what does shipping cost to JM-3333-4444?"
        one, other = text.index("JM-1"), text.index("JM-3")
        told = parsed(
            text,
            "track_order",
            0.9,
            entity("order_number", "JM-1111-2222", one, one + 12),
            entity("order_number", "JM-3333-4444", other, other + 12),
        )
        told["wishes"] = [
            wish("track_order", text[:22].strip(), 0),
            wish("ask_fees_and_taxes", text[26:], 26),
        ]
        first, second = served(told, {})
        assert [e["value"] for e in first["entities"]] == ["JM-1111-2222", "JM-3333-4444"]
        assert [e["value"] for e in second["entities"]] == ["JM-3333-4444", "JM-1111-2222"]
        found = second["entities"][0]
        assert second["text"][found["start"] : found["end"]] == "JM-3333-4444"

    def test_a_message_to_a_form_is_taken_whole(self) -> None:
        told = parsed("it broke. when do I get my money?", "report_defect")
        told["wishes"] = [wish("report_defect", "it broke.", 0), wish("refund_status", "when", 10)]
        (found,) = served(told, {"requested_slot": "description"})
        assert found["text"] == told["text"]

    def test_a_wish_is_never_as_sure_as_a_button(self) -> None:
        told = parsed("a. b", "track_order")
        told["wishes"] = [
            wish("track_order", "a.", 0, 1.0),
            wish("ask_coupon", "b", 3, 1.0),
        ]
        assert all(part["intent"]["confidence"] < 1 for part in served(told, {}))

    def test_answers_do_not_ask_back(self) -> None:
        assert not any(name.startswith("ask_") for name in ASKS_BACK)


def heard(message_id: str, code: str = "en") -> UserUttered:
    state = {"code": code, "asked": False, "candidate": None}
    return UserUttered("hi", parse_data={"language": {"state": state}}, message_id=message_id)


def says(response: str) -> BotUttered:
    return BotUttered(response, metadata={"response": response})


def answer(*events: Any) -> tuple[str | None, list[str]]:
    tracker = DialogueStateTracker.from_events("k", list(events), domain=Domain.empty())
    message_id, found = last_answer(tracker)
    return message_id, [reply["text"] for reply in found.get("messages", [])]


class TestTheOneAnswer:
    """What is kept with the message's id, and given when the message comes again."""

    def test_it_has_the_replies_to_both_wishes(self) -> None:
        first = (heard("m-2"), says("track"), ActionExecuted("action_listen"))
        found = answer(heard("m-1"), says("hello"), *first, heard("m-2"), says("pay"))
        assert found == ("m-2", ["track", "pay"])

    def test_a_question_that_is_asked_again_stands_at_the_end_alone(self) -> None:
        first = (heard("m-2"), says("claim"), says("ask_description"))
        found = answer(*first, heard("m-2"), says("pay"), says("ask_description"))
        assert found == ("m-2", ["claim", "pay", "ask_description"])

    def test_one_wish_may_say_the_same_twice(self) -> None:
        assert answer(heard("m-1"), says("a"), says("a")) == ("m-1", ["a", "a"])

    def test_the_language_is_the_first_ones(self) -> None:
        events = [heard("m-1", "th"), says("a"), heard("m-1", "en"), says("b")]
        tracker = DialogueStateTracker.from_events("k", events, domain=Domain.empty())
        assert last_answer(tracker)[1]["language"]["code"] == "th"

    def test_messages_without_an_id_are_not_taken_together(self) -> None:
        first = UserUttered("a")
        assert answer(first, says("a"), UserUttered("b"), says("b")) == (None, ["b"])

    def test_a_conversation_without_a_message_has_no_answer(self) -> None:
        assert answer(SlotSet("need", None)) == (None, [])
