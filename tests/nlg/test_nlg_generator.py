"""Our generator inside Rasa: what an action passes comes out as a message with its choices."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from bot.policy.numbers import numbers
from bot.settings import load_settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what Rasa's and TensorFlow's imports deprecate
    from rasa.core.nlg.generator import NaturalLanguageGenerator
    from rasa.shared.core.events import UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker
    from rasa.utils.endpoints import EndpointConfig

    from bot.nlg.generator import GettextNaturalLanguageGenerator

pytestmark = pytest.mark.slow  # importing Rasa takes ten seconds


@pytest.fixture(scope="module")
def generator() -> GettextNaturalLanguageGenerator:
    endpoint = EndpointConfig(type="bot.nlg.generator.GettextNaturalLanguageGenerator")
    made = NaturalLanguageGenerator.create(endpoint, None)
    assert isinstance(made, GettextNaturalLanguageGenerator)
    return made


def tracker(language: str | None = None) -> DialogueStateTracker:
    made = DialogueStateTracker.from_events("c", [])
    if language is not None:
        state = {"code": language, "asked": False, "candidate": None}
        parsed: dict[str, Any] = {"language": {"state": state}, "intent": {}, "entities": []}
        made.update(UserUttered("hej", parse_data=parsed))
    return made


async def test_the_conversations_language_is_spoken(
    generator: GettextNaturalLanguageGenerator,
) -> None:
    said = await generator.generate("utter_label.status.paid", tracker("pl"), "gateway")
    assert said == {
        "text": "Opłacone",
        "language": "pl",
        "response": "utter_label.status.paid",
        "choices": [],
    }


async def test_before_the_first_message_english_is_spoken(
    generator: GettextNaturalLanguageGenerator,
) -> None:
    said = await generator.generate("utter_label.status.paid", tracker(), "gateway")
    assert (said["text"], said["language"]) == ("Paid", "en")


async def test_a_language_that_the_action_names_comes_first(
    generator: GettextNaturalLanguageGenerator,
) -> None:
    said = await generator.generate(
        "utter_label.status.paid", tracker("pl"), "gateway", language="tr"
    )
    assert (said["text"], said["language"]) == ("Ödendi", "tr")


async def test_facts_are_shown_in_the_zone_and_locale_passed_along(
    generator: GettextNaturalLanguageGenerator,
) -> None:
    row = {"title": "A", "placed_at": "2026-11-24T23:30:00Z", "status": "paid"}
    said = await generator.generate(
        "utter_label.choice.order",
        tracker("en"),
        "gateway",
        facts=row,
        locale="en-US",
        timezone="Asia/Bangkok",
    )
    assert said["text"] == "A · November 25, 2026 · Paid"


async def test_choices_of_the_response_come_before_those_of_the_action(
    generator: GettextNaturalLanguageGenerator,
) -> None:
    said = await generator.generate(
        "utter_unsure.again",
        tracker("de"),
        "gateway",
        offers=[
            {"label_response": "utter_label.intent.return_order", "intent": "return_order"},
            {"label": "Deutsch", "intent": "switch_language", "entities": {"language": "de"}},
        ],
    )
    payloads = [choice["payload"] for choice in said["choices"]]
    assert payloads == [
        {"intent": "request_human", "entities": {}},
        {"intent": "ask_help", "entities": {}},
        {"intent": "return_order", "entities": {}},
        {"intent": "switch_language", "entities": {"language": "de"}},
    ]
    labels = [choice["label"] for choice in said["choices"]]
    assert labels[3] == "Deutsch"
    assert labels[2] == generator.wording.say("utter_label.intent.return_order", "de").text
    assert labels[2] != "Return an item"


async def test_the_shops_name_and_address_are_always_at_hand(
    generator: GettextNaturalLanguageGenerator,
) -> None:
    said = await generator.generate("utter_greet.opening", tracker("it"), "gateway")
    assert load_settings().brand in said["text"]


async def test_the_shops_figures_are_at_hand_where_no_action_speaks(
    generator: GettextNaturalLanguageGenerator,
) -> None:
    said = await generator.generate("utter_ask_how_to_order", tracker("ro"), "gateway")
    assert f"cel mult {numbers().most_pieces} de bucăți" in said["text"]
