"""What holds for every order, however odd."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy import (
    ORDER_INTENTS,
    ClaimFacts,
    CustomerFacts,
    ItemFacts,
    OrderFacts,
    Outcome,
    TrackingEventFacts,
    decide,
)

UTC = timezone.utc
moments = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=7)), timezone(timedelta(hours=-8))]),
)
any_moment = st.datetimes(timezones=st.just(UTC))
maybe = st.none() | moments | any_moment
statuses = st.sampled_from(
    ["paid", "confirmed", "shipped", "delivered", "refunded", "cancelled", "lost", ""]
)
zones = st.sampled_from(["UTC", "Asia/Bangkok", "America/New_York", "Nowhere/Land", "", "../etc"])
orders = st.builds(
    OrderFacts,
    number=st.text(max_size=20),
    status=statuses,
    total=st.decimals(allow_nan=False, allow_infinity=False, places=2),
    seller_country=st.sampled_from([None, "CN", "cn", "PL"]),
    placed_at=maybe,
    paid_at=maybe,
    confirmed_at=maybe,
    shipped_at=maybe,
    delivered_at=maybe,
    refunded_at=maybe,
    cancelled_at=maybe,
    guarantee_until=maybe,
    items=st.lists(
        st.builds(ItemFacts, tracking_number=st.none() | st.text(max_size=5)), max_size=2
    ),
    tracking_events=st.lists(st.builds(TrackingEventFacts, at=any_moment), max_size=2),
    claims=st.lists(
        st.builds(
            ClaimFacts,
            category=st.sampled_from(["return", "defect"]),
            ticket=st.text(max_size=5),
            opened_at=any_moment,
        ),
        max_size=2,
    ),
)
customers = st.none() | st.builds(
    CustomerFacts, timezone=zones, country=st.sampled_from([None, "PT"])
)
intents = st.sampled_from(sorted(ORDER_INTENTS))


@given(intents, orders, moments | any_moment, customers)
@settings(max_examples=400, deadline=None)
def test_no_order_however_odd_breaks_a_rule(
    intent: str, order: OrderFacts, now: datetime, customer: CustomerFacts | None
) -> None:
    decision = decide(intent, order, now, customer)
    assert decision == decide(intent, order, now, customer)
    if decision.outcome is Outcome.ACT:
        assert order.status == "paid"
        assert order.paid_at is not None
        assert now - order.paid_at <= timedelta(hours=2)


ages = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=200))


@given(
    intents, ages, ages, st.sampled_from(["paid", "confirmed", "shipped", "delivered"]), customers
)
@settings(max_examples=300, deadline=None)
def test_a_deadline_never_moves_backwards_as_time_goes_by(
    intent: str, age: timedelta, later: timedelta, status: str, customer: CustomerFacts | None
) -> None:
    placed = datetime(2026, 3, 1, 12, tzinfo=UTC)
    now = placed + age
    order = OrderFacts(
        number="JM-1",
        status=status,
        total=Decimal(1),
        placed_at=placed,
        paid_at=placed,
        **({} if status == "paid" else {f"{status}_at": placed}),
    )
    before = decide(intent, order, now, customer).facts
    after = decide(intent, order, now + later, customer).facts
    for name, value in before.items():
        if isinstance(value, (date, datetime)) and name in after:
            assert after[name] >= value
