"""Two wishes of one message inside Rasa: its rules, its forms, and one answer, saved once.

Only the rules are trained; each message comes with what NLU would have found.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa_sdk.executor import ActionExecutor
from sqlalchemy.engine import Engine

from bot.database.engine import reading
from bot.orders.importing import import_data
from bot.outgoing_mail.tables import outgoing_mails
from tests.actions.anonymous import written
from tests.orders.shop_rows import customer, item, order

pytestmark = pytest.mark.slow  # importing Rasa takes ten seconds

CASE, LAMP = "JM-1000-0001", "JM-1000-0002"


def parsed(intent: str, text: str, **entities: str) -> dict[str, Any]:
    """What NLU would have found in a message, or in one of its clauses."""
    state = {"code": "en", "asked": False, "candidate": None}
    return {
        "text": text,
        "intent": {"name": intent, "confidence": 0.95},
        "intent_ranking": [{"name": intent, "confidence": 0.95}],
        "entities": [
            {"entity": name, "value": value, "start": 0, "end": 0}
            for name, value in entities.items()
        ],
        "language": {"code": "en", "confidence": 1.0, "state": state},
    }


@dataclass
class Customer:
    """Ana, signed in unless ``identity`` says otherwise: what she writes comes to the responder as
    the gateway brings it."""

    agent: Any
    engine: Engine
    identity: dict[str, Any] = field(
        default_factory=lambda: {"assurance": "signed", "customer_id": "c-ana"}
    )
    lines: list[str] = field(default_factory=list)
    """The actions that were called, and each time the conversation was saved."""
    away_at: str | None = None
    """The action at whose call the action server is away."""
    count: int = 0

    async def write(self, *wishes: dict[str, Any], again: bool = False) -> list[str]:
        """The names of the replies to a message with these wishes."""
        from bot.responder.channel import take_turn
        from bot.responder.wire import Turn

        class Understood(Turn):
            """A message of which NLU has found this."""

            @property
            def chosen(self) -> dict[str, Any]:
                whole = dict(wishes[0])
                if len(wishes) > 1:
                    whole["wishes"] = [
                        {"intent": w["intent"]["name"], "confidence": 0.95} | placed(w)
                        for w in wishes
                    ]
                return whole

        def placed(wish: dict[str, Any]) -> dict[str, Any]:
            return {"text": wish["text"], "start": text.index(wish["text"])}

        text = " ".join(wish["text"] for wish in wishes)
        self.count += not again
        turn = Understood(
            conversation_id="k-1",
            message_id=f"m-{self.count}",
            text=text,
            choice=None,
            metadata={
                "channel": "widget",
                "identity": dict(self.identity),
                "language": {"code": "en", "asked": False, "candidate": None},
                "context": {},
                "attachments": [],
            },
        )
        answer = await take_turn(self.agent, turn)
        for reply in answer["messages"]:
            self.identity.update(reply.get("identified") or {})
        return [str(reply["response"]).removeprefix("utter_") for reply in answer["messages"]]


@pytest.fixture
def ana(model: Path, executor: ActionExecutor, in_the_shop: Engine) -> Customer:
    """She has a phone case that she may still cancel, and a refund that is overdue."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from rasa.core.agent import Agent
        from rasa.utils.endpoints import EndpointConfig

        from bot.nlg.generator import GettextNaturalLanguageGenerator
        from bot.responder import rasa_mends
        from bot.responder.action_endpoint import ActionServerAway
        from bot.responder.tracker_store import SessionTrackerStore

    class Actions(EndpointConfig):  # type: ignore[misc]
        """The action server without the wire."""

        async def request(self, *_: Any, **kwargs: Any) -> Any:
            called = kwargs["json"]["next_action"]
            if called == made.away_at:
                raise ActionServerAway("away")
            made.lines.append(called)
            return await executor.run(kwargs["json"])

    class Store(SessionTrackerStore):  # type: ignore[misc]
        """Tells each time that it saves."""

        async def save(self, tracker: Any) -> None:
            made.lines.append("saved")
            await super().save(tracker)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rasa_mends.before_start()
        agent = Agent.load(str(model), action_endpoint=Actions("http://127.0.0.1"))
        agent.nlg = agent.processor.nlg = GettextNaturalLanguageGenerator()
        database = str(in_the_shop.url.render_as_string(False))
        agent.tracker_store = agent.processor.tracker_store = Store(agent.domain, database=database)
        rasa_mends.once_loaded(agent)
    made = Customer(agent, in_the_shop)
    refunded = {name: written(days=40) for name in ("placed_at", "paid_at")}
    import_data(
        in_the_shop,
        {
            "customers": [customer("c-ana")],
            "orders": [
                order(
                    CASE,
                    customer_id="c-ana",
                    items=[item(title="Phone case")],
                    placed_at=written(minutes=31),
                    paid_at=written(minutes=30),
                ),
                order(
                    LAMP,
                    customer_id="c-ana",
                    items=[item(title="Desk lamp")],
                    status="refunded",
                    refunded_at=written(days=20),
                    **refunded,
                ),
            ],
        },
    )
    return made


TRACK = parsed("track_order", "where is the phone case?", order_number=CASE)
PAY = parsed("ask_payment_methods", "can I pay with PayPal?")
CANCEL = parsed("cancel_order", "cancel the phone case,", order_number=CASE)
MONEY = parsed("refund_status", "when do I get my money?", order_number=LAMP)


async def test_both_are_answered_in_one_turn_that_is_saved_once(ana: Customer) -> None:
    assert await ana.write(TRACK, PAY) == ["track.paid", "ask_payment_methods"]
    assert ana.lines == ["action_order_on_its_way", "saved"]


async def test_the_same_message_again_gets_the_same_and_does_nothing(ana: Customer) -> None:
    first = await ana.write(TRACK, PAY)
    done = list(ana.lines)
    assert await ana.write(TRACK, PAY, again=True) == first
    assert ana.lines == done


async def test_what_is_asked_back_comes_last_and_a_yes_answers_it(ana: Customer) -> None:
    assert await ana.write(CANCEL, PAY) == ["ask_payment_methods", "cancel.allowed"]
    assert await ana.write(parsed("affirm", "yes")) == ["cancel.done"]


async def test_a_wish_that_asks_for_evidence_goes_on_after_the_other(ana: Customer) -> None:
    told = await ana.write(MONEY, PAY)
    assert told == ["refund.overdue", "ask_payment_methods", "ask_bank_statement"]
    assert await ana.write(parsed("ask_coupon", "any coupons?")) == [
        "coupon.none",
        "ask_bank_statement",
    ]


async def test_the_order_is_asked_for_once_and_then_both_are_served(ana: Customer) -> None:
    where = parsed("track_order", "where is it?")
    cancel = parsed("cancel_order", "and cancel it")
    assert await ana.write(where, cancel) == ["order.which"]
    number = parsed("inform", CASE, order_number=CASE)
    assert await ana.write(number) == ["track.paid", "cancel.allowed"]
    assert await ana.write(parsed("affirm", "yes")) == ["cancel.done"]


async def test_a_turn_whose_second_wish_fails_leaves_no_trace(ana: Customer) -> None:
    from bot.responder.action_endpoint import ActionServerAway

    ana.away_at = "action_changing_or_ending"
    with pytest.raises(ActionServerAway):
        await ana.write(TRACK, CANCEL)
    assert "saved" not in ana.lines
    ana.away_at = None
    assert await ana.write(TRACK, CANCEL, again=True) == ["track.paid", "cancel.allowed"]


async def test_what_follows_up_on_a_general_answer_is_not_about_the_one_before(
    ana: Customer,
) -> None:
    await ana.write(TRACK)
    await ana.write(PAY)
    why = parsed("inform", "why?", follow_up="why")
    why["intent_ranking"] = [{"name": "out_of_scope", "confidence": 0.5}]
    assert await ana.write(why) == ["unsure"]
    await ana.write(TRACK)
    assert await ana.write(why) == ["track.paid"]


async def test_who_shows_who_they_are_gets_both_answers(ana: Customer) -> None:
    ana.identity = {"assurance": "anonymous", "customer_id": None}
    cancel = parsed("cancel_order", "and cancel it", order_number=CASE)
    assert await ana.write(TRACK, cancel) == ["identify.why", "ask_identify_email"]
    mail = parsed("inform", "ana@example.com", email="ana@example.com")
    assert await ana.write(mail) == ["identify.sent", "ask_identify_code"]
    with reading(ana.engine) as connection:
        facts = connection.execute(sa.select(outgoing_mails.c.facts)).scalars().one()
    told = await ana.write(parsed("inform", facts["code"]))
    assert told == ["identify.done", "track.paid", "cancel.allowed"]
    assert await ana.write(parsed("affirm", "yes")) == ["cancel.done"]
