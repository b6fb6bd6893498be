"""A customer's orders in brief: enough to tell which one they mean."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from bot.database.engine import reading
from bot.orders.importing import import_data
from bot.orders.queries import orders_in_brief, orders_of
from tests.orders.shop_rows import ago, customer, event, item, order


def fill(engine: Engine) -> None:
    orders = [
        order(
            f"JM-1000-{place:04d}",
            placed_at=ago(days=place, minutes=1),
            paid_at=ago(days=place),
            items=[item(title=f"Thing {place}"), item(title="Case")],
            tracking_events=[event()],
        )
        for place in range(1, 6)
    ]
    others = [order("JM-9000-0001", customer_id="c-2")]
    import_data(engine, {"customers": [customer(), customer("c-2")], "orders": orders + others})


def test_they_are_the_customers_own_newest_first_with_their_items(engine: Engine) -> None:
    fill(engine)
    with reading(engine) as connection:
        brief = orders_in_brief(connection, "c-1", limit=3)
        whole = orders_of(connection, "c-1", limit=3)
    assert [one.number for one in brief] == ["JM-1000-0001", "JM-1000-0002", "JM-1000-0003"]
    assert [one.items for one in brief] == [one.items for one in whole]
    assert all(not one.tracking_events and not one.claims for one in brief)
    assert all(one.tracking_events for one in whole)


def test_a_customer_without_orders_or_whom_nobody_knows_has_none(engine: Engine) -> None:
    fill(engine)
    with reading(engine) as connection:
        assert orders_in_brief(connection, "nobody") == ()
        assert orders_in_brief(connection, "c-1\x00") == ()
