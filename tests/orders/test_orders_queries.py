"""What can be read of the shop's data: one customer's own, in a fixed number of statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.database.engine import reading
from bot.orders.claims import open_claim
from bot.orders.queries import coupons, customer_of, order_of, orders_of
from bot.policy import CouponFacts, ItemFacts, OrderFacts, PaymentFacts, TrackingEventFacts
from tests.orders.shop_rows import NOW, Import, ago, coupon, customer, event, item, order, payment


def ask(engine: Engine, question: Any, *arguments: Any) -> Any:
    with reading(engine) as connection:
        return question(connection, *arguments)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements that run meanwhile, with what they ask for."""
    told: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            told.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield told
    sa.event.remove(engine, "before_cursor_execute", note)


def test_an_order_comes_back_as_it_was_imported(engine: Engine, imported: Import) -> None:
    parcel = "LP00512345678CN"
    imported(
        customers=[customer()],
        orders=[
            order(
                status="shipped",
                total="37.85",
                confirmed_at=ago(minutes=20),
                shipped_at=ago(minutes=10),
                guarantee_until="2027-03-01T00:00:00+09:00",
                items=[
                    item(tracking_number=parcel),
                    item(title="กาต้มน้ำ", quantity=2, price="9.475", variant=None),
                ],
                tracking_events=[event(status="accepted"), event(status="departed", place=None)],
            )
        ],
    )
    found: OrderFacts = ask(engine, order_of, "c-1", "JM-4821-7305")
    assert (found.number, found.customer_id, found.status) == ("JM-4821-7305", "c-1", "shipped")
    assert (found.currency, found.total, found.seller_country) == ("EUR", Decimal("37.85"), "CN")
    assert found.paid_at is not None
    assert (NOW - found.paid_at).total_seconds() == 30 * 60
    assert str(found.guarantee_until) == "2027-02-28 15:00:00+00:00"
    assert found.delivered_at is None
    assert found.items == (
        ItemFacts(
            title="Capa de telemóvel",
            quantity=1,
            price=Decimal("18.90"),
            variant="preta",
            tracking_number=parcel,
        ),
        ItemFacts(title="กาต้มน้ำ", quantity=2, price=Decimal("9.475")),
    )
    assert [(step.status, step.place) for step in found.tracking_events] == [
        ("accepted", "Shenzhen"),
        ("departed", None),
    ]
    assert isinstance(found.tracking_events[0], TrackingEventFacts)
    assert found.claims == ()


def test_orders_come_newest_first_and_those_without_a_date_last(
    engine: Engine, imported: Import
) -> None:
    imported(
        customers=[customer()],
        orders=[
            order("A-1", placed_at=ago(days=3)),
            order("A-2", placed_at=None),
            order("A-3", placed_at=ago(days=1)),
            order("A-4", placed_at=ago(days=2)),
            order("A-5", placed_at=ago(days=3)),
        ],
    )
    found = ask(engine, orders_of, "c-1")
    assert [entry.number for entry in found] == ["A-3", "A-4", "A-1", "A-5", "A-2"]
    assert [entry.number for entry in ask(engine, orders_of, "c-1", 2)] == ["A-3", "A-4"]


def test_ten_orders_are_given_unless_more_are_asked_for(engine: Engine, imported: Import) -> None:
    imported(
        customers=[customer()],
        orders=[order(f"A-{count}", placed_at=ago(days=count)) for count in range(12)],
    )
    assert len(ask(engine, orders_of, "c-1")) == 10
    assert len(ask(engine, orders_of, "c-1", 50)) == 12


@pytest.mark.parametrize(
    "typed",
    [
        "JM-4821-7305",
        "jm-4821-7305",
        "  JM 4821 7305 ",
        "jm48217305",
        "JM–4821—7305",
        "JM‑4821−7305",
        "Jm.4821.7305",
        "ＪＭ－４８２１－７３０５",
        "JM-๔๘๒๑-๗๓๐๕",
        "J​M-4821-7305",
    ],
)
def test_a_number_is_found_however_it_is_typed(
    engine: Engine, imported: Import, typed: str
) -> None:
    imported(customers=[customer()], orders=[order()])
    found = ask(engine, order_of, "c-1", typed)
    assert found is not None
    assert found.number == "JM-4821-7305"


def test_a_turkish_i_is_an_i(engine: Engine, imported: Import) -> None:
    imported(customers=[customer()], orders=[order("LI-12")])
    for typed in ("li-12", "Lİ-12", "lı-12"):
        assert ask(engine, order_of, "c-1", typed) is not None


@pytest.mark.parametrize(
    "typed",
    ["", "-", "JM-4821-730", "JM-4821-73055", "4821-7305", "' OR 1=1 --", "%", "\x00", "\ud800"],
)
def test_what_is_no_number_of_theirs_is_not_found(
    engine: Engine, imported: Import, typed: str
) -> None:
    imported(customers=[customer()], orders=[order()])
    assert ask(engine, order_of, "c-1", typed) is None


def test_of_two_numbers_that_differ_in_dashes_only_the_exact_one_is_meant(
    engine: Engine, imported: Import
) -> None:
    imported(customers=[customer()], orders=[order("A-1-12"), order("A-11-2")])
    assert ask(engine, order_of, "c-1", "A-1-12").number == "A-1-12"
    assert ask(engine, order_of, "c-1", " A-11-2 ").number == "A-11-2"
    assert ask(engine, order_of, "c-1", "a112") is None


def test_a_stranger_has_nothing(engine: Engine, imported: Import) -> None:
    imported(customers=[customer()], orders=[order()])
    for stranger in ("c-2", "", "C-1", "c-1 ", "c-1\x00", "\ud800"):
        assert ask(engine, customer_of, stranger) is None
        assert ask(engine, orders_of, stranger) == ()
        assert ask(engine, order_of, stranger, "JM-4821-7305") is None


def test_anothers_order_takes_the_same_statements_as_none(engine: Engine, imported: Import) -> None:
    imported(customers=[customer(), customer("c-2")], orders=[order()])
    asked = []
    for number in ("JM-4821-7305", "JM-0000-0000"):
        with statements(engine) as told:
            assert ask(engine, order_of, "c-2", number) is None
        asked.append(told)
    assert asked[0] == asked[1]
    assert len(asked[0]) == 1


def test_the_number_of_statements_does_not_grow_with_the_orders(
    engine: Engine, imported: Import
) -> None:
    several = [order(f"A-{count}", items=[item()] * 3, tracking_events=[event()] * 4)
               for count in range(30)]  # fmt: skip
    imported(
        customers=[customer(), customer("c-2")],
        orders=[*several, order("B-1", customer_id="c-2")],
        payments=[payment(f"p-{count}") for count in range(30)],
    )
    counts = {}
    for identifier in ("c-1", "c-2"):
        with statements(engine) as told:
            ask(engine, orders_of, identifier, 30)
            ask(engine, customer_of, identifier)
        counts[identifier] = len(told)
    assert counts == {"c-1": 6, "c-2": 6}


def test_looking_up_goes_by_index(engine: Engine, imported: Import) -> None:
    imported(customers=[customer()], orders=[order()])
    plans = []

    def explain(connection: Any, _: Any, statement: str, parameters: Any, *__: Any) -> None:
        if statement.startswith("SELECT"):
            cursor = connection.connection.cursor()
            if engine.dialect.name == "postgresql":
                # It would read a table of one page as a whole, and be right.
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute(f"EXPLAIN {statement}", parameters)
            else:
                cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.append("\n".join(str(row) for row in cursor.fetchall()))
            cursor.close()

    sa.event.listen(engine, "before_cursor_execute", explain)
    ask(engine, orders_of, "c-1")
    ask(engine, order_of, "c-1", "JM-4821-7305")
    ask(engine, customer_of, "c-1")
    assert len(plans) == 10
    for plan in plans:
        assert re.search(r"\bSEARCH\b|\bIndex\b.*\bScan\b", plan), plan
        assert not re.search(r"\bSCAN\b|\bSeq Scan\b", plan), plan


def test_a_customer_comes_with_their_payments_newest_first(
    engine: Engine, imported: Import
) -> None:
    imported(
        customers=[customer(), customer("c-2")],
        orders=[order()],
        payments=[
            payment("p-1", at=ago(hours=3), order_number="JM-4821-7305"),
            payment("p-2", at=ago(hours=1), status="failed", decline_reason="expired_card"),
            payment("p-3", customer_id="c-2"),
        ],
    )
    found = ask(engine, customer_of, "c-1")
    assert (found.name, found.email, found.phone) == ("Ana", "ana@example.com", "+351210000000")
    assert (found.locale, found.country, found.timezone) == ("pt-PT", "PT", "Europe/Lisbon")
    assert [entry.id for entry in found.payments] == ["p-2", "p-1"]
    newest = found.payments[0]
    assert isinstance(newest, PaymentFacts)
    assert (newest.status, newest.decline_reason) == ("failed", "expired_card")
    assert (newest.amount, newest.currency) == (Decimal("18.90"), "EUR")
    assert found.payments[1].order_number == "JM-4821-7305"


def test_coupons_come_as_facts(engine: Engine, imported: Import) -> None:
    imported(coupons=[coupon("B", percent=10), coupon("A", description="Olá")])
    assert ask(engine, coupons) == (
        CouponFacts(
            code="A",
            percent=5,
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31),
            description="Olá",
        ),
        CouponFacts(code="B", percent=10, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31)),
    )


def test_an_order_that_moved_takes_no_claims_of_its_former_owner_along(
    engine: Engine, imported: Import
) -> None:
    imported(customers=[customer(), customer("c-2")], orders=[order()])
    open_claim(engine, "c-1", "JM-4821-7305", "defect", "T-1", NOW)
    imported(orders=[order(customer_id="c-2")])
    assert ask(engine, order_of, "c-1", "JM-4821-7305") is None
    assert ask(engine, order_of, "c-2", "JM-4821-7305").claims == ()
