"""Every field of an import file that can be wrong, and what the file's maker is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.orders.shop_rows import (
    Import,
    Refused,
    coupon,
    customer,
    event,
    item,
    order,
    payment,
)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("number", "", "a letter or a digit was expected"),
        ("number", " - ", "a letter or a digit was expected"),
        ("number", None, "must not be null"),
        ("number", 4821, "must be text"),
        ("number", "J" * 65, "is too long: 64 characters at most"),
        ("customer_id", "nobody", "there is no customer 'nobody'"),
        ("customer_id", "", "there is no customer ''"),
        ("status", "lost", "'lost' is none of paid, confirmed, shipped, delivered, refunded, "
                           "cancelled"),
        ("status", "Paid", "'Paid' is none of"),
        ("status", None, "must not be null"),
        ("currency", "EURO", "an ISO 4217 currency code like EUR was expected"),
        ("currency", "eur", "an ISO 4217 currency code like EUR was expected"),
        ("currency", "XYZ", "an ISO 4217 currency code like EUR was expected"),
        ("total", "-0.01", "must not be negative"),
        ("total", 18.9, 'a decimal string like "18.90" was expected'),
        ("total", 18, 'a decimal string like "18.90" was expected'),
        ("total", "18,90", 'a decimal string like "18.90" was expected'),
        ("total", "1e3", 'a decimal string like "18.90" was expected'),
        ("total", "NaN", 'a decimal string like "18.90" was expected'),
        ("total", "๑๘.๙๐", 'a decimal string like "18.90" was expected'),
        ("total", "1.00001", 'a decimal string like "18.90" was expected'),
        ("total", "", 'a decimal string like "18.90" was expected'),
        ("total", "999999999999999.00", 'a decimal string like "18.90" was expected'),
        ("total", None, 'a decimal string like "18.90" was expected'),
        ("seller_country", "China", "an ISO 3166 country code like PT was expected"),
        ("seller_country", "cn", "an ISO 3166 country code like PT was expected"),
        ("seller_country", "ZZ", "an ISO 3166 country code like PT was expected"),
        ("placed_at", "2026-11-20T10:00:00", "a time zone is missing"),
        ("paid_at", "2026-11-20", 'a moment like "2026-11-20T10:00:00Z" was expected'),
        ("paid_at", "yesterday", 'a moment like "2026-11-20T10:00:00Z" was expected'),
        ("paid_at", 1763632800, 'a moment like "2026-11-20T10:00:00Z" was expected'),
        ("paid_at", "2026-02-30T10:00:00Z", "there is no such moment"),
        ("paid_at", "2026-11-20T25:00:00Z", "there is no such moment"),
        ("paid_at", "0001-01-01T00:00:00+14:00", "there is no such moment"),
        ("guarantee_until", "9999-12-31T23:59:59-01:00", "there is no such moment"),
        ("shipped", "x", "is an unknown field"),
        ("items", None, "must not be null"),
        ("items", {}, "must be a list"),
        ("tracking_events", "x", "must be a list"),
    ],
)  # fmt: skip
def test_a_bad_field_of_an_order_is_named(
    refused: Refused, field: str, value: Any, reason: str
) -> None:
    (line,) = refused(customers=[customer()], orders=[order("A-1"), order(**{field: value})])
    assert line.startswith(f"orders[1].{field}: {reason}"), line


@pytest.mark.parametrize(
    ("name", "value", "place", "reason"),
    [
        ("items", item(price="-1.00"), "items[1].price", "must not be negative"),
        ("items", item(price=1.5), "items[1].price", "a decimal string"),
        ("items", item(quantity=0), "items[1].quantity", "must be at least 1"),
        ("items", item(quantity=-1), "items[1].quantity", "must be at least 1"),
        ("items", item(quantity=1.5), "items[1].quantity", "must be a whole number"),
        ("items", item(quantity="1"), "items[1].quantity", "must be a whole number"),
        ("items", item(quantity=True), "items[1].quantity", "must be a whole number"),
        ("items", item(quantity=10**9), "items[1].quantity", "must be at most 100000"),
        ("items", item(title=""), "items[1].title", "must not be empty"),
        ("items", item(title="x" * 501), "items[1].title", "is too long: 500"),
        ("items", item(title="a\x07b"), "items[1].title", "control characters are not allowed"),
        ("items", item(title="a\nb"), "items[1].title", "control characters are not allowed"),
        ("items", item(title="a\ud800"), "items[1].title", "control characters are not allowed"),
        ("items", item(variant="x" * 201), "items[1].variant", "is too long: 200"),
        ("items", item(tracking_number="L" * 65), "items[1].tracking_number", "is too long: 64"),
        ("items", item(colour="red"), "items[1].colour", "is an unknown field"),
        ("items", "Capa", "items[1]", "must be an object"),
        ("tracking_events", event(at=None), "tracking_events[1].at", "must not be null"),
        ("tracking_events", event(at="2026-11-20T10:00"), "tracking_events[1].at",
         "a time zone is missing"),
        ("tracking_events", event(status=""), "tracking_events[1].status", "must not be empty"),
        ("tracking_events", event(place="x" * 201), "tracking_events[1].place", "is too long"),
        ("tracking_events", event(tracking_number="L" * 65),
         "tracking_events[1].tracking_number", "is too long: 64"),
    ],
)  # fmt: skip
def test_a_bad_item_or_event_is_named_by_its_path(
    refused: Refused, name: str, value: Any, place: str, reason: str
) -> None:
    good = item() if name == "items" else event()
    (line,) = refused(customers=[customer()], orders=[order(**{name: [good, value]})])
    assert line.startswith(f"orders[0].{place}: {reason}"), line


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("id", "", "must not be empty"),
        ("id", None, "must not be null"),
        ("id", 7, "must be text"),
        ("id", "x" * 201, "is too long: 200"),
        ("name", "x" * 201, "is too long: 200"),
        ("name", "a\x00b", "control characters are not allowed"),
        ("email", "ana", "an email address was expected"),
        ("email", "a@b@c", "an email address was expected"),
        ("locale", "xx-XX", "a locale like pt-PT was expected"),
        ("locale", "pt-ZZZ", "a locale like pt-PT was expected"),
        ("locale", "Portuguese", "a locale like pt-PT was expected"),
        ("locale", "", "a locale like pt-PT was expected"),
        ("country", "PRT", "an ISO 3166 country code like PT was expected"),
        ("country", "UK", "an ISO 3166 country code like PT was expected"),
        ("timezone", "Lisbon", "a time zone like Europe/Lisbon was expected"),
        ("timezone", "../../etc/passwd", "a time zone like Europe/Lisbon was expected"),
        ("timezone", "GMT+25", "a time zone like Europe/Lisbon was expected"),
        ("birthday", "x", "is an unknown field"),
    ],
)
def test_a_bad_field_of_a_customer_is_named(
    refused: Refused, field: str, value: Any, reason: str
) -> None:
    (line,) = refused(customers=[customer(**{field: value})])
    assert line.startswith(f"customers[0].{field}: {reason}"), line


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("id", "", "must not be empty"),
        ("customer_id", "nobody", "there is no customer 'nobody'"),
        ("order_number", "JM-0", "there is no order 'JM-0'"),
        ("order_number", "B-1", "order 'B-1' is another customer's"),
        ("amount", 18.9, "a decimal string"),
        ("amount", "-1", "must not be negative"),
        ("currency", "Euro", "an ISO 4217 currency code"),
        ("status", "pending", "'pending' is none of captured, failed, refunded"),
        ("decline_reason", "broke", "'broke' is none of expired_card, insufficient_funds"),
        ("at", None, "must not be null"),
        ("at", "2026-11-20T10:00:00", "a time zone is missing"),
    ],
)
def test_a_bad_field_of_a_payment_is_named(
    refused: Refused, field: str, value: Any, reason: str
) -> None:
    (line,) = refused(
        customers=[customer(), customer("c-2")],
        orders=[order("B-1", customer_id="c-2")],
        payments=[payment(**{field: value})],
    )
    assert line.startswith(f"payments[0].{field}: {reason}"), line


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("code", "", "must not be empty"),
        ("percent", 0, "must be at least 1"),
        ("percent", 101, "must be at most 100"),
        ("percent", "5", "must be a whole number"),
        ("percent", 5.5, "must be a whole number"),
        ("starts_on", "01.01.2026", 'a date like "2026-12-31" was expected'),
        ("starts_on", "2026-13-01", "there is no such day"),
        ("ends_on", "2025-12-31", "lies before starts_on"),
        ("ends_on", None, 'a date like "2026-12-31" was expected'),
        ("description", None, "must not be null"),
    ],
)
def test_a_bad_field_of_a_coupon_is_named(
    refused: Refused, field: str, value: Any, reason: str
) -> None:
    (line,) = refused(coupons=[coupon(**{field: value})])
    assert line.startswith(f"coupons[0].{field}: {reason}"), line


def test_a_coupon_of_one_day_and_a_full_percent_are_fine(imported: Import) -> None:
    report = imported(coupons=[coupon(ends_on="2026-01-01"), coupon("ALL", percent=100)])
    assert report.inserted["coupons"] == 2


@pytest.mark.parametrize(
    ("name", "key", "row"),
    [
        ("customers", "id", customer),
        ("orders", "number", order),
        ("payments", "id", payment),
        ("coupons", "code", coupon),
    ],
)
def test_what_stands_twice_in_a_file_is_named(
    refused: Refused, name: str, key: str, row: Callable[..., Any]
) -> None:
    lists: dict[str, Any] = {"customers": [customer("c-1"), customer("c-2")]}
    lists[name] = [row("c-1"), row("c-2"), row(" c-2 ")]
    lists.setdefault("orders", [])
    (line,) = refused(**lists)
    assert line == f"{name}[2].{key}: 'c-2' stands at index 1 already"


@pytest.mark.parametrize("name", ["customers", "orders", "payments", "coupons"])
@pytest.mark.parametrize("row", ["x", None, 3, [], True])
def test_a_row_that_is_no_object_is_named(refused: Refused, name: str, row: Any) -> None:
    (line,) = refused(**{name: [row]})
    assert line == f"{name}[0]: must be an object"


def test_a_missing_field_is_named(refused: Refused) -> None:
    bare = order()
    del bare["total"]
    (line,) = refused(customers=[customer()], orders=[bare])
    assert line == "orders[0].total: is missing"
