"""A reminder is offered where there is something to wait for, and kept after a yes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.conversations import opening
from bot.database.engine import reading
from bot.orders.importing import import_data
from bot.reminders.tables import reminders
from tests.actions.dialogue import Dialogue, NewDialogue
from tests.orders.shop_rows import customer, order

NOW = datetime.now(timezone.utc)
NUMBER = "JM-4821-7305"
PLACED = (NOW - timedelta(days=60)).replace(microsecond=0)


def written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def set_order(engine: Engine, **changes: Any) -> None:
    row = {
        "status": "shipped",
        "placed_at": written(PLACED),
        "paid_at": written(PLACED),
        "shipped_at": written(PLACED + timedelta(days=3)),
        **changes,
    }
    import_data(engine, {"orders": [order(NUMBER, **row)]})


@pytest.fixture
def talk(in_the_shop: Engine, new_dialogue: NewDialogue) -> Dialogue:
    """Ana, signed in, with an order that was sent two months ago."""
    import_data(in_the_shop, {"customers": [customer()]})
    set_order(in_the_shop)
    greeting = {"text": "Hello!", "language": "en", "response": "utter_greet.opening"}
    begun, _ = opening.begin(
        in_the_shop,
        customer_id="c-1",
        channel="widget",
        language="en",
        context={},
        greeting=greeting,
        now=NOW,
    )
    return new_dialogue("c-1", begun.id)


def kept(engine: Engine) -> list[Mapping[str, Any]]:
    with reading(engine) as connection:
        asked = sa.select(reminders).order_by(reminders.c.due_at)
        return list(connection.execute(asked).mappings())


async def offered(talk: Dialogue, intent: str = "order_not_received") -> None:
    await talk.act("action_order_on_its_way", intent)


@pytest.mark.parametrize("intent", ["order_not_received", "marked_delivered_by_mistake"])
async def test_a_yes_keeps_both_days_and_says_which_they_are(talk: Dialogue, intent: str) -> None:
    await offered(talk, intent)
    turn = await talk.act("action_affirm", "affirm")
    first, last = kept(talk.engine)
    assert (first["kind"], last["kind"]) == ("day_100", "last_day")
    assert {row["conversation_id"] for row in (first, last)} == {talk.conversation}
    facts = turn.facts("utter_reminder.set")
    assert facts["order_number"] == NUMBER
    assert facts["claim_from"] == written(first["due_at"])
    assert facts["last_on"] == written(last["due_at"])
    assert talk.slots["pending_act"] is None


async def test_two_yeses_keep_them_once(talk: Dialogue) -> None:
    for _ in range(2):
        await offered(talk)
        assert (await talk.act("action_affirm", "affirm")).said == ["utter_reminder.set"]
    assert len(kept(talk.engine)) == 2


async def test_a_no_keeps_nothing(talk: Dialogue) -> None:
    await offered(talk)
    await talk.act("action_deny", "deny")
    assert kept(talk.engine) == []
    assert talk.slots["pending_act"] is None


@pytest.mark.parametrize("intent", ["track_order", "tracking_not_working"])
async def test_who_only_looks_at_the_parcel_is_offered_nothing(talk: Dialogue, intent: str) -> None:
    await offered(talk, intent)
    assert talk.slots.get("pending_act") is None


async def test_a_guarantee_that_ends_first_is_reminded_of_once(talk: Dialogue) -> None:
    set_order(talk.engine, guarantee_until=written(PLACED + timedelta(days=99)))
    await offered(talk)
    turn = await talk.act("action_affirm", "affirm")
    assert turn.facts("utter_reminder.set")["last_on"] is None
    assert [row["kind"] for row in kept(talk.engine)] == ["day_100"]


async def test_an_order_that_has_arrived_since_is_not_waited_for(talk: Dialogue) -> None:
    await offered(talk)
    set_order(talk.engine, status="delivered", delivered_at=written(NOW - timedelta(hours=1)))
    turn = await talk.act("action_affirm", "affirm")
    assert turn.said == ["utter_not_received.marked_delivered"]
    assert kept(talk.engine) == []


async def test_nobody_keeps_a_reminder_of_anothers_order(talk: Dialogue) -> None:
    import_data(talk.engine, {"customers": [customer("c-2")]})
    await offered(talk)
    talk.customer = "c-2"
    assert (await talk.act("action_affirm", "affirm")).said == ["utter_order.not_found"]
    talk.slots["pending_act"] = {
        "act": "remind",
        "order_number": NUMBER,
        "code": "not_received.wait",
    }
    talk.customer = None
    assert (await talk.act("action_affirm", "affirm")).said == ["utter_order.sign_in"]
    assert kept(talk.engine) == []
