"""A wish for a person in the middle of a claim: one claim has one ticket, whoever opens it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.orders.importing import import_data
from tests.actions.dialogue import Dialogue, NewDialogue, Turn
from tests.actions.test_actions_following_up import moments
from tests.orders.shop_rows import customer, item, order

LAMP = "JM-1000-0009"
CHANGING, HUMAN = "action_changing_or_ending", "action_request_human"


@pytest.fixture
def ana(in_the_shop: Engine, new_dialogue: NewDialogue) -> Dialogue:
    """Ana, whose lamp came three days ago."""
    came = moments(placed=20, paid=20, confirmed=19, shipped=16, delivered=3)
    lamp = order(LAMP, customer_id="c-ana", items=[item()], status="delivered", **came)
    people = [customer("c-ana", email="ana@example.com", timezone="UTC")]
    import_data(in_the_shop, {"customers": people, "orders": [lamp]})
    return new_dialogue("c-ana")


def handed_over(turn: Turn) -> dict[str, Any]:
    (found,) = [r["handoff"] for r in turn.responses if r.get("handoff")]
    assert found["queue"]
    return dict(found)


async def test_a_claim_goes_with_who_wants_a_person_and_is_not_opened_again(
    ana: Dialogue, new_dialogue: NewDialogue
) -> None:
    await ana.act(CHANGING, "report_defect", order_number=LAMP)
    ticket = handed_over(await ana.act(HUMAN, "request_human"))
    assert (ticket["category"], ticket["order_number"]) == ("defect", LAMP)
    later = await new_dialogue("c-ana", "k-2").act(CHANGING, "report_defect", order_number=LAMP)
    (told,) = [r for r in later.responses if "decision" in r]
    assert told["decision"]["code"] == "refund.claim_open"
    assert told["facts"]["ticket"] == ticket["number"]


async def test_who_wants_a_person_about_a_claim_that_is_open_elsewhere_gets_a_ticket_for_that(
    ana: Dialogue, new_dialogue: NewDialogue
) -> None:
    other = new_dialogue("c-ana", "k-2")
    for dialogue in (ana, other):
        await dialogue.act(CHANGING, "report_defect", order_number=LAMP)
    first = handed_over(await ana.act(HUMAN, "request_human"))
    second = handed_over(await other.act(HUMAN, "request_human"))
    assert [first["category"], second["category"]] == ["defect", "person"]
    assert first["number"] != second["number"]


async def test_a_repeated_wish_for_a_person_has_the_same_ticket(ana: Dialogue) -> None:
    await ana.act(CHANGING, "report_defect", order_number=LAMP)
    kept = dict(ana.slots)
    first = handed_over(await ana.act(HUMAN, "request_human", message_id="m-again"))
    ana.slots = kept  # the turn was lost before its end was stored
    again = handed_over(await ana.act(HUMAN, "request_human", message_id="m-again"))
    assert first == again
