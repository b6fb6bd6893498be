"""The form that asks who writes, inside Rasa itself: its rules, its form, its tracker store.

Only the rules are trained, which takes a moment; each message comes with what NLU would have found.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa_sdk.executor import ActionExecutor
from sqlalchemy.engine import Engine

from bot.database.engine import reading
from bot.outgoing_mail.tables import outgoing_mails
from tests.actions.anonymous import MINE, fill

pytestmark = pytest.mark.slow  # importing Rasa takes ten seconds


@dataclass
class Customer:
    """Somebody who writes to the responder, as the gateway brings it."""

    agent: Any
    engine: Engine
    identity: dict[str, Any] = field(
        default_factory=lambda: {"assurance": "anonymous", "customer_id": None}
    )
    count: int = 0

    async def write(self, text: str, intent: str, **entities: str) -> list[dict[str, Any]]:
        """The replies to a message that NLU understands so. Who they say the customer is, the
        gateway keeps for the next message."""
        from bot.responder.channel import take_turn
        from bot.responder.wire import Turn

        self.count += 1
        language = {"code": "en", "asked": False, "candidate": None}
        choice = {"intent": intent, "entities": entities}
        turn = Turn(
            conversation_id="k-1",
            message_id=f"m-{self.count}",
            text=text,
            choice=choice,
            metadata={
                "channel": "widget",
                "identity": dict(self.identity),
                "language": language,
                "context": {},
                "attachments": [],
            },
        )
        answer = await take_turn(self.agent, turn)
        replies: list[dict[str, Any]] = answer["messages"]
        for reply in replies:
            self.identity.update(reply.get("identified") or {})
        return replies

    def code(self) -> str:
        """The code in the newest mail."""
        asked = sa.select(outgoing_mails.c.facts).order_by(outgoing_mails.c.created_at.desc())
        with reading(self.engine) as connection:
            found: Mapping[str, Any] = connection.execute(asked).scalars().first()
        return str(found["code"])


@pytest.fixture
def ana(model: Path, executor: ActionExecutor, in_the_shop: Engine) -> Customer:
    """Ana, anonymous, with an order that she may still cancel."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from rasa.core.agent import Agent
        from rasa.utils.endpoints import EndpointConfig

        from bot.nlg.generator import GettextNaturalLanguageGenerator
        from bot.responder import rasa_mends
        from bot.responder.tracker_store import SessionTrackerStore

        class Actions(EndpointConfig):  # type: ignore[misc]
            """The action server without the wire."""

            async def request(self, *_: Any, **kwargs: Any) -> Any:
                return await executor.run(kwargs["json"])

        rasa_mends.before_start()
        agent = Agent.load(str(model), action_endpoint=Actions("http://127.0.0.1"))
        agent.nlg = agent.processor.nlg = GettextNaturalLanguageGenerator()
        store = SessionTrackerStore(
            agent.domain, database=str(in_the_shop.url.render_as_string(False))
        )
        agent.tracker_store = agent.processor.tracker_store = store
        rasa_mends.once_loaded(agent)
    fill(in_the_shop)
    return Customer(agent, in_the_shop)


def said(replies: list[dict[str, Any]]) -> list[str]:
    return [str(reply["response"]).removeprefix("utter_") for reply in replies]


async def test_from_the_question_to_the_answer_and_on_as_oneself(ana: Customer) -> None:
    told = await ana.write(f"where is {MINE}?", "track_order", order_number=MINE)
    assert said(told) == ["identify.why", "ask_identify_email"]
    told = await ana.write("ana@example.com", "inform", email="ana@example.com")
    assert said(told) == ["identify.sent", "ask_identify_code"]
    told = await ana.write("000", "inform")
    assert said(told) == ["identify.wrong_code", "ask_identify_code"]
    told = await ana.write(ana.code(), "nlu_fallback")
    assert said(told) == ["identify.done", "track.paid"]
    assert ana.identity == {"assurance": "email", "customer_id": "c-ana"}
    told = await ana.write("cancel it", "cancel_order")
    assert said(told) == ["cancel.allowed"]
    assert said(await ana.write("yes", "affirm")) == ["cancel.done"]


async def test_other_questions_are_answered_and_the_form_goes_on(ana: Customer) -> None:
    await ana.write("my orders?", "list_orders")
    told = await ana.write("is paying safe?", "ask_payment_security")
    assert said(told) == ["ask_payment_security", "ask_identify_email"]
    await ana.write("ana@example.com", "inform", email="ana@example.com")
    told = await ana.write("which codes are valid?", "ask_coupon")
    assert said(told) == ["coupon.none", "ask_identify_code"]
    told = await ana.write("cancel my order", "cancel_order")
    assert said(told) == ["ask_identify_code"]
    assert said(await ana.write(ana.code(), "inform")) == ["identify.done", "cancel.allowed"]


async def test_a_used_up_code_is_followed_by_a_new_one(ana: Customer) -> None:
    await ana.write("my orders?", "list_orders")
    await ana.write("ana@example.com", "inform", email="ana@example.com")
    wrong = f"{(int(ana.code()) + 1) % 1_000_000:06}"
    for _ in range(4):
        told = await ana.write(wrong, "inform")
        assert said(told) == ["identify.wrong_code", "ask_identify_code"]
    assert said(await ana.write(wrong, "inform")) == ["identify.expired"]
    told = await ana.write("is paying safe?", "ask_payment_security")
    assert said(told) == ["ask_payment_security", "identify.expired"]
    told = await ana.write("yes", "affirm")
    assert said(told) == ["identify.sent", "ask_identify_code"]
    assert said(await ana.write(ana.code(), "inform")) == ["identify.done", "orders.list"]


@pytest.mark.parametrize(
    ("text", "intent", "answer"),
    [
        ("no", "deny", ["order.sign_in"]),
        ("never mind", "stop", ["stop"]),
        ("a person please", "request_human", ["request_human"]),
    ],
)
async def test_whoever_would_rather_not_gets_out_and_is_not_asked_again(
    ana: Customer, text: str, intent: str, answer: list[str]
) -> None:
    await ana.write("my orders?", "list_orders")
    assert said(await ana.write(text, intent)) == answer
    assert said(await ana.write("is paying safe?", "ask_payment_security")) == [
        "ask_payment_security"
    ]
