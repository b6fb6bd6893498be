"""Who asks about an order and is not signed in is asked for an address and the code sent there."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.database.engine import writing
from bot.verification.tables import one_time_codes
from tests.actions.anonymous import (
    ANEW,
    CODE,
    EMAIL,
    MINE,
    NOW,
    OTHERS,
    asks,
    code,
    identified,
    mails,
    sent,
    wrong,
)
from tests.actions.dialogue import Dialogue


async def test_the_customer_is_told_why_and_asked_for_an_address(talk: Dialogue) -> None:
    turn = await talk.begin(order_number=MINE)
    assert turn.said == ["utter_identify.why"]
    assert asks(talk, EMAIL)
    assert talk.slots["need"] == "track_order"
    assert mails(talk) == []


@pytest.mark.parametrize("number", [MINE, OTHERS, "JM-0000-0000"])
async def test_it_is_told_the_same_whether_the_order_exists_or_not(
    talk: Dialogue, number: str
) -> None:
    assert (await talk.begin(order_number=number)).said == ["utter_identify.why"]


async def test_a_code_goes_to_the_address_in_the_language_of_the_conversation(
    talk: Dialogue,
) -> None:
    talk.language = "th"
    turn = await sent(talk, "ANA@example.com")
    assert turn.said == ["utter_identify.sent"]
    assert turn.facts("utter_identify.sent") == {"email": "ANA@example.com", "minutes": 10}
    assert asks(talk, CODE)
    assert [(mail["address"], mail["language"]) for mail in mails(talk)] == [
        ("ana@example.com", "th")
    ]


async def test_an_address_that_nobody_has_is_answered_the_same(talk: Dialogue) -> None:
    turn = await sent(talk, "nobody@example.com")
    assert turn.said == ["utter_identify.sent"]
    assert asks(talk, CODE)
    assert mails(talk) == []
    turn = await talk.form("123456")
    assert turn.said == ["utter_identify.wrong_code"]


@pytest.mark.parametrize(
    "typed", ["{0}", "{1}", "it is {0}", "My code: {1}.", "{2}", "รหัสคือ {2} ค่ะ"]
)
async def test_the_code_is_understood_however_it_is_typed_and_the_need_is_served(
    talk: Dialogue, typed: str
) -> None:
    await sent(talk, order_number=MINE)
    digits = code(talk)
    thai = "".join(chr(ord("๐") + int(digit)) for digit in digits)
    text = typed.format(digits, f"{digits[:3]} {digits[3:]}", thai)
    turn = await talk.form(text, intent="ask_coupon", confidence=0.9)
    assert turn.said == ["utter_identify.done", "utter_track.paid"]
    assert identified(turn) == [{"customer_id": "c-ana", "assurance": "email"}]
    assert turn.facts("utter_track.paid")["order_number"] == MINE
    assert asks(talk, None)
    assert talk.slots["identifying"] is None
    assert talk.slots["need"] is None
    assert talk.slots["order_number"] == MINE


async def test_without_a_number_the_customers_one_order_is_meant(talk: Dialogue) -> None:
    await sent(talk, intent="cancel_order")
    turn = await talk.form(code(talk))
    assert turn.said == ["utter_identify.done", "utter_cancel.allowed"]
    assert talk.slots["pending_act"]["act"] == "cancel"


async def test_a_list_of_orders_is_shown_to_who_asked_for_it(talk: Dialogue) -> None:
    await sent(talk, intent="list_orders")
    assert (await talk.form(code(talk))).said == ["utter_identify.done", "utter_orders.list"]


async def test_anothers_order_is_not_found_by_who_has_shown_who_they_are(talk: Dialogue) -> None:
    await sent(talk, order_number=OTHERS)
    assert (await talk.form(code(talk))).said == ["utter_identify.done", "utter_order.not_found"]
    assert talk.slots["need"] == "track_order"


async def test_a_claim_goes_on_to_gather_its_evidence(talk: Dialogue) -> None:
    await sent(talk, "bo@example.com", intent="order_not_received")
    turn = await talk.form(code(talk))
    assert turn.said == ["utter_identify.done", "utter_not_received.refund_request"]
    assert turn.followups == ["evidence_form"]
    assert asks(talk, None)


async def test_a_wrong_code_says_how_many_tries_are_left_and_then_a_new_one_is_offered(
    talk: Dialogue,
) -> None:
    await sent(talk)
    first = code(talk)
    for left in (4, 3, 2, 1):
        turn = await talk.form(wrong(talk))
        assert turn.facts("utter_identify.wrong_code")["tries_left"] == left
        assert asks(talk, CODE)
    turn = await talk.form(wrong(talk))
    assert turn.said == ["utter_identify.expired"]
    assert turn.facts("utter_identify.expired") == {"used_up": True}
    assert asks(talk, ANEW)
    assert (await talk.form(first)).said == ["utter_identify.expired"]
    assert (await talk.form("yes", "affirm")).said == ["utter_identify.sent"]
    assert (await talk.form(code(talk))).said[0] == "utter_identify.done"


async def test_an_expired_code_offers_a_new_one(talk: Dialogue) -> None:
    await sent(talk)
    with writing(talk.engine) as connection:
        connection.execute(sa.update(one_time_codes).values(expires_at=NOW - timedelta(days=1)))
    turn = await talk.form(code(talk))
    assert turn.facts("utter_identify.expired") == {"used_up": False}
    assert asks(talk, ANEW)
    turn = await talk.form("no", "deny")
    assert turn.said == ["utter_order.sign_in"]
    assert asks(talk, None)
