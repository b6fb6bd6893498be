"""What the rules leave to a person: one button changes the order and tells the customer."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
import sqlalchemy as sa

from bot.database.engine import reading
from bot.orders.tables import orders, refunds
from tests.desk.visitor import Browser, Office

_PAID: Iterator[int] = count()


@pytest.fixture
def maria(office: Office) -> Browser:
    return office.signed_in("maria")


def status(office: Office, number: str) -> str:
    with reading(office.engine) as connection:
        return str(
            connection.execute(
                sa.select(orders.c.status).where(orders.c.number == number)
            ).scalar_one()
        )


def refunded(office: Office, number: str) -> int:
    with reading(office.engine) as connection:
        return int(
            connection.execute(
                sa.select(sa.func.count())
                .select_from(refunds)
                .where(refunds.c.order_number == number)
            ).scalar_one()
        )


def test_an_order_is_cancelled_after_its_window_and_the_customer_is_told(
    office: Office, maria: Browser
) -> None:
    order = f"JM-2000-{next(_PAID):04}"
    talk, number = office.handed_over("c-1", category="cancel", order_number=order, locale="en")
    assert "Cancel the order" not in maria.open(f"/desk/tickets/{number}").text
    maria.act(number, "take")
    assert "Cancel the order" in maria.open(f"/desk/tickets/{number}").text
    assert maria.act(number, "cancel").status_code == 303
    assert status(office, order) == "cancelled"
    told = office.said(talk)[-1]
    assert (told.author, told.response) == ("bot", "utter_desk.cancelled")
    assert order in told.text
    assert "€18.90" in told.text
    assert maria.act(number, "cancel").status_code == 422
    assert refunded(office, order) == 1
    assert office.ticket(number).resolution["cancelled"]["order_number"] == order


def test_an_order_is_cancelled_once_by_two_buttons_at_once(office: Office, maria: Browser) -> None:
    order = f"JM-2000-{next(_PAID):04}"
    talk, number = office.handed_over("c-1", category="cancel", order_number=order)
    maria.act(number, "take")
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: maria.act(number, "cancel").status_code, range(3)))
    assert sorted(found) == [303, 422, 422]
    assert refunded(office, order) == 1
    assert [m.response for m in office.said(talk)].count("utter_desk.cancelled") == 1


def test_a_refund_is_approved_and_the_customer_is_told(office: Office, maria: Browser) -> None:
    order = "JM-1000-0002"
    decision = {"code": "not_received.refund_request", "outcome": "escalate", "facts": {}}
    talk, number = office.handed_over(
        "c-1", category="not_received", order_number=order, decision=decision
    )
    page = maria.open(f"/desk/tickets/{number}").text
    assert "not_received.refund_request" in page
    assert "Delivery: 100 days after the order" in page
    assert "La garantie de remboursement" in page
    maria.act(number, "take")
    assert maria.act(number, "refund").status_code == 303
    assert status(office, order) == "refunded"
    assert office.said(talk)[-1].response == "utter_desk.refund_approved"
    assert maria.act(number, "refund").status_code == 422


def test_a_refund_is_refused_with_its_reason_once(office: Office, maria: Browser) -> None:
    talk, number = office.handed_over("c-mean", category="defect", order_number="JM-1000-0003")
    maria.act(number, "take")
    assert maria.act(number, "refuse", reason="used").status_code == 303
    assert "foi usado ou danificado" in office.said(talk)[-1].text
    assert maria.act(number, "refuse", reason="used").status_code == 422
    assert status(office, "JM-1000-0003") == "delivered"


def test_the_sellers_address_reaches_the_customer(office: Office, maria: Browser) -> None:
    talk, number = office.handed_over("c-mean", category="return", order_number="JM-1000-0003")
    maria.act(number, "take")
    address = "Seller Ltd\n1 Road\nShenzhen"
    assert maria.act(number, "return-address", address=address).status_code == 303
    assert address in office.said(talk)[-1].text


def test_the_customer_is_told_in_their_own_language(office: Office, maria: Browser) -> None:
    talk, number = office.handed_over("c-1", locale="pt")
    maria.act(number, "take")
    page = maria.open(f"/desk/tickets/{number}").text
    assert "Português" in page
    assert office.said(talk)[-1].response == "utter_desk.joined"


def test_another_customers_order_is_nobodys_to_decide(office: Office, maria: Browser) -> None:
    _, number = office.handed_over("c-th", category="cancel", order_number="JM-1000-0001")
    maria.act(number, "take")
    assert maria.act(number, "cancel").status_code == 422
    assert status(office, "JM-1000-0001") == "paid"
