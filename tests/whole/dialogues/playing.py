"""Plays a scenario in a language against the running bot and writes down what was said."""

from __future__ import annotations

import email
import email.policy
import json
import re
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.whole.dialogues.shop import HERE, SCENARIOS, customer_of, email_of, numbers_of
from tests.whole.running_bot import Answer, Bot, Conversation

CODE_SECONDS = 10


@cache
def words(language: str) -> dict[str, str]:
    """What customers say in a language, by the names of scenarios.yml."""
    path = HERE / "words" / f"{language}.yml"
    loaded: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def other_than(language: str) -> str:
    """The language that a scenario changes to: English, and French from English."""
    return "fr" if language == "en" else "en"


@dataclass
class Played:
    """A scenario under way: the conversation, the last answer, and the transcript."""

    bot: Bot
    scenario: str
    language: str
    conversation: Conversation
    last: Answer | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def numbers(self) -> list[str]:
        return numbers_of(self.scenario, self.language)

    def take(self, turn: dict[str, Any]) -> Answer:
        """Sends what the turn says and gives the answer."""
        answer = self._send(turn)
        self.last = answer
        for message in answer.messages:
            if message.get("response") == "utter_desk.waiting":
                # A place in line: other conversations with the same bot count.
                self.lines.append("bot: (how long it may take)")
                continue
            labels = "".join(f"\n    [{choice['label']}]" for choice in message["choices"])
            self.lines.append(f"bot: {message['text']}{labels}")
        if answer.owner != "bot":
            self.lines.append(f"({answer.owner})")
        return answer

    def _send(self, turn: dict[str, Any]) -> Answer:
        if "press" in turn:
            return self._press(turn["press"])
        if "attach" in turn:
            self.lines.append(f"customer: ({turn['attach']} attached)")
            return self.conversation.attach(turn["attach"])
        text = self._text(turn)
        self.lines.append(f"customer: {text}")
        return self.conversation.say(text)

    def _text(self, turn: dict[str, Any]) -> str:
        language = other_than(self.language) if turn.get("language") == "other" else self.language
        text: str = turn.get("text") or words(language)[turn["say"]]
        if text == "{code}":
            return self._code()
        if "order" in turn:
            text = text.replace("{number}", self.numbers[turn["order"] - 1])
        return text.replace("{email}", email_of(self.scenario, self.language))

    def _press(self, meaning: str) -> Answer:
        """Presses the button of the last answer that means this: ``affirm``, or an intent with
        its entities."""
        intent, _, entities = meaning.partition(" ")
        assert self.last is not None
        offered = [choice for message in self.last.messages for choice in message["choices"]]
        wanted = self.bot.choices_of(self.conversation.id, intent, json.loads(entities or "{}"))
        choice = next(choice for choice in offered if choice["id"] in wanted)
        self.lines.append(f"customer: [{choice['label']}]")
        return self.conversation.choose(choice["id"])

    def _code(self) -> str:
        """The one-time code in the newest mail to the scenario's customer."""
        address = email_of(self.scenario, self.language)
        end = time.monotonic() + CODE_SECONDS
        while time.monotonic() < end:
            for path in sorted((self.bot.var / "outbox").glob("*.eml"), reverse=True):
                mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                if address in str(mail["To"]):
                    found = re.search(r"(?<!\d)\d{6}(?!\d)", mail.get_content())
                    assert found, mail.get_content()
                    return found.group()
            time.sleep(0.1)
        raise AssertionError(f"no mail to {address} in {CODE_SECONDS} s")


def begin(bot: Bot, scenario: str, language: str) -> Played:
    """Opens the scenario's conversation."""
    told = SCENARIOS[scenario]
    customer = None if told.get("anonymous") else customer_of(scenario, language)
    context = {}
    if "order" in told:
        context["order_number"] = numbers_of(scenario, language)[told["order"] - 1]
    conversation = bot.conversation(customer, language, **context)
    return Played(bot, scenario, language, conversation)


def masked(lines: list[str], numbers: list[str], language: str) -> str:
    """The transcript without what changes from day to day and hour to hour: the digits, the names
    of months and weekdays, ticket numbers. The scenario's own orders are named by their place."""
    text = "\n".join(lines) + "\n"
    for place, number in zip(PLACES, numbers, strict=False):
        text = text.replace(number, f"<order {place}>")
    text = re.sub(r"T-[A-Z2-7]{4}-[A-Z2-7]{4}", "<ticket>", text)
    text = _dates().sub("<date>", text)
    one, other = AT_ONE.get(language, ("", ""))
    return re.sub(r"\d+", "#", text).replace(f"<date> {one} #:#", f"<date> {other} #:#")


AT_ONE = {"es": ("a la", "a las"), "pt": ("à", "às")}
"""How the hour is joined to the day at one o'clock, and at any other."""

PLACES = ("one", "two", "three")


@cache
def _dates() -> re.Pattern[str]:
    """A day with its month in words, in any of the languages, and with its weekday and year where
    they are written."""
    from babel import Locale

    from bot.languages import LANGUAGES

    def names(kinds: str) -> str:
        found = {
            name
            for language in LANGUAGES.values()
            for kind in getattr(Locale.parse(language.locale), kinds).values()
            for width in ("wide", "abbreviated")
            for name in kind[width].values()
            if not name.isdigit()
        }
        return "|".join(re.escape(name) for name in sorted(found, key=len, reverse=True))

    return re.compile(
        rf"(?:(?:{names('days')}),? )?\d{{1,2}}(?:er|\.)? (?:de )?(?:{names('months')})"
        r"(?: (?:de )?\d{4}(?: г\.)?)?",
        re.IGNORECASE,
    )


def transcript_file(scenario: str, language: str) -> Path:
    """Where the transcript of a scenario is kept."""
    return HERE / "transcripts" / language / f"{scenario}.txt"
