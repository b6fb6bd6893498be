"""Which of their orders a customer means, in the words of eleven languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.languages import LANGUAGES
from bot.nlu.entities.all_facts import entities_of
from bot.nlu.entities.references import references_of
from bot.orders.meant import Said, orders_meant, says_something
from bot.policy import ItemFacts, OrderFacts

FOLDER = Path(__file__).with_name("meant")
TODAY = date(2026, 7, 15)


@dataclass(frozen=True)
class Case:
    """A message, the customer's orders, and the places of those it means."""

    language: str
    orders: tuple[OrderFacts, ...]
    say: str
    means: tuple[int, ...]
    hand: int | None
    brief: bool

    @property
    def name(self) -> str:
        """For pytest's list of tests."""
        return f"{self.language}: {self.say} → {list(self.means)}"


def order(place: int, told: dict[str, Any]) -> OrderFacts:
    placed = told.get("placed")
    return OrderFacts(
        number=f"JM-{place:04d}-0000",
        status="paid",
        placed_at=placed and datetime.combine(placed, time(12), timezone.utc),
        items=(ItemFacts(title=told["title"], variant=told.get("variant")),),
    )


def cases() -> list[Case]:
    found = []
    for language in LANGUAGES:
        told = yaml.safe_load((FOLDER / f"{language}.yml").read_text(encoding="utf-8"))
        orders = tuple(order(place, one) for place, one in enumerate(told["orders"]))
        for case in told["cases"]:
            means, brief = tuple(case["means"]), case.get("brief", False)
            found.append(Case(language, orders, case["say"], means, case.get("hand"), brief))
    return found


def said(text: str, language: str, brief: bool = False) -> Said:
    """What a message says, as the actions read it from NLU."""
    facts = references_of(text, language, TODAY, entities_of(text, language, TODAY))
    first: dict[str, str] = {}
    left = list(text)
    for fact in facts:
        first.setdefault(fact.entity, fact.value)
        left[fact.start : fact.end] = " " * (fact.end - fact.start)
    day = first.get("date")
    return Said(
        text="".join(left),
        language=language,
        which="other" if first.get("follow_up") == "other_order" else first.get("which_order"),
        day=(day and date.fromisoformat(day)) or None,
        month=first.get("month"),
        brief=brief,
    )


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_message_means_these_orders(case: Case) -> None:
    hand = None if case.hand is None else case.orders[case.hand].number
    meant = orders_meant(case.orders, said(case.say, case.language, case.brief), hand)
    assert {order.number for order in meant} == {case.orders[i].number for i in case.means}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_cases_of_both_kinds(language: str) -> None:
    own = [case for case in cases() if case.language == language]
    assert len(own) >= 15
    assert sum(not case.means for case in own) >= 3


ORDERS = tuple(
    order(place, {"title": title, "placed": TODAY - timedelta(days=10 * place)})
    for place, title in enumerate(["Phone case", "Kettle", "Kettle", "Yoga mat"])
)
NUMBERS = [one.number for one in ORDERS]


@pytest.mark.parametrize(
    ("told", "hand", "means"),
    [
        (Said(which="newest"), None, [0]),
        (Said(which="oldest"), None, [3]),
        (Said(which="other"), None, []),
        (Said(which="other"), 1, [0, 2, 3]),
        (Said(which="previous"), 1, [2]),
        (Said(which="previous"), 3, []),
        (Said(which="previous"), None, [0, 1]),
        (Said(text="the kettle"), None, [1, 2]),
        (Said(text="the kettle", which="newest"), None, [1]),
        (Said(text="the kettle", which="other"), 1, [2]),
        (Said(text="the kettle"), 2, [2]),
        (Said(text="the kettle", day=TODAY - timedelta(days=20)), None, [2]),
        (Said(text="the kettle", month="2019-01"), None, [1, 2]),
        (Said(day=TODAY), None, [0]),
        (Said(day=TODAY - timedelta(days=1)), None, []),
        (Said(month="2026-06"), None, [2, 3]),
        (Said(month="2026-06", which="newest"), None, [2]),
        (Said(), 1, []),
    ],
)
def test_what_is_said_is_taken_together(told: Said, hand: int | None, means: list[int]) -> None:
    meant = orders_meant(ORDERS, told, None if hand is None else NUMBERS[hand])
    assert [order.number for order in meant] == [NUMBERS[place] for place in means]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_message_that_means_an_order_says_something(case: Case) -> None:
    told = said(case.say, case.language, case.brief)
    assert says_something(told) or not case.means


def test_common_words_alone_say_nothing_of_an_order() -> None:
    assert not says_something(Said(text="where is my order now?"))
    assert not says_something(Said(text="wo ist meine Bestellung?", language="de"))
    assert says_something(Said(text="where is my kettle?"))
    assert says_something(Said(which="newest"))


def test_a_day_in_a_long_story_does_not_leave_the_order_at_hand() -> None:
    story = Said(text="you wrote me that it would be here by now and it is not", day=TODAY)
    assert orders_meant(ORDERS, story, NUMBERS[1]) == ()
    assert orders_meant(ORDERS, story) == ORDERS[:1]


def test_the_day_is_the_customers_own() -> None:
    late = OrderFacts(
        number="JM-9", status="paid", placed_at=datetime(2026, 7, 14, 20, tzinfo=timezone.utc)
    )
    told = Said(day=TODAY)
    assert orders_meant([late], told) == ()
    assert orders_meant([late], told, zone=ZoneInfo("Asia/Bangkok")) == (late,)


def test_an_order_without_items_or_moments_is_no_trouble() -> None:
    bare = OrderFacts(number="JM-9", status="paid")
    assert orders_meant([bare], Said(text="the kettle", month="2026-05")) == ()
    assert orders_meant([], Said(which="newest")) == ()


@given(
    st.text(max_size=60),
    st.lists(st.text(max_size=40), max_size=5),
    st.sampled_from([*LANGUAGES, "xx"]),
    st.sampled_from([None, "newest", "oldest", "other", "previous"]),
    st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_any_text_and_any_titles_give_orders_of_the_customer(
    text: str, titles: list[str], language: str, which: str | None, brief: bool
) -> None:
    orders = [order(place, {"title": title}) for place, title in enumerate(titles)]
    told = Said(text=text, language=language, which=which, brief=brief)
    meant = orders_meant(orders, told, "JM-0001-0000")
    assert len({one.number for one in meant}) == len(meant)
    assert set(meant) <= set(orders)
