"""Claims: one open claim of a kind for an order, seen with the order until it is closed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.database.engine import reading, writing
from bot.orders import tables
from bot.orders.claims import NothingToClaim, close_claim, open_claim, open_claim_within
from bot.orders.queries import order_of
from bot.policy import ClaimFacts
from tests.orders.shop_rows import NOW, Import, customer, order

NUMBER = "JM-4821-7305"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def shop(engine: Engine, imported: Import) -> Engine:
    imported(
        customers=[customer(), customer("c-2")], orders=[order(), order("B-1", customer_id="c-2")]
    )
    return engine


def claims_of(engine: Engine, number: str = NUMBER) -> list[ClaimFacts]:
    with reading(engine) as connection:
        found = order_of(connection, "c-1", number)
    assert found is not None
    return list(found.claims)


def count(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.execute(sa.select(sa.func.count(tables.claims.c.id))).scalar_one())


def test_a_claim_is_seen_with_its_order(shop: Engine) -> None:
    opened = open_claim(shop, "c-1", "jm 4821 7305", "defect", "T-1", NOW)
    assert opened == ClaimFacts(category="defect", ticket="T-1", opened_at=NOW)
    assert claims_of(shop) == [opened]


def test_a_second_try_gives_the_first(shop: Engine) -> None:
    first = open_claim(shop, "c-1", NUMBER, "defect", "T-1", NOW)
    assert open_claim(shop, "c-1", NUMBER, "defect", "T-2", LATER) == first
    assert count(shop) == 1


def test_claims_of_other_kinds_and_orders_stand_beside_it(shop: Engine) -> None:
    open_claim(shop, "c-1", NUMBER, "defect", "T-1", NOW)
    open_claim(shop, "c-1", NUMBER, "return", "T-2", LATER)
    open_claim(shop, "c-2", "B-1", "defect", "T-3", NOW)
    assert [claim.ticket for claim in claims_of(shop)] == ["T-1", "T-2"]


def test_a_closed_claim_is_gone_and_another_can_be_opened(shop: Engine) -> None:
    open_claim(shop, "c-1", NUMBER, "defect", "T-1", NOW)
    assert close_claim(shop, "T-1", LATER)
    assert claims_of(shop) == []
    assert open_claim(shop, "c-1", NUMBER, "defect", "T-2", LATER).ticket == "T-2"
    assert count(shop) == 2


def test_closing_what_is_not_open_says_so(shop: Engine) -> None:
    assert not close_claim(shop, "T-9", NOW)
    open_claim(shop, "c-1", NUMBER, "defect", "T-1", NOW)
    close_claim(shop, "T-1", NOW)
    assert not close_claim(shop, "T-1", LATER)


def test_a_claim_without_an_order_is_one_as_well(shop: Engine) -> None:
    first = open_claim(shop, "c-1", None, "charge", "T-1", NOW)
    assert open_claim(shop, "c-1", None, "charge", "T-2", LATER) == first
    assert open_claim(shop, "c-2", None, "charge", "T-3", NOW).ticket == "T-3"
    assert open_claim(shop, "c-1", NUMBER, "charge", "T-4", NOW).ticket == "T-4"
    assert count(shop) == 3


@pytest.mark.parametrize(
    ("who", "number"), [("c-1", "B-1"), ("c-1", "JM-0"), ("nobody", NUMBER), ("nobody", None)]
)
def test_nobody_claims_for_another(shop: Engine, who: str, number: str | None) -> None:
    with pytest.raises(NothingToClaim):
        open_claim(shop, who, number, "defect", "T-1", NOW)
    assert count(shop) == 0


def test_a_naive_moment_is_refused(shop: Engine) -> None:
    with pytest.raises(ValueError, match="time zone"):
        open_claim(shop, "c-1", NUMBER, "defect", "T-1", NOW.replace(tzinfo=None))


def test_a_claim_goes_with_the_transaction_it_is_opened_in(shop: Engine) -> None:
    def fail() -> None:
        with writing(shop) as connection:
            open_claim_within(connection, "c-1", NUMBER, "defect", "T-1", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert count(shop) == 0


@pytest.mark.parametrize("number", [NUMBER, None])
def test_ten_tries_at_once_open_one(shop: Engine, number: str | None) -> None:
    gate = Barrier(10)

    def claim(ticket: str) -> ClaimFacts:
        gate.wait()
        return open_claim(shop, "c-1", number, "defect", ticket, NOW)

    with ThreadPoolExecutor(10) as pool:
        opened = set(pool.map(claim, [f"T-{position}" for position in range(10)]))
    assert len(opened) == 1
    assert count(shop) == 1
