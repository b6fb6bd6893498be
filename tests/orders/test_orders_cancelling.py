"""Cancelling: checked again as it writes, done once however many say yes, told again alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.database.engine import reading
from bot.orders import tables
from bot.orders.cancelling import Cancelled, cancel
from bot.orders.queries import order_of
from tests.orders.shop_rows import NOW, Import, ago, customer, order

NUMBER = "JM-4821-7305"
PAID_HALF_AN_HOUR_AGO = NOW - timedelta(minutes=30)
LAST = PAID_HALF_AN_HOUR_AGO + timedelta(hours=2)


def refunds(engine: Engine) -> list[dict[str, Any]]:
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(sa.select(tables.refunds)).mappings()]


def status(engine: Engine) -> str:
    with reading(engine) as connection:
        found = order_of(connection, "c-1", NUMBER)
    assert found is not None
    return found.status


@pytest.fixture
def shop(engine: Engine, imported: Import) -> Engine:
    imported(customers=[customer(), customer("c-2")], orders=[order()])
    return engine


def test_a_paid_order_is_cancelled_and_its_refund_noted(shop: Engine) -> None:
    outcome = cancel(shop, "c-1", "jm 4821 7305", NOW, "yes-1")
    assert outcome is not None
    assert outcome.done
    assert outcome.decision.code == "cancel.allowed"
    assert (outcome.order.status, outcome.order.cancelled_at) == ("cancelled", NOW)
    assert outcome.order.items[0].title == "Capa de telemóvel"
    assert refunds(shop) == [
        {
            "order_number": NUMBER,
            "request_id": "yes-1",
            "amount": Decimal("18.90"),
            "currency": "EUR",
            "requested_at": NOW,
            "due_by": date(2026, 12, 14),
        }
    ]


def test_it_can_be_cancelled_in_the_last_second_of_two_hours(shop: Engine) -> None:
    outcome = cancel(shop, "c-1", NUMBER, LAST, "yes-1")
    assert outcome is not None
    assert outcome.done


def test_a_second_later_it_is_as_it_was(shop: Engine) -> None:
    outcome = cancel(shop, "c-1", NUMBER, LAST + timedelta(seconds=1), "yes-1")
    assert outcome is not None
    assert (outcome.done, outcome.decision.code) == (False, "cancel.window_over")
    assert outcome.order.status == "paid"
    assert (status(shop), refunds(shop)) == ("paid", [])


def test_an_order_confirmed_meanwhile_is_not_cancelled(shop: Engine, imported: Import) -> None:
    imported(orders=[order(status="confirmed", confirmed_at=ago(minutes=1))])
    outcome = cancel(shop, "c-1", NUMBER, NOW, "yes-1")
    assert outcome is not None
    assert (outcome.done, outcome.decision.code) == (False, "cancel.confirmed")
    assert (status(shop), refunds(shop)) == ("confirmed", [])


def test_odd_facts_are_left_to_a_person(shop: Engine, imported: Import) -> None:
    imported(orders=[order(shipped_at=ago(minutes=1))])
    outcome = cancel(shop, "c-1", NUMBER, NOW, "yes-1")
    assert outcome is not None
    assert (outcome.done, outcome.decision.code) == (False, "order.inconsistent")
    assert refunds(shop) == []


@pytest.mark.parametrize(
    ("who", "number"), [("c-2", NUMBER), ("c-1", "JM-0000-0000"), ("nobody", NUMBER), ("c-1", "")]
)
def test_an_order_that_is_not_theirs_is_not_there(shop: Engine, who: str, number: str) -> None:
    assert cancel(shop, who, number, NOW, "yes-1") is None
    assert (status(shop), refunds(shop)) == ("paid", [])


def test_the_same_yes_again_is_told_the_same_success(shop: Engine) -> None:
    first = cancel(shop, "c-1", NUMBER, NOW, "yes-1")
    again = cancel(shop, "c-1", NUMBER, NOW + timedelta(hours=5), "yes-1")
    assert again == first
    assert len(refunds(shop)) == 1


def test_another_yes_is_told_that_it_lost(shop: Engine) -> None:
    cancel(shop, "c-1", NUMBER, NOW, "yes-1")
    other = cancel(shop, "c-1", NUMBER, NOW, "yes-2")
    assert other is not None
    assert (other.done, other.decision.code) == (False, "cancel.already_cancelled")
    assert other.order.status == "cancelled"
    assert [refund["request_id"] for refund in refunds(shop)] == ["yes-1"]


def test_the_same_yes_is_told_the_same_once_the_money_is_back(
    shop: Engine, imported: Import
) -> None:
    first = cancel(shop, "c-1", NUMBER, NOW, "yes-1")
    back = (NOW + timedelta(days=9)).isoformat()
    imported(
        orders=[order(status="refunded", cancelled_at=NOW.isoformat(), refunded_at=back)],
    )
    again = cancel(shop, "c-1", NUMBER, NOW + timedelta(days=10), "yes-1")
    assert first is not None
    assert again is not None
    assert (again.done, again.decision) == (True, first.decision)
    assert again.order.status == "refunded"


def test_an_order_set_back_to_paid_by_the_shop_can_be_cancelled_anew(
    shop: Engine, imported: Import
) -> None:
    cancel(shop, "c-1", NUMBER, NOW, "yes-1")
    imported(orders=[order(total="20.00", items=[])])
    assert status(shop) == "paid"
    anew = cancel(shop, "c-1", NUMBER, NOW + timedelta(minutes=1), "yes-2")
    assert anew is not None
    assert anew.done
    # Never two refunds for one order.
    (refund,) = refunds(shop)
    assert (refund["request_id"], refund["amount"]) == ("yes-2", Decimal("20.00"))


def test_a_naive_moment_is_refused_and_nothing_written(shop: Engine) -> None:
    with pytest.raises(ValueError, match="time zone"):
        cancel(shop, "c-1", NUMBER, NOW.replace(tzinfo=None), "yes-1")
    assert (status(shop), refunds(shop)) == ("paid", [])


def all_at_once(engine: Engine, requests: list[str]) -> list[Cancelled]:
    """What each of these yeses is told, when all come at the same moment."""
    gate = Barrier(len(requests))

    def say(request: str) -> Cancelled:
        gate.wait()
        outcome = cancel(engine, "c-1", NUMBER, NOW, request)
        assert outcome is not None
        return outcome

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(say, requests))


def test_twenty_yeses_at_once_cancel_once(shop: Engine) -> None:
    outcomes = all_at_once(shop, [f"yes-{count}" for count in range(20)])
    (winner,) = [count for count, outcome in enumerate(outcomes) if outcome.done]
    lost = {outcome.decision.code for outcome in outcomes if not outcome.done}
    assert lost == {"cancel.already_cancelled"}
    assert {outcome.order.status for outcome in outcomes} == {"cancelled"}
    assert [refund["request_id"] for refund in refunds(shop)] == [f"yes-{winner}"]


def test_one_yes_delivered_twenty_times_at_once_succeeds_everywhere(shop: Engine) -> None:
    outcomes = all_at_once(shop, ["yes-1"] * 20)
    assert all(outcome == outcomes[0] and outcome.done for outcome in outcomes)
    assert len(refunds(shop)) == 1
