"""Conversations of fifty turns that make no sense: the bot never fails, never shows another's
order, never opens two tickets for one claim, and always leaves a way on."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import ClassVar

import pytest
import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bot.languages import LANGUAGES
from bot.orders.demo_shop import demo_order
from bot.orders.demo_shop.states import EDGES, STATES
from tests.whole.running_bot import Answer, Bot, Conversation

pytestmark = pytest.mark.slow

WORDS = Path(__file__).parent / "dialogues" / "words"
SAYINGS = {
    language: sorted(
        yaml.safe_load((WORDS / f"{language}.yml").read_text(encoding="utf-8")).values()
    )
    for language in LANGUAGES
}
ORDER_NUMBER = re.compile(r"JM-\d{4}-\d{4}")
FACTS = ["18,90 €", "ana@example.com", "RR123456785CN", "411111******1111", "12.11.2026", "5", "ok"]
MISSES = {"utter_unsure", "utter_unsure.again", "utter_out_of_scope", "utter_evidence.needed"}


class Chat(RuleBasedStateMachine):
    """A customer of the demo shop who says and presses anything in any language."""

    bot: ClassVar[Bot]

    @initialize(language=st.sampled_from(sorted(LANGUAGES)), signed=st.booleans())
    def opens(self, language: str, signed: bool) -> None:
        self.language = language
        self.customer = f"demo-{language}" if signed else None
        self.own = {demo_order(language, state) for state in (*STATES, *EDGES)}
        self.begins()

    def begins(self) -> None:
        self.chat: Conversation = self.bot.conversation(self.customer, self.language)
        self.answer = Answer(self.chat.greeting, "bot")
        self.said: set[str] = set()

    def hears(self, answer: Answer) -> None:
        self.answer = answer
        for message in answer.messages:
            assert message["text"].strip(), message
            assert "{" not in message["text"], message
            assert message["response"] != "utter_error", message
            if message["response"] in MISSES:
                assert message["choices"], message
            shown = set(ORDER_NUMBER.findall(message["text"]))
            foreign = shown - self.own - self.said - {"JM-1234-5678"}
            assert not foreign, message
            if self.customer is None:
                assert not message.get("decision", {}).get("order_number"), message
        if answer.owner != "bot":
            self.begins()
        else:
            assert answer.messages

    @rule(data=st.data(), language=st.sampled_from(sorted(LANGUAGES)), stays=st.booleans())
    def says(self, data: st.DataObject, language: str, stays: bool) -> None:
        spoken = self.language if stays else language
        text = data.draw(st.sampled_from(SAYINGS[spoken]))
        self.hears(self.chat.say(text.replace("{number}", sorted(self.own)[0])))

    @rule(fact=st.sampled_from(FACTS))
    def gives_a_fact(self, fact: str) -> None:
        self.hears(self.chat.say(fact))

    @rule(state=st.sampled_from(sorted(STATES)))
    def names_an_own_order(self, state: str) -> None:
        number = demo_order(self.language, state)
        self.said.add(number)
        self.hears(self.chat.say(number))

    @rule(other=st.sampled_from(sorted(LANGUAGES)), state=st.sampled_from(sorted(STATES)))
    def names_anothers_order(self, other: str, state: str) -> None:
        number = demo_order(other, state)
        self.said.add(number)
        answer = self.chat.say(number)
        if other != self.language:
            assert not any(
                (m.get("decision") or {}).get("order_number") == number for m in answer.messages
            ), answer
        self.hears(answer)

    @rule(text=st.text(min_size=1, max_size=80).filter(lambda text: text.strip()))
    def types_nonsense(self, text: str) -> None:
        cleaned = "".join(c for c in text if c.isprintable())
        if cleaned.strip():
            self.hears(self.chat.say(cleaned + "."))

    @rule(count=st.integers(1, 3))
    def attaches(self, count: int) -> None:
        self.hears(self.chat.attach(count))

    @rule(which=st.integers(0, 11))
    def presses(self, which: int) -> None:
        # What is offered hangs on what was done in conversations before; what is drawn must not.
        if offered := [c["id"] for m in self.answer.messages for c in m["choices"]]:
            self.hears(self.chat.choose(offered[which % len(offered)]))

    @invariant()
    def has_one_ticket_a_claim(self) -> None:
        with sqlite3.connect(self.bot.var / "support-bot.sqlite3") as database:
            doubled = database.execute(
                "SELECT customer_id, order_number, category, count(*) FROM tickets"
                " WHERE customer_id IS NOT NULL AND category != 'person' AND state = 'open'"
                " GROUP BY 1, 2, 3 HAVING count(*) > 1"
            ).fetchall()
        assert not doubled


def test_fifty_turns_of_anything_never_break_a_conversation(bot: Bot) -> None:
    Chat.bot = bot
    run_state_machine_as_test(
        Chat,
        settings=settings(
            max_examples=12,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
