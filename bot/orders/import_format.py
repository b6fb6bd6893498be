"""The form of an import file, row by row: CONTRACT.md, ``orders import``."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies
from pydantic import BaseModel, Extra, Field, StrictInt, StrictStr, root_validator, validator

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_MONEY = re.compile(r"^\d{1,12}(\.\d{1,4})?$")
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)$")

DECLINE_REASONS = Literal[
    "expired_card",
    "insufficient_funds",
    "wrong_details",
    "online_restricted",
    "blocked_by_bank",
    "three_d_secure",
    "temporary",
]


class Row(BaseModel):
    """A row of any list: unknown fields are refused, text is NFC without control characters."""

    class Config:
        extra = Extra.forbid
        anystr_strip_whitespace = True

    @validator("*", pre=True)
    def _clean(cls, value: Any) -> Any:
        if isinstance(value, str):
            if _CONTROL.search(value):
                raise ValueError("control characters are not allowed")
            return unicodedata.normalize("NFC", value)
        return value


def moment(value: Any) -> datetime | None:
    """An aware moment from ISO 8601 text; None stays None."""
    if value is None:
        return None
    if not isinstance(value, str) or not MOMENT.match(value):
        raise ValueError('a moment like "2026-11-20T10:00:00Z" was expected, zone included')
    return datetime.fromisoformat(re.sub(r"Z$", "+00:00", value))


def money(value: Any) -> Decimal:
    """An amount from a decimal string; numbers are refused, for floats lose cents."""
    if isinstance(value, str) and value.startswith("-"):
        raise ValueError("must not be negative")
    if not isinstance(value, str) or not _MONEY.match(value):
        raise ValueError('a decimal string like "18.90" was expected')
    try:
        return Decimal(value)
    except InvalidOperation as error:
        raise ValueError("no amount") from error


def day(value: Any) -> date:
    """A calendar date from ``YYYY-MM-DD``."""
    if not isinstance(value, str) or not re.match(r"^\d{4}-\d\d-\d\d$", value):
        raise ValueError('a date like "2026-12-31" was expected')
    return date.fromisoformat(value)


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def known_currency(value: str) -> str:
    """An ISO 4217 code."""
    if value not in _currencies():
        raise ValueError("an ISO 4217 currency code like EUR was expected")
    return value


def country_code(value: str | None) -> str | None:
    """Two capitals of ISO 3166."""
    if value is not None and not re.match(r"^[A-Z]{2}$", value):
        raise ValueError("a country code of two capitals like PT was expected")
    return value


class CustomerRow(Row):
    """A customer."""

    id: StrictStr = Field(min_length=1, max_length=200)
    name: StrictStr | None = Field(None, max_length=200)
    email: StrictStr | None = Field(None, max_length=320)
    phone: StrictStr | None = Field(None, max_length=40)
    locale: StrictStr | None = Field(None, max_length=35)
    country: StrictStr | None = None
    timezone: StrictStr | None = None

    _country = validator("country", allow_reuse=True)(country_code)

    @validator("email")
    def _email(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"^[^@\s]+@[^@\s]+$", value):
            raise ValueError("an email address was expected")
        return value

    @validator("locale")
    def _locale(cls, value: str | None) -> str | None:
        try:
            if value is not None:
                Locale.parse(value.replace("-", "_"))
        except (ValueError, UnknownLocaleError) as error:
            raise ValueError("a locale like pt-PT was expected") from error
        return value

    @validator("timezone")
    def _timezone(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("a time zone like Europe/Lisbon was expected") from error
        return value


class ItemRow(Row):
    """A line of an order."""

    title: StrictStr = Field(min_length=1, max_length=500)
    quantity: StrictInt = Field(ge=1, le=100_000)
    price: Decimal
    variant: StrictStr | None = Field(None, max_length=200)
    tracking_number: StrictStr | None = Field(None, max_length=64)

    _price = validator("price", pre=True, allow_reuse=True)(money)


class EventRow(Row):
    """A station of a parcel."""

    tracking_number: StrictStr | None = Field(None, max_length=64)
    at: datetime
    place: StrictStr | None = Field(None, max_length=200)
    status: StrictStr = Field(min_length=1, max_length=64)

    _at = validator("at", pre=True, allow_reuse=True)(moment)


class OrderRow(Row):
    """An order with its items and tracking events."""

    number: StrictStr = Field(min_length=1, max_length=64, regex=r"[0-9A-Za-z]")
    customer_id: StrictStr
    status: Literal["paid", "confirmed", "shipped", "delivered", "refunded", "cancelled"]
    currency: StrictStr
    total: Decimal
    seller_country: StrictStr | None = None
    placed_at: datetime | None = None
    paid_at: datetime | None = None
    confirmed_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    refunded_at: datetime | None = None
    cancelled_at: datetime | None = None
    guarantee_until: datetime | None = None
    items: list[ItemRow] = []
    tracking_events: list[EventRow] = []

    _total = validator("total", pre=True, allow_reuse=True)(money)
    _currency = validator("currency", allow_reuse=True)(known_currency)
    _country = validator("seller_country", allow_reuse=True)(country_code)
    _moments = validator(
        "placed_at",
        "paid_at",
        "confirmed_at",
        "shipped_at",
        "delivered_at",
        "refunded_at",
        "cancelled_at",
        "guarantee_until",
        pre=True,
        allow_reuse=True,
    )(moment)


class PaymentRow(Row):
    """A payment."""

    id: StrictStr = Field(min_length=1, max_length=64)
    customer_id: StrictStr
    order_number: StrictStr | None = None
    amount: Decimal
    currency: StrictStr
    status: Literal["captured", "failed", "refunded"]
    decline_reason: DECLINE_REASONS | None = None
    at: datetime

    _amount = validator("amount", pre=True, allow_reuse=True)(money)
    _currency = validator("currency", allow_reuse=True)(known_currency)
    _at = validator("at", pre=True, allow_reuse=True)(moment)


class CouponRow(Row):
    """A coupon."""

    code: StrictStr = Field(min_length=1, max_length=64)
    percent: StrictInt = Field(ge=1, le=100)
    starts_on: date
    ends_on: date
    description: StrictStr = Field("", max_length=500)

    _days = validator("starts_on", "ends_on", pre=True, allow_reuse=True)(day)

    @root_validator(skip_on_failure=True)
    def _in_order(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["ends_on"] < values["starts_on"]:
            raise ValueError("ends_on lies before starts_on")
        return values


ROWS: dict[str, tuple[type[Row], str]] = {
    "customers": (CustomerRow, "id"),
    "orders": (OrderRow, "number"),
    "payments": (PaymentRow, "id"),
    "coupons": (CouponRow, "code"),
}
"""Each list of the file with the form of its rows and the field that names one."""
