"""Builds the demo shop's data, relative to a moment, in the form of ``orders import``."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.engine import Engine

from bot.database.engine import reading
from bot.orders import tables
from bot.orders.demo_shop.states import LANGUAGES, STATES, State, demo_order
from bot.orders.importing import import_data

PEOPLE = Path(__file__).with_name("people.yml")
RATES = {"GBP": "0.86", "RUB": "98", "PLN": "4.3", "THB": "38", "TRY": "37", "RON": "5"}
"""What a euro is worth in the demo shop, so that prices look like prices."""

DECLINES = (
    "expired_card",
    "insufficient_funds",
    "wrong_details",
    "online_restricted",
    "blocked_by_bank",
    "three_d_secure",
    "temporary",
)
STATIONS = (("accepted", "Shenzhen"), ("departed", "Shenzhen"), ("customs", None))

# A seller country without a season of longer lead times: the states hold on any day of the year.
SELLER_COUNTRY = "KR"


def load_demo_shop(engine: Engine, now: datetime) -> bool:
    """Loads the demo shop into a database without customers; gives whether it did."""
    with reading(engine) as connection:
        if connection.execute(sa.select(tables.customers.c.id).limit(1)).first():
            return False
    import_data(engine, demo_shop(now))
    return True


def demo_shop(now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Customers, orders, payments and coupons of the demo shop, as of ``now``."""
    people = yaml.safe_load(PEOPLE.read_text(encoding="utf-8"))
    shop: dict[str, list[dict[str, Any]]] = {"customers": [], "orders": [], "payments": []}
    for position, language in enumerate(LANGUAGES):
        person = people[language]
        for suffix, name in (("", "name"), ("-one", "single"), ("-new", "none")):
            shop["customers"].append(_customer(f"demo-{language}{suffix}", person, person[name]))
        for index, (name, state) in enumerate(STATES.items()):
            number = demo_order(language, name)
            shop["orders"].append(_order(number, f"demo-{language}", person, index, state, now))
        single = f"JM-9{position:03d}-0001"
        shop["orders"].append(
            _order(single, f"demo-{language}-one", person, 4, STATES["shipped"], now)
        )
        shop["payments"] += _payments(language, person, position, now)
    shop["coupons"] = _coupons(now.date())
    return shop


def _customer(identifier: str, person: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        "id": identifier,
        "name": name,
        "email": f"{identifier}@example.com",
        "phone": None,
        "locale": person["locale"],
        "country": person["country"],
        "timezone": person["timezone"],
    }


def _order(
    number: str, customer: str, person: dict[str, Any], index: int, state: State, now: datetime
) -> dict[str, Any]:
    titles = person["titles"]
    price = _price(person, index)
    items = [_item(titles[index], price, number, 1 if state.shipped else None)]
    if state.parcels == 2:
        items.append(_item(titles[(index + 1) % len(titles)], price, number, 2))
    total = sum(Decimal(item["price"]) for item in items)
    return {
        "number": number,
        "customer_id": customer,
        "status": state.status,
        "currency": person["currency"],
        "total": str(total),
        "seller_country": SELLER_COUNTRY,
        "placed_at": _ago(now, state.placed + timedelta(minutes=1)),
        "paid_at": _ago(now, state.placed),
        "confirmed_at": _ago(now, state.confirmed),
        "shipped_at": _ago(now, state.shipped),
        "delivered_at": _ago(now, state.delivered),
        "refunded_at": _ago(now, state.refunded),
        "cancelled_at": _ago(now, state.cancelled),
        "guarantee_until": None,
        "items": items,
        "tracking_events": _events(number, person, state, now),
    }


def _item(title: str, price: str, number: str, parcel: int | None) -> dict[str, Any]:
    return {
        "title": title,
        "quantity": 1,
        "price": price,
        "variant": None,
        "tracking_number": _tracking_number(number, parcel) if parcel else None,
    }


def _tracking_number(number: str, parcel: int) -> str:
    """A number of the UPU's form S10, with the check digit of its eight digits."""
    digits = number[3:7] + f"{parcel:02d}" + number[8:10]
    weighted = sum(
        int(digit) * weight for digit, weight in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)
    )
    check = 11 - weighted % 11
    return f"LP{digits}{ {10: 0, 11: 5}.get(check, check) }CN"


def _events(
    number: str, person: dict[str, Any], state: State, now: datetime
) -> list[dict[str, Any]]:
    if not state.parcels or state.shipped is None:
        return []
    return [
        {
            "tracking_number": _tracking_number(number, 1),
            "at": _ago(now, state.shipped - timedelta(days=2 * position)),
            "place": place or person["place"],
            "status": status,
        }
        for position, (status, place) in enumerate(STATIONS)
    ]


def _payments(
    language: str, person: dict[str, Any], position: int, now: datetime
) -> list[dict[str, Any]]:
    failed = {
        "id": f"p-{language}-failed",
        "customer_id": f"demo-{language}",
        "order_number": None,
        "amount": _price(person, 3),
        "currency": person["currency"],
        "status": "failed",
        "decline_reason": DECLINES[position % len(DECLINES)],
        "at": _ago(now, timedelta(hours=5)),
    }
    found = {
        **failed,
        "id": f"p-{language}-captured",
        "status": "captured",
        "decline_reason": None,
        "at": _ago(now, timedelta(days=1)),
    }
    return [failed, found]


def _coupons(today: date) -> list[dict[str, Any]]:
    def coupon(code: str, percent: int, first: int, last: int) -> dict[str, Any]:
        return {
            "code": code,
            "percent": percent,
            "starts_on": (today + timedelta(days=first)).isoformat(),
            "ends_on": (today + timedelta(days=last)).isoformat(),
            "description": "",
        }

    return [
        coupon("WELCOME5", 5, -200, 200),
        coupon("NOVEMBER10", 10, -20, 20),
        coupon("SUMMER15", 15, -150, -60),
        coupon("SPRING20", 20, 60, 90),
    ]


def _price(person: dict[str, Any], index: int) -> str:
    euros = Decimal("6.90") + index * Decimal("3.25")
    amount = euros * Decimal(RATES.get(person["currency"], "1"))
    return str(amount.quantize(Decimal("0.01")))


def _ago(now: datetime, span: timedelta | None) -> str | None:
    return None if span is None else (now - span).isoformat()
