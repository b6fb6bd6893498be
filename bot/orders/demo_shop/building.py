"""Builds the demo shop's data, relative to a moment, in the form of ``orders import``."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.database.engine import writing
from bot.languages import LANGUAGES
from bot.orders import tables
from bot.orders.demo_shop.people import Person, person_of
from bot.orders.demo_shop.states import EDGES, ONLY, STATES, State, demo_order
from bot.orders.importing import import_within

DECLINES = (
    "expired_card",
    "insufficient_funds",
    "wrong_details",
    "online_restricted",
    "blocked_by_bank",
    "three_d_secure",
    "temporary",
)

STATIONS = (
    ("accepted", "origin", 0),
    ("departed", "export", 2),
    ("arrived", "arrival", 8),
    ("customs", "arrival", 9),
    ("in_transit", "city", 11),
    ("out_for_delivery", "city", 14),
)
"""A parcel's stations: what happened, where, and how many days after it was sent."""

Rows = list[dict[str, Any]]


def load_demo_shop(engine: Engine, now: datetime) -> bool:
    """Loads the demo shop into a migrated database without customers; gives whether it did."""
    shop = demo_shop(now)
    with writing(engine) as connection:
        if connection.execute(sa.select(tables.customers.c.id).limit(1)).first():
            return False
        import_within(connection, shop)
    return True


def demo_shop(now: datetime) -> dict[str, Rows]:
    """Customers, orders, payments and coupons of the demo shop, as of ``now``.

    The same moment gives the same shop. Raises ValueError for a naive moment.
    """
    if now.utcoffset() is None:
        raise ValueError(f"a moment without a time zone: {now!r}")
    shop: dict[str, Rows] = {"customers": [], "orders": [], "payments": []}
    for position, language in enumerate(LANGUAGES):
        person = person_of(language)
        main, one, many = f"demo-{language}", f"demo-{language}-one", f"demo-{language}-many"
        for customer, name in zip((main, one, many, f"{main}-new"), person.names, strict=True):
            shop["customers"].append(customer_row(customer, name, person))
        for customer, states in (
            (main, STATES),
            (many, EDGES),
            (one, {ONLY: STATES["shipped"]}),
        ):
            for index, (name, state) in enumerate(states.items()):
                number = demo_order(language, name)
                shop["orders"].append(order_row(number, customer, person, index, state, now))
        for index, customer in enumerate((main, one, many)):
            reason = DECLINES[(position + 3 * index) % len(DECLINES)]
            shop["payments"].append(failed_payment(customer, person, reason, now))
        if position % 2 == 0:
            shop["payments"].append(charge_without_order(main, person, now))
    shop["coupons"] = _coupons(now.date())
    return shop


def customer_row(customer: str, name: str, person: Person) -> dict[str, Any]:
    """A customer of the import format who lives where the person does."""
    return {
        "id": customer,
        "name": name,
        "email": f"{customer}@example.com",
        "phone": None,
        "locale": person.locale,
        "country": person.country,
        "timezone": person.timezone,
    }


def order_row(
    number: str, customer: str, person: Person, index: int, state: State, now: datetime
) -> dict[str, Any]:
    """An order of the import format in a state, with the person's products from the ``index``-th
    on."""
    items = [
        _item(person, index + parcel, number if state.shipped else None, parcel)
        for parcel in range(state.parcels)
    ]
    ends_in = state.guarantee_ends_in
    return {
        "number": number,
        "customer_id": customer,
        "status": state.status,
        "currency": person.currency,
        "total": str(sum(Decimal(item["price"]) for item in items)),
        "seller_country": state.seller,
        "placed_at": _before(now, state.placed or state.paid + timedelta(minutes=1)),
        "paid_at": _before(now, state.paid),
        "confirmed_at": _before(now, state.confirmed),
        "shipped_at": _before(now, state.shipped),
        "delivered_at": _before(now, state.delivered),
        "refunded_at": _before(now, state.refunded),
        "cancelled_at": _before(now, state.cancelled),
        "guarantee_until": None if ends_in is None else _before(now, -ends_in),
        "items": items,
        "tracking_events": _events(number, person, state, now),
    }


def _item(person: Person, index: int, number: str | None, parcel: int) -> dict[str, Any]:
    product = person.products[index % len(person.products)]
    return {
        "title": product.title,
        "quantity": 1,
        "price": product.price,
        "variant": product.variant,
        "tracking_number": number and _tracking_number(number, parcel),
    }


def _tracking_number(number: str, parcel: int) -> str:
    """A number of the Universal Postal Union's form S10: eight digits and their check digit."""
    digits = f"{number[3:7]}{parcel:02d}{number[8:10]}"
    weights = (8, 6, 4, 2, 3, 5, 9, 7)
    left = 11 - sum(int(a) * weight for a, weight in zip(digits, weights, strict=True)) % 11
    return f"LP{digits}{ {10: 0, 11: 5}.get(left, left) }CN"


def _events(number: str, person: Person, state: State, now: datetime) -> Rows:
    if state.shipped is None:
        return []
    parcel = _tracking_number(number, 0)
    end = state.delivered or timedelta(0)
    passed = [
        (status, person.places[place], state.shipped - timedelta(days=days))
        for status, place, days in STATIONS[: state.stations]
        if state.shipped - timedelta(days=days) > end
    ]
    if passed and state.delivered is not None:
        passed.append(("delivered", person.places["city"], state.delivered))
    return [
        {"tracking_number": parcel, "at": _before(now, ago), "place": place, "status": status}
        for status, place, ago in passed
    ]


def failed_payment(customer: str, person: Person, reason: str, now: datetime) -> dict[str, Any]:
    """A payment that was declined, for this reason."""
    return _payment(f"{customer}-failed", customer, person, "failed", reason, now, hours=5)


def charge_without_order(customer: str, person: Person, now: datetime) -> dict[str, Any]:
    """A captured payment that no order belongs to."""
    return _payment(f"{customer}-captured", customer, person, "captured", None, now, hours=26)


def _payment(
    identifier: str,
    customer: str,
    person: Person,
    status: str,
    reason: str | None,
    now: datetime,
    hours: int,
) -> dict[str, Any]:
    return {
        "id": f"p-{identifier}",
        "customer_id": customer,
        "order_number": None,
        "amount": person.products[3].price,
        "currency": person.currency,
        "status": status,
        "decline_reason": reason,
        "at": _before(now, timedelta(hours=hours)),
    }


def _coupons(today: date) -> Rows:
    return [
        {
            "code": code,
            "percent": percent,
            "starts_on": (today + timedelta(days=first)).isoformat(),
            "ends_on": (today + timedelta(days=last)).isoformat(),
            # Empty: it would be in one language, and the shop speaks eleven.
            "description": "",
        }
        for code, percent, first, last in (
            ("WELCOME5", 5, -200, 200),
            ("FRIENDS10", 10, -20, 20),
            ("GONE15", 15, -150, -60),
            ("SOON20", 20, 60, 90),
        )
    ]


def _before(now: datetime, ago: timedelta | None) -> str | None:
    return None if ago is None else (now - ago).isoformat()
