"""Rows in the form of ``orders import``, whole and right unless a test changes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.orders.importing import ImportReport

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)

Row = dict[str, Any]
Import = Callable[..., ImportReport]
Refused = Callable[..., list[str]]


def ago(**span: float) -> str:
    """A moment before NOW, as the file writes it."""
    return (NOW - timedelta(**span)).isoformat().replace("+00:00", "Z")


def customer(identifier: str = "c-1", **changes: Any) -> Row:
    return {
        "id": identifier,
        "name": "Ana",
        "email": "ana@example.com",
        "phone": "+351210000000",
        "locale": "pt-PT",
        "country": "PT",
        "timezone": "Europe/Lisbon",
        **changes,
    }


def item(**changes: Any) -> Row:
    return {
        "title": "Capa de telemóvel",
        "quantity": 1,
        "price": "18.90",
        "variant": "preta",
        "tracking_number": None,
        **changes,
    }


def event(**changes: Any) -> Row:
    return {
        "tracking_number": "LP00512345678CN",
        "at": ago(days=1),
        "place": "Shenzhen",
        "status": "accepted",
        **changes,
    }


def order(number: str = "JM-4821-7305", **changes: Any) -> Row:
    """An order that was paid half an hour ago."""
    return {
        "number": number,
        "customer_id": "c-1",
        "status": "paid",
        "currency": "EUR",
        "total": "18.90",
        "seller_country": "CN",
        "placed_at": ago(minutes=31),
        "paid_at": ago(minutes=30),
        "confirmed_at": None,
        "shipped_at": None,
        "delivered_at": None,
        "refunded_at": None,
        "cancelled_at": None,
        "guarantee_until": None,
        "items": [item()],
        "tracking_events": [],
        **changes,
    }


def payment(identifier: str = "p-1", **changes: Any) -> Row:
    return {
        "id": identifier,
        "customer_id": "c-1",
        "order_number": None,
        "amount": "18.90",
        "currency": "EUR",
        "status": "captured",
        "decline_reason": None,
        "at": ago(hours=1),
        **changes,
    }


def coupon(code: str = "WELCOME5", **changes: Any) -> Row:
    return {
        "code": code,
        "percent": 5,
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "description": "",
        **changes,
    }
