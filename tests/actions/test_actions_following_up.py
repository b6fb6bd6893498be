"""Orders meant by words, and messages that only make sense after what was said before."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from bot.orders.importing import import_data
from tests.actions.anonymous import written
from tests.actions.dialogue import Dialogue, NewDialogue, Turn
from tests.orders.shop_rows import customer, item, order

CASE, KETTLE, SOCKS = "JM-1000-0001", "JM-1000-0002", "JM-1000-0003"
ON_ITS_WAY, CHANGING = "action_order_on_its_way", "action_changing_or_ending"


def moments(**days: float) -> dict[str, str]:
    return {f"{name}_at": written(days=ago) for name, ago in days.items()}


def fill(engine: Engine) -> None:
    """Ana has three orders, Bo the first two of them alike, Cleo one."""
    kettle = {"status": "shipped", **moments(placed=20, paid=20, confirmed=19, shipped=16)}
    socks = {
        "status": "delivered",
        **moments(placed=60, paid=60, confirmed=58, shipped=50, delivered=40),
    }
    young = {"placed_at": written(minutes=31), "paid_at": written(minutes=30)}
    bos = {"customer_id": "c-bo"}
    orders = [
        order(CASE, customer_id="c-ana", items=[item(title="Clear phone case")], **young),
        order(KETTLE, customer_id="c-ana", items=[item(title="Cordless kettle")], **kettle),
        order(SOCKS, customer_id="c-ana", items=[item(title="Trainer socks")], **socks),
        order("JM-2000-0001", items=[item(title="Clear phone case")], **bos, **young),
        order("JM-2000-0002", items=[item(title="Cordless kettle")], **bos, **kettle),
        order("JM-3000-0001", customer_id="c-cleo", items=[item(title="Yoga mat")], **kettle),
    ]
    names = ("c-ana", "c-bo", "c-cleo")
    people = [customer(name, email=f"{name}@example.com", timezone="UTC") for name in names]
    import_data(engine, {"customers": people, "orders": orders})


@pytest.fixture
def ana(in_the_shop: Engine, new_dialogue: NewDialogue) -> Dialogue:
    fill(in_the_shop)
    return new_dialogue("c-ana")


@pytest.fixture
def bo(in_the_shop: Engine, new_dialogue: NewDialogue) -> Dialogue:
    fill(in_the_shop)
    return new_dialogue("c-bo")


def decided(turn: Turn) -> list[tuple[str, str]]:
    """The decisions, each with its order."""
    found = [response["decision"] for response in turn.responses if "decision" in response]
    return [(decision["code"], decision["order_number"]) for decision in found]


def offered(turn: Turn) -> list[str]:
    """The orders to choose from."""
    (response,) = turn.responses
    return [offer["entities"]["order_number"] for offer in response["offers"]]


@pytest.mark.parametrize(
    ("text", "entities", "found"),
    [
        ("where is the phone case?", {}, ("track.paid", CASE)),
        ("where is my last order", {"which_order": "newest"}, ("track.paid", CASE)),
        ("where is my first order", {"which_order": "oldest"}, ("track.delivered", SOCKS)),
        ("track the kettle", {}, ("track.shipped", KETTLE)),
    ],
)
async def test_a_need_that_names_its_order_is_served_at_once(
    ana: Dialogue, text: str, entities: dict[str, str], found: tuple[str, str]
) -> None:
    assert decided(await ana.act(ON_ITS_WAY, "track_order", text, **entities)) == [found]


async def test_a_need_that_names_none_asks_for_it(ana: Dialogue) -> None:
    turn = await ana.act(ON_ITS_WAY, "track_order", "where is my order?")
    assert turn.said == ["utter_order.which"]
    assert offered(turn) == [CASE, KETTLE, SOCKS]


async def test_where_there_is_one_order_it_is_taken(
    in_the_shop: Engine, new_dialogue: NewDialogue
) -> None:
    fill(in_the_shop)
    cleo = new_dialogue("c-cleo")
    found = decided(await cleo.act(ON_ITS_WAY, "track_order", "where is my order?"))
    assert found == [("track.shipped", "JM-3000-0001")]


async def test_words_that_name_several_ask_which_of_these(ana: Dialogue) -> None:
    turn = await ana.act(ON_ITS_WAY, "track_order", "where are the kettle and the socks?")
    assert offered(turn) == [KETTLE, SOCKS]


@pytest.mark.parametrize(
    ("action", "intent", "confidence", "text", "entities", "number"),
    [
        ("action_inform", "inform", 0.81, "the socks", {}, SOCKS),
        ("action_inform", "inform", 1.0, "the last one", {"which_order": "newest"}, CASE),
        ("action_unsure", "nlu_fallback", 0.2, "kettle please", {}, KETTLE),
        ("action_deny", "deny", 0.9, "no, the first one", {"which_order": "oldest"}, SOCKS),
        (CHANGING, "report_defect", 0.5, "the last", {"which_order": "newest"}, CASE),
    ],
)
async def test_a_need_that_waits_is_served_by_words(
    ana: Dialogue,
    action: str,
    intent: str,
    confidence: float,
    text: str,
    entities: dict[str, str],
    number: str,
) -> None:
    await ana.act(ON_ITS_WAY, "track_order", "where is my order?")
    guess = ("ask_card_details", 0.4) if confidence == 1 else None
    turn = await ana.act(action, intent, text, confidence=confidence, understood=guess, **entities)
    (found,) = decided(turn)
    assert found[0].startswith("track.")
    assert found[1] == number
    assert ana.slots["need"] is None


async def test_an_order_named_comes_before_the_one_at_hand(ana: Dialogue) -> None:
    await ana.act(ON_ITS_WAY, "track_order", "where is the kettle?")
    turn = await ana.act(CHANGING, "cancel_order", "cancel the phone case")
    assert decided(turn) == [("cancel.allowed", CASE)]
    assert decided(await ana.act(CHANGING, "cancel_order", "cancel it")) == [
        ("cancel.allowed", CASE)
    ]


async def test_the_other_one_of_two_is_the_other(bo: Dialogue) -> None:
    await bo.act(ON_ITS_WAY, "track_order", "where is the kettle?")
    turn = await bo.act("action_inform", text="and the other one?", follow_up="other_order")
    assert decided(turn) == [("track.paid", "JM-2000-0001")]


async def test_the_other_one_of_three_is_asked_for(ana: Dialogue) -> None:
    await ana.act(ON_ITS_WAY, "track_order", "where is the kettle?")
    turn = await ana.act("action_inform", text="and the other one?", follow_up="other_order")
    assert offered(turn) == [CASE, SOCKS]
    assert ana.slots["need"] == "track_order"


async def test_the_other_one_of_one_is_the_one(
    in_the_shop: Engine, new_dialogue: NewDialogue
) -> None:
    fill(in_the_shop)
    cleo = new_dialogue("c-cleo")
    await cleo.act(ON_ITS_WAY, "track_order", "where is my order?")
    turn = await cleo.act("action_inform", text="and the other one?", follow_up="other_order")
    assert decided(turn) == [("track.shipped", "JM-3000-0001")]


async def test_an_order_that_is_not_there_is_not_the_one_at_hand(ana: Dialogue) -> None:
    await ana.act(ON_ITS_WAY, "track_order", "where is the kettle?")
    turn = await ana.act("action_inform", text="the one from that month", month="2019-05")
    assert offered(turn) == [CASE, KETTLE, SOCKS]
    turn = await ana.act("action_inform", text="hm", confidence=0.9)
    assert offered(turn) == [CASE, KETTLE, SOCKS]


async def test_not_that_one_leaves_what_was_offered(bo: Dialogue) -> None:
    await bo.act(CHANGING, "cancel_order", "cancel the phone case")
    assert bo.slots["pending_act"]
    turn = await bo.act("action_deny", "deny", "no, not that one", which_order="other")
    assert decided(turn) == [("cancel.too_late", "JM-2000-0002")]
    assert bo.slots["pending_act"] is None


async def test_and_the_socks_is_about_the_same_need(ana: Dialogue) -> None:
    await ana.act(CHANGING, "cancel_order", "cancel the phone case")
    turn = await ana.act(
        "action_inform",
        text="and the socks?",
        confidence=0.8,
        understood=("report_defect", 0.8),
        follow_up="about",
    )
    assert decided(turn) == [("cancel.too_late", SOCKS)]


@pytest.mark.parametrize("kind", ["why", "how_long"])
async def test_why_and_how_long_say_what_the_rule_says_now(ana: Dialogue, kind: str) -> None:
    before = await ana.act(CHANGING, "cancel_order", "cancel the kettle")
    turn = await ana.act("action_inform", text="why?", confidence=1.0, follow_up=kind)
    assert decided(turn) == decided(before) == [("cancel.too_late", KETTLE)]


@pytest.mark.parametrize("kind", ["why", "how_long", "other_order"])
async def test_without_an_answer_before_a_follow_up_is_not_understood(
    ana: Dialogue, kind: str
) -> None:
    turn = await ana.act(
        "action_inform", text="why?", understood=("out_of_scope", 0.5), follow_up=kind
    )
    assert turn.said == ["utter_unsure"]


async def test_words_that_name_no_order_are_answered_as_they_were_understood(
    ana: Dialogue,
) -> None:
    await ana.act(ON_ITS_WAY, "track_order", "where is my order?")
    turn = await ana.act(
        "action_inform",
        text="is paying safe",
        confidence=0.7,
        understood=("ask_payment_security", 0.7),
    )
    assert turn.said == ["utter_ask_payment_security"]
    assert ana.slots["need"] == "track_order"
    turn = await ana.act(
        "action_inform", text="show orders", confidence=0.8, understood=("list_orders", 0.8)
    )
    assert turn.said == ["utter_orders.list"]
    turn = await ana.act(
        "action_inform", text="forget it", confidence=0.8, understood=("stop", 0.8)
    )
    assert turn.said == ["utter_stop"]
    turn = await ana.act(
        "action_inform", text="blah", confidence=0.3, understood=("ask_coupon", 0.3)
    )
    assert turn.said == ["utter_unsure"]


async def test_anonymous_customers_name_no_orders(new_dialogue: NewDialogue) -> None:
    talk = new_dialogue()
    turn = await talk.act("action_unsure", "nlu_fallback", "the kettle", confidence=0.2)
    assert turn.said == ["utter_unsure"]


class TestTwoWishes:
    """The second wish of a message, whose first one may wait for the order as well."""

    async def ask_both(self, talk: Dialogue) -> Turn:
        first = await talk.act(ON_ITS_WAY, "track_order", "where is it")
        assert first.said == ["utter_order.which"]
        after = {"also": True, "after": "track_order"}
        return await talk.act(CHANGING, "cancel_order", "cancel it", metadata=after)

    async def test_the_order_is_asked_for_once(self, ana: Dialogue) -> None:
        assert (await self.ask_both(ana)).said == []
        assert ana.slots["need"] == "track_order"
        assert ana.slots["next_need"] == "cancel_order"

    async def test_once_it_is_known_both_are_served(self, ana: Dialogue) -> None:
        await self.ask_both(ana)
        turn = await ana.act("action_inform", text="the phone case", confidence=0.7)
        assert decided(turn) == [("track.paid", CASE), ("cancel.allowed", CASE)]
        assert ana.slots["next_need"] is None
        assert ana.slots["pending_act"]["act"] == "cancel"

    async def test_another_subject_forgets_the_second(self, ana: Dialogue) -> None:
        await self.ask_both(ana)
        turn = await ana.act(CHANGING, "return_order", "I want to send the socks back")
        assert [code for code, _ in decided(turn)] == ["return.too_late"]
        assert ana.slots["next_need"] is None

    async def test_stop_forgets_both(self, ana: Dialogue) -> None:
        await self.ask_both(ana)
        await ana.act("action_stop", "stop", "never mind")
        assert ana.slots["need"] is None
        assert ana.slots["next_need"] is None

    async def test_a_need_from_before_does_not_hush_the_second(self, ana: Dialogue) -> None:
        await ana.act(ON_ITS_WAY, "track_order", "where is it")
        after = {"also": True, "after": "ask_payment_methods"}
        turn = await ana.act(CHANGING, "cancel_order", "cancel it", metadata=after)
        assert turn.said == ["utter_order.which"]
        assert ana.slots["need"] == "cancel_order"

    async def test_what_the_other_wish_names_counts(self, ana: Dialogue) -> None:
        whole = {"whole": "cancel the phone case, and when do I get my money?"}
        turn = await ana.act(CHANGING, "refund_status", "when do I get my money?", metadata=whole)
        assert [number for _, number in decided(turn)] == [CASE]

    async def test_an_answer_keeps_the_question_of_the_first(self, ana: Dialogue) -> None:
        await ana.act(CHANGING, "cancel_order", "cancel the phone case")
        after = {"also": True, "after": "cancel_order"}
        await ana.act(CHANGING, "refund_status", "when do I get my money?", metadata=after)
        assert ana.slots["pending_act"]["act"] == "cancel"
