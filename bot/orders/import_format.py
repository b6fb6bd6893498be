"""The form of an import file, row by row: CONTRACT.md, ``orders import``."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConstrainedInt, Extra, Field, StrictStr, validator

from bot.orders.import_values import (
    clean_text,
    country_code,
    currency_code,
    day,
    email_address,
    locale_tag,
    moment,
    money,
    number_of_order,
    time_zone,
)

DeclineReason = Literal[
    "expired_card",
    "insufficient_funds",
    "wrong_details",
    "online_restricted",
    "blocked_by_bank",
    "three_d_secure",
    "temporary",
]
Status = Literal["paid", "confirmed", "shipped", "delivered", "refunded", "cancelled"]


class Quantity(ConstrainedInt):
    """Pieces of an item: a whole number, neither text nor true."""

    strict = True
    ge = 1
    le = 100_000


class Percent(ConstrainedInt):
    """What a coupon takes off."""

    strict = True
    ge = 1
    le = 100


class Row(BaseModel):
    """A row of any list: unknown fields are refused, text is NFC without control characters."""

    class Config:
        extra = Extra.forbid
        anystr_strip_whitespace = True

    _text = validator("*", pre=True, allow_reuse=True)(clean_text)


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
    _email = validator("email", allow_reuse=True)(email_address)
    _locale = validator("locale", allow_reuse=True)(locale_tag)
    _timezone = validator("timezone", allow_reuse=True)(time_zone)


class ItemRow(Row):
    """A line of an order; its price is for one piece."""

    title: StrictStr = Field(min_length=1, max_length=500)
    quantity: Quantity
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

    number: StrictStr = Field(max_length=64)
    customer_id: StrictStr
    status: Status
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

    _number = validator("number", allow_reuse=True)(number_of_order)
    _total = validator("total", pre=True, allow_reuse=True)(money)
    _currency = validator("currency", allow_reuse=True)(currency_code)
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
    decline_reason: DeclineReason | None = None
    at: datetime

    _amount = validator("amount", pre=True, allow_reuse=True)(money)
    _currency = validator("currency", allow_reuse=True)(currency_code)
    _at = validator("at", pre=True, allow_reuse=True)(moment)


class CouponRow(Row):
    """A coupon, good from its first to its last day."""

    code: StrictStr = Field(min_length=1, max_length=64)
    percent: Percent
    starts_on: date
    ends_on: date
    description: StrictStr = Field("", max_length=500)

    _days = validator("starts_on", "ends_on", pre=True, allow_reuse=True)(day)

    @validator("ends_on")
    def _in_order(cls, value: date, values: dict[str, Any]) -> date:
        if "starts_on" in values and value < values["starts_on"]:
            raise ValueError("lies before starts_on")
        return value


ROWS: dict[str, tuple[type[Row], str]] = {
    "customers": (CustomerRow, "id"),
    "orders": (OrderRow, "number"),
    "payments": (PaymentRow, "id"),
    "coupons": (CouponRow, "code"),
}
"""Each list of the file with the form of its rows and the field that names one."""
