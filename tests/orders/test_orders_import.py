"""``orders import``: what goes in, what a second import changes, what it tells."""

from __future__ import annotations

import json
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.database.engine import reading
from bot.orders import tables
from bot.orders.cancelling import cancel
from bot.orders.importing import BadImport, import_data, import_file
from bot.orders.queries import customer_of, order_of
from bot.policy import OrderFacts, decide
from tests.orders.shop_rows import NOW, Import, ago, coupon, customer, event, item, order, payment

NUMBER = "JM-4821-7305"


def found(engine: Engine, number: str = NUMBER) -> OrderFacts:
    with reading(engine) as connection:
        facts = order_of(connection, "c-1", number)
    assert facts is not None
    return facts


def rows_in(engine: Engine) -> dict[str, list[Any]]:
    """Everything that the tables hold."""
    with reading(engine) as connection:
        return {
            table.name: connection.execute(sa.select(table).order_by(*table.primary_key)).all()
            for table in (
                tables.customers,
                tables.orders,
                tables.items,
                tables.tracking_events,
                tables.payments,
                tables.coupons,
            )
        }


def test_the_report_counts_what_was_new_and_what_was_known(imported: Import) -> None:
    first = imported(
        customers=[customer(), customer("c-2")], orders=[order()], payments=[payment()]
    )
    assert first.inserted == {"customers": 2, "orders": 1, "payments": 1, "coupons": 0}
    assert first.updated == {"customers": 0, "orders": 0, "payments": 0, "coupons": 0}
    second = imported(
        customers=[customer("c-3")],
        orders=[order(), order("A-1")],
        payments=[payment()],
        coupons=[coupon()],
    )
    assert second.inserted == {"customers": 1, "orders": 1, "payments": 0, "coupons": 1}
    assert second.updated == {"customers": 0, "orders": 1, "payments": 1, "coupons": 0}
    assert str(second).splitlines()[1] == "orders: 1 new, 1 updated"


def test_an_update_changes_every_field(engine: Engine, imported: Import) -> None:
    imported(customers=[customer()], orders=[order()], payments=[payment()], coupons=[coupon()])
    imported(
        customers=[customer(name="Ána Sofia", email=None, locale="de-DE", timezone="UTC")],
        orders=[
            order(status="confirmed", confirmed_at=ago(minutes=5), currency="PLN", total="81.00")
        ],
        payments=[payment(status="refunded", amount="18.00", order_number=NUMBER)],
        coupons=[coupon(percent=50, ends_on="2027-01-01", description="Meio preço")],
    )
    facts = found(engine)
    assert (facts.status, facts.currency, str(facts.total)) == ("confirmed", "PLN", "81.00")
    assert facts.confirmed_at is not None
    with reading(engine) as connection:
        known = customer_of(connection, "c-1")
        assert connection.execute(sa.select(tables.coupons.c.percent)).scalar_one() == 50
    assert known is not None
    assert (known.name, known.email, known.locale, known.timezone) == (
        "Ána Sofia",
        None,
        "de-DE",
        "UTC",
    )
    assert [(paid.status, paid.order_number) for paid in known.payments] == [("refunded", NUMBER)]


def test_items_and_events_are_replaced_by_the_new_ones(engine: Engine, imported: Import) -> None:
    imported(
        customers=[customer()],
        orders=[
            order(
                items=[item(title="A"), item(title="B"), item(title="C")],
                tracking_events=[event(status="accepted"), event(status="departed")],
            ),
            order("A-1", items=[item(title="stays")]),
        ],
    )
    imported(orders=[order(items=[item(title="D")], tracking_events=[])])
    assert [entry.title for entry in found(engine).items] == ["D"]
    assert found(engine).tracking_events == ()
    assert [entry.title for entry in found(engine, "A-1").items] == ["stays"]


def test_the_same_file_twice_changes_nothing(engine: Engine, imported: Import) -> None:
    lists: dict[str, Any] = {
        "customers": [customer()],
        "orders": [order(tracking_events=[event()])],
        "payments": [payment(order_number=NUMBER)],
        "coupons": [coupon()],
    }
    imported(**lists)
    before = rows_in(engine)
    imported(**lists)
    assert rows_in(engine) == before


def test_what_the_bot_did_outlives_an_import_of_something_else(
    engine: Engine, imported: Import
) -> None:
    imported(customers=[customer()], orders=[order()])
    cancel(engine, "c-1", NUMBER, NOW, "yes-1")
    imported(customers=[customer(name="Ana Maria")], orders=[order("A-1")])
    assert found(engine).status == "cancelled"


def test_keys_that_may_be_null_may_be_missing(engine: Engine, imported: Import) -> None:
    imported(
        customers=[{"id": "c-1"}],
        orders=[
            {
                "number": NUMBER,
                "customer_id": "c-1",
                "status": "paid",
                "currency": "EUR",
                "total": "1.00",
                "items": [{"title": "x", "quantity": 1, "price": "1.00"}],
            }
        ],
    )
    facts = found(engine)
    assert (facts.placed_at, facts.seller_country, facts.tracking_events) == (None, None, ())
    assert facts.items[0].variant is None


def test_an_empty_object_imports_nothing(engine: Engine) -> None:
    report = import_data(engine, {})
    assert sum(report.inserted.values()) == 0


def test_facts_that_contradict_each_other_are_let_in_for_the_rules(
    engine: Engine, imported: Import
) -> None:
    imported(
        customers=[customer()],
        orders=[
            order("A-1", shipped_at=ago(minutes=1)),
            order("A-2", status="confirmed"),
            order("A-3", placed_at=None),
            order("A-4", paid_at="2030-01-01T00:00:00Z"),
            order("A-5", placed_at=ago(minutes=1), paid_at=ago(minutes=2)),
        ],
    )
    for number in ("A-1", "A-2", "A-3", "A-4", "A-5"):
        decision = decide("cancel_order", found(engine, number), NOW)
        assert decision.code == "order.inconsistent", number


def test_text_is_stored_in_nfc_without_spaces_around(engine: Engine, imported: Import) -> None:
    imported(
        customers=[customer(" c-1 ", name=" Ine\u0302s ")],
        orders=[order(items=[item(title="Cafe\u0301 👩\u200d🍳")])],
    )
    with reading(engine) as connection:
        known = customer_of(connection, "c-1")
    assert known is not None
    assert known.name == "In\u00eas"
    assert found(engine).items[0].title == "Caf\u00e9 👩\u200d🍳"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-20T10:00:00Z", "2026-11-20 10:00:00"),
        ("2026-11-20T10:00Z", "2026-11-20 10:00:00"),
        ("2026-11-20T10:00:00.5Z", "2026-11-20 10:00:00.500000"),
        ("2026-11-20T10:00:00.123456789Z", "2026-11-20 10:00:00.123456"),
        ("2026-11-20T10:00:00+07:00", "2026-11-20 03:00:00"),
        ("2026-11-20T10:00:00+0700", "2026-11-20 03:00:00"),
        ("2026-11-20T10:00:00-03:30", "2026-11-20 13:30:00"),
    ],
)
def test_moments_are_read_in_every_usual_form(
    engine: Engine, imported: Import, text: str, utc: str
) -> None:
    imported(customers=[customer()], orders=[order(paid_at=text)])
    assert found(engine).paid_at == datetime.fromisoformat(utc).replace(tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "changes",
    [
        {"locale": "en-PT"},
        {"locale": "pt"},
        {"locale": "pt_BR"},
        {"locale": "zh-Hans-CN"},
        {"locale": "es-419"},
        {"country": "XK"},
        {"timezone": "UTC"},
        {"timezone": "America/Argentina/Buenos_Aires"},
        {"email": "zażółć@example.com"},
        {"name": "李"},
    ],
)
def test_unusual_customers_are_welcome(imported: Import, changes: dict[str, str]) -> None:
    assert imported(customers=[customer(**changes)]).inserted["customers"] == 1


def test_progress_is_told_from_nothing_to_all(engine: Engine) -> None:
    told: list[tuple[int, int]] = []
    lists = {
        "customers": [customer()],
        "orders": [order(f"A-{count}") for count in range(2500)],
    }
    import_data(engine, lists, lambda done, of: told.append((done, of)))
    assert told[-1] == (2 * 2501, 2 * 2501)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len(told) >= 6


@pytest.mark.slow
def test_updating_many_takes_no_more_than_a_few_times_as_long_as_inserting(engine: Engine) -> None:
    lists = {
        "customers": [customer()],
        "orders": [order(f"A-{count}") for count in range(15_000)],
        "payments": [payment(f"p-{count}", order_number=f"A-{count}") for count in range(15_000)],
    }
    seconds = []
    for _ in range(2):
        began = time.monotonic()
        import_data(engine, lists)
        seconds.append(time.monotonic() - began)
    # Where each update looked through all payments, it took thirty times as long.
    assert seconds[1] < 5 * seconds[0]


def test_a_caller_keeps_what_it_gave(engine: Engine) -> None:
    lists = {"customers": [customer()], "orders": [order()]}
    before = json.dumps(lists)
    import_data(engine, lists)
    assert json.dumps(lists) == before


def test_a_file_is_imported(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    text = json.dumps(
        {"customers": [customer(name="Zoë")], "orders": [order()]}, ensure_ascii=False
    )
    # With the mark that some editors put before UTF-8.
    file.write_text(text, encoding="utf-8-sig")
    assert import_file(engine, file).inserted["orders"] == 1
    assert found(engine).number == NUMBER


def test_one_bad_row_keeps_everything_out(engine: Engine, imported: Import) -> None:
    imported(customers=[customer()], orders=[order()])
    before = rows_in(engine)
    with pytest.raises(BadImport):
        imported(
            customers=[customer(name="Other"), customer("c-2")],
            orders=[order(status="confirmed"), order("A-1", total="-1.00")],
            coupons=[coupon()],
        )
    assert rows_in(engine) == before


def test_a_bad_reference_keeps_everything_out(engine: Engine, imported: Import) -> None:
    before = rows_in(engine)
    with pytest.raises(BadImport):
        imported(customers=[customer()], orders=[order(), order("A-1", customer_id="nobody")])
    assert rows_in(engine) == before
