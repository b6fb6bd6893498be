"""Ways off the straight one, while it is asked who writes: other addresses, other questions, no."""

from __future__ import annotations

import pytest

from tests.actions.anonymous import CODE, EMAIL, MINE, asks, code, identified, mails, sent, wrong
from tests.actions.dialogue import Dialogue


async def test_a_button_brings_a_new_code(talk: Dialogue) -> None:
    await sent(talk)
    turn = await talk.form("Send a new code", correct=CODE)
    assert turn.said == ["utter_identify.sent"]
    assert len(mails(talk)) == 2
    assert asks(talk, CODE)


async def test_a_button_asks_for_another_address(talk: Dialogue) -> None:
    await sent(talk, "bo@example.com")
    assert (await talk.form("Another address", correct=EMAIL)).said == []
    assert asks(talk, EMAIL)
    await talk.form("ana@example.com")
    turn = await talk.form(code(talk))
    assert identified(turn)[0]["customer_id"] == "c-ana"


async def test_another_address_can_simply_be_typed(talk: Dialogue) -> None:
    await sent(talk, "bo@example.com")
    turn = await talk.form("sorry, it is ana@example.com!", "order_not_received")
    assert turn.facts("utter_identify.sent")["email"] == "ana@example.com"
    assert mails(talk)[-1]["address"] == "ana@example.com"


@pytest.mark.parametrize("asked", [EMAIL, CODE])
async def test_an_order_number_alone_is_kept_for_later(talk: Dialogue, asked: str) -> None:
    await (talk.begin() if asked == EMAIL else sent(talk))
    turn = await talk.form(MINE, confidence=0.5, intent="track_order", order_number=MINE)
    assert turn.said == []
    assert turn.events  # else Rasa would ask the other rules
    assert asks(talk, asked)
    if asked == EMAIL:
        await talk.form("ana@example.com")
    turn = await talk.form(code(talk))
    assert turn.facts("utter_track.paid")["order_number"] == MINE


async def test_an_address_in_the_very_first_message_is_taken(talk: Dialogue) -> None:
    turn = await talk.begin(text="where is it? ana@example.com", order_number=MINE)
    assert turn.said == ["utter_identify.why", "utter_identify.sent"]
    assert asks(talk, CODE)


@pytest.mark.parametrize(
    ("typed", "said"), [("ana at example", "wrong_email"), ("12", "wrong_email")]
)
async def test_what_is_no_address_is_said_so(talk: Dialogue, typed: str, said: str) -> None:
    await talk.begin()
    turn = await talk.form(typed, intent="nlu_fallback")
    assert turn.said == [f"utter_identify.{said}"]
    assert turn.events
    assert asks(talk, EMAIL)


@pytest.mark.parametrize(
    ("typed", "intent"), [("1234", "cancel_order"), ("12345678", "ask_coupon"), ("hm", "inform")]
)
async def test_what_is_no_code_costs_no_try(talk: Dialogue, typed: str, intent: str) -> None:
    await sent(talk)
    turn = await talk.form(typed, intent)
    assert turn.facts("utter_identify.wrong_code") == {"digits": 6}
    assert (await talk.form(wrong(talk))).facts("utter_identify.wrong_code")["tries_left"] == 4


@pytest.mark.parametrize("asked", [EMAIL, CODE])
@pytest.mark.parametrize("intent", ["ask_fees_and_taxes", "request_human", "stop", "complain"])
async def test_what_is_about_something_else_is_left_to_the_other_rules(
    talk: Dialogue, asked: str, intent: str
) -> None:
    await (talk.begin() if asked == EMAIL else sent(talk))
    turn = await talk.form("what about duties", intent)
    assert (turn.events, turn.said) == ([], [])


async def test_after_something_else_the_form_goes_on_where_it_was(talk: Dialogue) -> None:
    await sent(talk)
    turn = await talk.act(
        "validate_identify_form", "ask_coupon", before=("action_before_ordering", "identify_form")
    )
    assert turn.said == []
    assert asks(talk, CODE)


async def test_another_need_takes_the_place_of_the_first_and_what_was_given_stays(
    talk: Dialogue,
) -> None:
    await sent(talk, order_number=MINE)
    turn = await talk.act("action_changing_or_ending", "cancel_order", "cancel it please")
    assert (turn.said, turn.followups) == ([], ["identify_form"])
    assert asks(talk, CODE)
    turn = await talk.form(code(talk))
    assert turn.said == ["utter_identify.done", "utter_cancel.allowed"]


@pytest.mark.parametrize("no", [{"intent": "deny"}, {"skip": "identify"}])
@pytest.mark.parametrize("asked", [EMAIL, CODE])
async def test_who_would_rather_not_is_told_how_to_sign_in(
    talk: Dialogue, asked: str, no: dict[str, str]
) -> None:
    await (talk.begin() if asked == EMAIL else sent(talk))
    turn = await talk.form("no", **no)
    assert turn.said == ["utter_order.sign_in"]
    assert (talk.slots["requested_slot"], talk.slots["need"]) == (None, None)
    assert talk.slots["identifying"] is None


async def test_too_many_codes_end_the_form_with_a_way_on(talk: Dialogue) -> None:
    await sent(talk)
    for _ in range(4):
        assert (await talk.form("again", correct=CODE)).said == ["utter_identify.sent"]
    turn = await talk.form("again", correct=CODE)
    assert turn.said == ["utter_identify.too_many"]
    assert asks(talk, None)
    assert len(mails(talk)) == 5


async def test_the_same_message_again_does_nothing_twice(talk: Dialogue) -> None:
    await talk.begin(order_number=MINE)
    slots = dict(talk.slots)
    for _ in range(2):
        talk.slots = dict(slots)
        await talk.form("ana@example.com", message_id="m-address")
    assert len(mails(talk)) == 1
    slots = dict(talk.slots)
    for _ in range(2):
        talk.slots = dict(slots)
        turn = await talk.form(code(talk), message_id="m-code")
        assert turn.said == ["utter_identify.done", "utter_track.paid"]


async def test_who_signs_in_meanwhile_is_served_without_a_code(talk: Dialogue) -> None:
    await sent(talk, order_number=MINE)
    talk.customer = "c-ana"
    turn = await talk.form("hello?", "greet")
    assert turn.said == ["utter_track.paid"]
    assert identified(turn) == []
    assert asks(talk, None)


@pytest.mark.parametrize("action", ["action_request_human", "action_stop"])
async def test_whoever_ends_it_leaves_no_address_behind(talk: Dialogue, action: str) -> None:
    await sent(talk)
    await talk.act(action, "stop")
    assert talk.slots["identifying"] is None
    assert asks(talk, None)
