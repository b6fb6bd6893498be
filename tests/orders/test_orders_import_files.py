"""Import files that are wrong as a whole, or in many places at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from bot.orders.bad_import import BadImport, Problems
from bot.orders.import_rows import checked_rows
from bot.orders.importing import import_data, import_file
from tests.orders.shop_rows import Refused, coupon, customer, event, order, payment


def test_all_that_is_wrong_is_told_at_once(refused: Refused) -> None:
    lines = refused(
        customers=[customer(timezone="Nowhere")],
        orders=[order(total=1, status="lost"), order("A-1", customer_id="nobody")],
        payments=[payment(amount="x")],
    )
    places = [line.split(":")[0] for line in lines]
    assert places == [
        "customers[0].timezone",
        "orders[0].status",
        "orders[0].total",
        "payments[0].amount",
        "orders[1].customer_id",
    ]


def test_what_refers_to_a_bad_row_is_not_bad_for_that(refused: Refused) -> None:
    (line,) = refused(
        customers=[customer(country="Portugal")],
        orders=[order()],
        payments=[payment(order_number="JM-4821-7305")],
    )
    assert line.startswith("customers[0].country")
    (line,) = refused(
        customers=[customer()],
        orders=[order(total="x")],
        payments=[payment(order_number="JM-4821-7305")],
    )
    assert line.startswith("orders[0].total")


def test_fifty_are_named_and_the_rest_is_counted(shared_engine: Engine) -> None:
    orders = [order(f"A-{count}", total="x") for count in range(73)]
    with pytest.raises(BadImport) as caught:
        import_data(shared_engine, {"customers": [customer()], "orders": orders})
    lines = str(caught.value).splitlines()
    assert len(lines) == 51
    assert lines[49].startswith("orders[49].total")
    assert lines[50] == "and 23 more"
    assert (len(caught.value.problems), caught.value.more) == (50, 23)
    first = caught.value.problems[0]
    assert (first.list, first.index, first.field) == ("orders", 0, "total")


def test_exactly_fifty_are_all_named(refused: Refused) -> None:
    orders = [order(f"A-{count}", total="x") for count in range(50)]
    assert len(refused(customers=[customer()], orders=orders)) == 50


FILES: list[tuple[bytes, str]] = [
    (b"", "the file is not JSON: line 1, column 1"),
    (b"{", "the file is not JSON"),
    (b'{"orders": [}', "the file is not JSON: line 1, column 13"),
    (b'{"orders": []} x', "the file is not JSON"),
    ('{"customers": [{"id": "Zo\u00eb"}]}'.encode("latin-1"), "the file is not UTF-8: byte 25"),
    ("{}".encode("utf-16"), "the file is not UTF-8"),
    (b"[]", "the file must hold one JSON object"),
    (b"null", "the file must hold one JSON object"),
    (b'"orders"', "the file must hold one JSON object"),
    (b'{"order": []}', "'order' is an unknown list: known are customers, orders, payments"),
    (b'{"orders": null}', "orders: must be a list"),
    (b'{"orders": {}}', "orders: must be a list"),
    (b'{"coupons": ""}', "coupons: must be a list"),
    (b'{"orders": [], "orders": []}', "'orders' stands twice in one object"),
    (b'{"customers": [{"id": "a", "id": "b"}]}', "'id' stands twice in one object"),
    (b'{"orders": [NaN]}', "NaN is no JSON"),
    (b'{"orders": [-Infinity]}', "-Infinity is no JSON"),
    (b'{"orders": ' + b"[" * 200_000, "the file is nested too deeply"),
]


@pytest.mark.parametrize(("content", "reason"), FILES, ids=[reason for _, reason in FILES])
def test_a_file_that_is_none_is_refused(
    shared_engine: Engine, tmp_path: Path, content: bytes, reason: str
) -> None:
    file = tmp_path / "shop.json"
    file.write_bytes(content)
    with pytest.raises(BadImport) as caught:
        import_file(shared_engine, file)
    assert str(caught.value).startswith(reason)


def test_a_file_that_cannot_be_read_is_refused(shared_engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(BadImport, match="can't be read: Is a directory"):
        import_file(shared_engine, tmp_path)


def test_names_out_of_the_file_do_no_harm_to_a_terminal(refused: Refused) -> None:
    (line,) = refused(customers=[{"id": "c-1", "\x1b[2J\ud800" + "x" * 500: 1}])
    assert line.isprintable()
    assert len(line) < 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_whatever_a_field_holds_it_is_taken_or_named(data: st.DataObject) -> None:
    rows: dict[str, Any] = {
        "customers": [customer()],
        "orders": [order(tracking_events=[event()])],
        "payments": [payment()],
        "coupons": [coupon()],
    }
    name = data.draw(st.sampled_from(sorted(rows)))
    target = rows[name][0]
    if name == "orders":
        inner = [target, target["items"][0], target["tracking_events"][0]]
        target = data.draw(st.sampled_from(inner))
    field = data.draw(st.sampled_from(sorted(target)))
    target[field] = data.draw(JSON)
    problems = Problems()
    checked_rows(rows, problems, lambda _: None)
    try:
        problems.refuse()
    except BadImport as error:
        named = error.problems
    else:
        named = ()
    assert {problem.list for problem in named} <= {name}
    assert all(field in problem.field for problem in named)
    assert all(str(problem).isprintable() for problem in named)
