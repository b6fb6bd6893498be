"""The five core needs, in each of the eleven languages, through the real processes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.languages import LANGUAGES
from bot.orders.demo_shop import demo_order
from tests.whole.running_bot import Answer, Bot

pytestmark = pytest.mark.slow

NEEDS = yaml.safe_load((Path(__file__).parent / "needs.yml").read_text(encoding="utf-8"))

# need → state of the demo order → what the rules say
EXPECTED = {
    "track_order": {
        "paid": "track.paid",
        "confirmed": "track.confirmed",
        "shipped": "track.shipped",
        "delivered": "track.delivered",
        "shipped_late": "not_received.refund_request",
    },
    "request_refund": {
        "paid": "cancel.allowed",
        "shipped": "not_received.wait",
        "delivered": "refund.choose_reason",
        "shipped_expired": "not_received.guarantee_expired",
    },
    "refund_status": {
        "refunded": "refund.on_its_way",
        "refunded_long_ago": "refund.overdue",
        "cancelled": "refund.cancelled_on_its_way",
    },
    "cancel_order": {
        "paid": "cancel.allowed",
        "paid_late": "cancel.window_over",
        "confirmed": "cancel.confirmed",
        "shipped": "cancel.too_late",
    },
    "return_order": {
        "delivered": "return.start",
        "delivered_long_ago": "return.too_late",
        "shipped": "return.not_delivered",
    },
}

ENGLISH = re.compile(
    r"\b(the|your|you|order|orders|please|with|been|have|and|yet|our|parcel|delivery)\b", re.I
)
ORDER_NUMBER = re.compile(r"JM-\d{4}-\d{4}")


def assert_well_said(answer: Answer, language: str, titles: tuple[str, ...] = ()) -> None:
    """Every reply is in the language, with every placeholder filled and no English left."""
    assert answer.messages
    for message in answer.messages:
        assert message["language"] == language, message
        for text in (message["text"], *(choice["label"] for choice in message["choices"])):
            assert text.strip()
            assert "{" not in text, text
            assert "}" not in text, text
            if language != "en":
                left = text
                for title in titles:
                    left = left.replace(title, "")
                assert not ENGLISH.search(left), text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("need", "state"), [(need, state) for need, states in EXPECTED.items() for state in states]
)
def test_a_core_need_gets_the_right_decision_in_its_language(
    bot: Bot, language: str, need: str, state: str
) -> None:
    number = demo_order(language, state)
    conversation = bot.conversation(f"demo-{language}", language, order_number=number)
    answer = conversation.say(NEEDS[language][need])
    assert answer.code == EXPECTED[need][state], answer.messages
    assert answer.messages[0]["decision"]["order_number"] == number
    assert_well_said(answer, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_declined_payment_is_explained(bot: Bot, language: str) -> None:
    known = bot.conversation(f"demo-{language}", language).say(NEEDS[language]["payment_declined"])
    assert known.code == "payment.declined_known", known.messages
    assert_well_said(known, language)
    stranger = bot.conversation(None, language).say(NEEDS[language]["payment_declined"])
    assert stranger.code == "payment.declined_general", stranger.messages
    assert_well_said(stranger, language)
    newcomer = bot.conversation(f"demo-{language}-new", language)
    unknown = newcomer.say(NEEDS[language]["payment_declined"])
    assert unknown.code == "payment.declined_general", unknown.messages
    assert_well_said(unknown, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_order_is_found_by_its_number_in_the_sentence(bot: Bot, language: str) -> None:
    number = demo_order(language, "shipped")
    conversation = bot.conversation(f"demo-{language}", language)
    answer = conversation.say(f"{NEEDS[language]['track_order']} {number}")
    assert answer.code == "track.shipped", answer.messages


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_orders_are_offered_and_one_is_chosen(bot: Bot, language: str) -> None:
    conversation = bot.conversation(f"demo-{language}", language)
    asked = conversation.say(NEEDS[language]["track_order"])
    assert asked.responses == ["utter_order.which"], asked.messages
    assert_well_said(asked, language)
    choices = asked.messages[0]["choices"]
    assert len(choices) >= 2
    answer = conversation.choose(choices[1]["id"])
    assert answer.code is not None
    assert answer.code.startswith(("track.", "not_received.")), answer.messages


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_is_asked_to_sign_in_whether_the_order_exists_or_not(
    bot: Bot, language: str
) -> None:
    said = []
    for number in (demo_order(language, "shipped"), "JM-0000-0001"):
        answer = bot.conversation(None, language).say(f"{NEEDS[language]['track_order']} {number}")
        asked = ["utter_identify.why", "utter_ask_identify_email"]
        assert answer.responses == asked, answer.messages
        assert_well_said(answer, language)
        said.append(answer.text)
    assert said[0] == said[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wish_for_a_person_is_granted(bot: Bot, language: str) -> None:
    asking = {
        "en": "I want to talk to a real person",
        "fr": "Je veux parler à un conseiller",
        "es": "Quiero hablar con una persona",
        "de": "Ich möchte mit einem Mitarbeiter sprechen",
        "pt": "Quero falar com uma pessoa",
        "ru": "Позовите оператора",
        "pl": "Chcę rozmawiać z konsultantem",
        "th": "ขอคุยกับเจ้าหน้าที่",
        "it": "Voglio parlare con un operatore",
        "tr": "Müşteri temsilcisine bağlanmak istiyorum",
        "ro": "Vreau să vorbesc cu un operator",
    }
    conversation = bot.conversation(None, language)
    answer = conversation.say(asking[language])
    assert answer.owner == "queue", answer.messages
    assert answer.messages[0]["ticket"]["number"].startswith("T-")
    assert_well_said(answer, language)
    silent = conversation.say(NEEDS[language]["track_order"])
    assert silent.messages == []
    assert silent.owner == "queue"
