"""The demo shop: its people, and orders that stand where their names say, on any day of a year."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from babel.numbers import get_territory_currencies
from sqlalchemy.engine import Engine

from bot.database.engine import reading
from bot.languages import LANGUAGES, language_of
from bot.orders import tables
from bot.orders.demo_shop import EDGES, ONLY, STATES, demo_order, demo_shop, load_demo_shop
from bot.orders.import_format import CustomerRow, OrderRow
from bot.orders.importing import import_data
from bot.orders.queries import customer_of, orders_of
from bot.policy import CustomerFacts, ItemFacts, OrderFacts, TrackingEventFacts, decide
from tests.orders.shop_rows import NOW

EXPECTED = {
    "paid": {"cancel_order": "cancel.allowed", "track_order": "track.paid"},
    "paid_late": {"cancel_order": "cancel.window_over"},
    "confirmed": {
        "cancel_order": "cancel.confirmed",
        "ask_dispatch_time": "dispatch.within_lead_time",
    },
    "confirmed_overdue": {"ask_dispatch_time": "dispatch.overdue"},
    "shipped": {"order_not_received": "not_received.wait", "track_order": "track.shipped"},
    "shipped_late": {"order_not_received": "not_received.refund_request"},
    "shipped_expired": {"order_not_received": "not_received.guarantee_expired"},
    "delivered": {"return_order": "return.start", "track_order": "track.delivered"},
    "delivered_long_ago": {
        "return_order": "return.too_late",
        "report_defect": "defect.too_late",
    },
    "refunded": {"refund_status": "refund.on_its_way"},
    "refunded_long_ago": {"refund_status": "refund.overdue"},
    "cancelled": {"refund_status": "refund.cancelled_on_its_way"},
    "cancelled_long_ago": {"refund_status": "refund.overdue"},
    "cancel_window_closing": {"cancel_order": "cancel.allowed"},
    "cancel_window_closed": {"cancel_order": "cancel.window_over"},
    "claim_day_ahead": {"order_not_received": "not_received.wait"},
    "claim_day_reached": {"order_not_received": "not_received.refund_request"},
    "guarantee_ending": {"order_not_received": "not_received.refund_request"},
    "guarantee_ended": {"order_not_received": "not_received.guarantee_expired"},
    "guarantee_extended": {"order_not_received": "not_received.refund_request"},
    "lead_time_ending": {"ask_dispatch_time": "dispatch.within_lead_time"},
    "lead_time_ended": {"ask_dispatch_time": "dispatch.overdue"},
    "review_closing": {"confirm_delivery_and_review": "review.open"},
    "review_closed": {"confirm_delivery_and_review": "review.closed"},
    "return_closing": {"return_order": "return.start", "report_defect": "defect.claim"},
    "return_closed": {"return_order": "return.too_late", "report_defect": "defect.too_late"},
    "refund_due": {"refund_status": "refund.on_its_way"},
    "refund_past_due": {"refund_status": "refund.overdue"},
    "cancel_refund_due": {"refund_status": "refund.cancelled_on_its_way"},
    "cancel_refund_past_due": {"refund_status": "refund.overdue"},
}
"""What the rules say in each state."""


def order_facts(row: dict[str, Any]) -> OrderFacts:
    values = OrderRow.parse_obj(row).dict()
    values["items"] = tuple(ItemFacts(**entry) for entry in values["items"])
    values["tracking_events"] = tuple(
        TrackingEventFacts(**entry) for entry in values["tracking_events"]
    )
    return OrderFacts(**values)


def shop_facts(
    now: datetime, languages: Iterable[str] = LANGUAGES
) -> tuple[dict[str, OrderFacts], dict[str, CustomerFacts]]:
    shop = demo_shop(now)
    orders = {
        row["number"]: order_facts(row)
        for row in shop["orders"]
        if row["customer_id"].split("-")[1] in languages
    }
    customers = {
        row["id"]: CustomerFacts(**CustomerRow.parse_obj(row).dict())
        for row in shop["customers"]
        if row["id"].split("-")[1] in languages
    }
    return orders, customers


def test_every_state_has_something_expected_of_it() -> None:
    assert set(EXPECTED) == {*STATES, *EDGES}


@pytest.mark.thorough
@pytest.mark.parametrize("hour", [0, 9, 23])
@pytest.mark.parametrize("month", range(1, 13))
def test_states_hold_on_any_day_of_the_year(month: int, hour: int) -> None:
    # Every third day of a year with a 29 February; the hour moves on by minutes with the day.
    moment = datetime(2028, month, 1, hour, 0, 30, tzinfo=timezone.utc)
    while moment.month == month:
        orders, customers = shop_facts(moment, ("en", "th", "ro"))
        for language in ("en", "th", "ro"):
            for state, decisions in EXPECTED.items():
                order = orders[demo_order(language, state)]
                for intent, code in decisions.items():
                    said = decide(intent, order, moment, customers[order.customer_id])
                    assert said.code == code, (moment, language, state)
        moment += timedelta(days=3, minutes=7)


def test_every_language_has_every_state() -> None:
    orders, customers = shop_facts(NOW)
    for language in LANGUAGES:
        for state in (*STATES, *EDGES, ONLY):
            order = orders[demo_order(language, state)]
            assert language_of(customers[order.customer_id].locale) == language
            for intent, code in EXPECTED.get(state, {}).items():
                said = decide(intent, order, NOW, customers[order.customer_id])
                assert said.code == code, (language, state)


def test_each_status_is_there() -> None:
    assert {state.status for state in STATES.values()} == {
        "paid",
        "confirmed",
        "shipped",
        "delivered",
        "refunded",
        "cancelled",
    }


def test_numbers_look_like_the_shops_and_are_all_different() -> None:
    numbers = [
        demo_order(language, state) for language in LANGUAGES for state in (*STATES, *EDGES, ONLY)
    ]
    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 12 and number.startswith("JM-") for number in numbers)
    # They are written down in notes and tests: they must not change.
    assert demo_order("en", "paid") == "JM-1000-9000"
    assert demo_order("ro", "cancelled_long_ago") == "JM-2012-3028"


def test_an_unknown_state_or_language_has_no_number() -> None:
    with pytest.raises(KeyError):
        demo_order("en", "lost")
    with pytest.raises(ValueError, match="xx"):
        demo_order("xx", "paid")


def test_the_same_moment_gives_the_same_shop() -> None:
    assert demo_shop(NOW) == demo_shop(NOW)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        demo_shop(NOW.replace(tzinfo=None))


def test_people_live_where_their_language_is_spoken() -> None:
    shop = demo_shop(NOW)
    currencies = {row["customer_id"]: row["currency"] for row in shop["orders"]}
    for row in shop["customers"]:
        assert language_of(row["locale"]) == row["id"].split("-")[1]
        assert row["locale"].endswith(f"-{row['country']}")
        if row["id"] in currencies:
            assert currencies[row["id"]] in get_territory_currencies(row["country"])
    assert len({row["timezone"] for row in shop["customers"]}) == len(LANGUAGES)
    assert len({row["name"] for row in shop["customers"]}) == 4 * len(LANGUAGES)


SCRIPTS = {"th": "THAI", "ru": "CYRILLIC"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_and_places_are_in_the_languages_script(language: str) -> None:
    for row in demo_shop(NOW)["orders"]:
        if row["customer_id"] != f"demo-{language}":
            continue
        texts = [entry["title"] for entry in row["items"]]
        texts += [entry["place"] for entry in row["tracking_events"]]
        for text in texts:
            scripts = {unicodedata.name(sign).split()[0] for sign in text if sign.isalpha()}
            assert scripts == {SCRIPTS.get(language, "LATIN")}, text


def test_every_language_sells_thirteen_things_of_its_own() -> None:
    titles = Counter(
        (row["customer_id"], entry["title"])
        for row in demo_shop(NOW)["orders"]
        for entry in row["items"]
    )
    mains = [f"demo-{language}" for language in LANGUAGES]
    for main in mains:
        assert len({title for customer, title in titles if customer == main}) == 13
    assert len({title for customer, title in titles if customer in mains}) == 13 * len(LANGUAGES)


def test_parcels_move_forward_and_end_where_the_order_says() -> None:
    for order in shop_facts(NOW)[0].values():
        moments = [step.at for step in order.tracking_events]
        assert moments == sorted(moments)
        assert all(moment <= NOW for moment in moments)
        own = {entry.tracking_number for entry in order.items}
        assert {step.tracking_number for step in order.tracking_events} <= own
        if moments and order.status == "delivered":
            assert order.tracking_events[-1].status == "delivered"
            assert moments[-1] == order.delivered_at


def test_tracking_numbers_have_their_check_digit() -> None:
    for order in shop_facts(NOW)[0].values():
        for entry in order.items:
            if entry.tracking_number is None:
                assert order.shipped_at is None
                continue
            digits = [int(sign) for sign in entry.tracking_number[2:11]]
            weighted = sum(a * b for a, b in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=False))
            # Universal Postal Union, S10: eleven less the remainder; 10 is 0 and 11 is 5.
            assert digits[8] == {10: 0, 11: 5}.get(11 - weighted % 11, 11 - weighted % 11)


def test_it_is_loaded_once(engine: Engine) -> None:
    assert load_demo_shop(engine, NOW)
    with reading(engine) as connection:
        count = connection.execute(sa.select(sa.func.count()).select_from(tables.orders)).scalar()
    assert count == len(LANGUAGES) * (len(STATES) + len(EDGES) + 1)
    assert not load_demo_shop(engine, NOW + timedelta(days=1))


def test_a_shop_with_customers_of_its_own_is_left_alone(engine: Engine) -> None:
    import_data(engine, {"customers": [{"id": "c-1"}]})
    assert not load_demo_shop(engine, NOW)
    with reading(engine) as connection:
        assert customer_of(connection, "demo-en") is None


def test_everybody_has_the_orders_and_payments_they_should(engine: Engine) -> None:
    load_demo_shop(engine, NOW)
    reasons = set()
    with reading(engine) as connection:
        for language in LANGUAGES:
            counts = {"": len(STATES), "-one": 1, "-many": len(EDGES), "-new": 0}
            for suffix, count in counts.items():
                identifier = f"demo-{language}{suffix}"
                assert len(orders_of(connection, identifier, 50)) == count
                known = customer_of(connection, identifier)
                assert known is not None
                failed = [paid for paid in known.payments if paid.status == "failed"]
                assert len(failed) == (suffix != "-new")
                reasons |= {paid.decline_reason for paid in failed}
        stray = sa.select(sa.func.count()).where(tables.payments.c.status == "captured")
        assert connection.execute(stray).scalar() == 6
    assert len(reasons) == 7
