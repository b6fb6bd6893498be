"""What the general answer about the delivery guarantee says of the order at hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.policy import guarantee_of
from tests.policy.orders_of_age import NOW, order_of


@pytest.mark.parametrize(
    ("order", "phase"),
    [
        ({"status": "paid", "paid": "5h"}, "running"),
        ({"status": "confirmed", "paid": "30d", "confirmed": "29d"}, "running"),
        ({"status": "shipped", "paid": "100d-1s", "shipped": "9d"}, "running"),
        ({"status": "shipped", "paid": "100d", "shipped": "9d"}, "claimable"),
        ({"status": "shipped", "paid": "115d", "shipped": "9d"}, "claimable"),
        ({"status": "shipped", "paid": "115d+1s", "shipped": "9d"}, "over"),
        ({"status": "shipped", "paid": "130d", "shipped": "9d", "guarantee": "-1d"}, "claimable"),
    ],
)
def test_the_guarantee_runs_may_be_claimed_and_is_over(order: dict[str, Any], phase: str) -> None:
    given = order_of(order)
    facts = guarantee_of(given, NOW)
    assert given.placed_at is not None
    assert facts["guarantee"] == phase
    assert facts["claim_from"] == given.placed_at + timedelta(days=100)
    assert facts["guarantee_until"] == (
        given.guarantee_until or given.placed_at + timedelta(days=115)
    )


@pytest.mark.parametrize(
    "order",
    [
        {"status": "confirmed", "paid": "101d", "confirmed": "100d"},  # late for dispatch
        {"status": "delivered", "paid": "10d", "delivered": "2d"},
        {"status": "cancelled", "paid": "10d", "cancelled": "2d"},
        {"status": "refunded", "paid": "10d", "refunded": "2d"},
        {"status": "lost", "paid": "10d"},
    ],
)
def test_where_the_guarantee_is_not_what_matters_nothing_is_said(order: dict[str, Any]) -> None:
    assert guarantee_of(order_of(order), NOW) == {}
