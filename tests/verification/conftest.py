"""A shop with a few accounts, and codes that are sent to them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.database.engine import reading
from bot.orders.importing import import_data
from bot.outgoing_mail.tables import outgoing_mails
from bot.verification.codes import Codes
from bot.verification.limiting import CodeLimits
from tests.orders.shop_rows import ago, customer, order

SECRET = "a secret of the tests that is long enough"

CodesSent = Callable[[], list[str]]


@pytest.fixture
def shop(engine: Engine) -> Engine:
    """Ana has an account, Bo and Cem share an address; Cem ordered last."""
    people = [
        customer("c-ana", email="Ana@Example.com"),
        customer("c-bo", email="both@example.com"),
        customer("c-cem", email="Both@example.com"),
        customer("c-dov", email="both@example.com"),
        customer("c-eve", email=None),
    ]
    import_data(
        engine,
        {
            "customers": people,
            "orders": [
                order("A-1", customer_id="c-ana"),
                order("B-1", customer_id="c-bo", placed_at=ago(days=9), paid_at=ago(days=9)),
                order("C-1", customer_id="c-cem", placed_at=ago(days=3), paid_at=ago(days=3)),
                order("C-2", customer_id="c-cem", placed_at=ago(days=30), paid_at=ago(days=30)),
            ],
        },
    )
    return engine


@pytest.fixture
def codes(shop: Engine) -> Codes:
    """Sending and checking in that shop, without a limit that matters."""
    return Codes(shop, SECRET, CodeLimits("1000/hour"))


@pytest.fixture
def sent(shop: Engine) -> CodesSent:
    """The codes in the mails that were queued, oldest first."""

    def read() -> list[str]:
        asked = sa.select(outgoing_mails.c.facts).order_by(
            outgoing_mails.c.created_at, outgoing_mails.c.id
        )
        with reading(shop) as connection:
            return [facts["code"] for facts in connection.execute(asked).scalars()]

    return read
