"""Whatever shop there is and whatever is asked: nobody sees another's order."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from bot.database.engine import reading, writing
from bot.orders import tables
from bot.orders.importing import import_data
from bot.orders.numbers import number_key
from bot.orders.queries import customer_of, order_of, orders_of
from tests.orders.shop_rows import customer, event, order, payment

CUSTOMERS = ("c-1", "c-2", "c-10", "C-1")

NUMBERS = st.text("JM01 -", min_size=1, max_size=5).filter(number_key).map(str.strip)
SHOPS = st.dictionaries(NUMBERS, st.sampled_from(CUSTOMERS), max_size=8)
ASKED = st.one_of(NUMBERS, st.text(max_size=8), st.text("jm01- ", max_size=6))


@pytest.fixture
def shop(engine: Engine) -> Engine:
    import_data(engine, {"customers": [customer(identifier) for identifier in CUSTOMERS]})
    return engine


def fill(engine: Engine, owners: dict[str, str]) -> None:
    with writing(engine) as connection:
        for table in (tables.payments, tables.items, tables.tracking_events, tables.orders):
            connection.execute(sa.delete(table))
    import_data(
        engine,
        {
            "orders": [
                order(number, customer_id=owner, tracking_events=[event(place=owner)])
                for number, owner in owners.items()
            ],
            "payments": [
                payment(f"p-{number}", customer_id=owner, order_number=number)
                for number, owner in owners.items()
            ],
        },
    )


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(owners=SHOPS, asked=ASKED, who=st.sampled_from((*CUSTOMERS, "nobody")))
def test_nobody_ever_sees_anothers_order(
    shop: Engine, owners: dict[str, str], asked: str, who: str
) -> None:
    fill(shop, owners)
    own = {number for number, owner in owners.items() if owner == who}
    with reading(shop) as connection:
        found = order_of(connection, who, asked)
        listed = orders_of(connection, who)
        known = customer_of(connection, who)
    for seen in (*listed, *((found,) if found else ())):
        assert seen.customer_id == who
        assert seen.number in own
        assert {step.place for step in seen.tracking_events} == {who}
    assert {entry.number for entry in listed} == own
    assert {entry.order_number for entry in known.payments} == own if known else not own
    # And they do see their own, unless two of theirs could be meant.
    meant = {number for number in own if number_key(number) == number_key(asked)}
    if asked.strip() in meant:
        assert found is not None
        assert found.number == asked.strip()
    elif len(meant) == 1:
        assert found is not None
        assert found.number in meant
    else:
        assert found is None
