"""What a rule may know: frozen facts about an order, a customer, their app and payments.

Moments are aware datetimes, money is Decimal. Odd facts are let in: the rules say what is odd.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class ItemFacts:
    """One line of an order. ``price`` is for one piece, in the order's currency."""

    title: str = ""
    quantity: int = 1
    price: Decimal = Decimal(0)
    variant: str | None = None
    tracking_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class TrackingEventFacts:
    """One station of a parcel."""

    tracking_number: str | None = None
    at: datetime
    place: str | None = None
    status: str = ""


@dataclass(frozen=True, kw_only=True)
class ClaimFacts:
    """An open claim of the customer's about an order; a return that was started is one."""

    category: str
    ticket: str
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """An order as it stands. ``status`` is one of ``paid confirmed shipped delivered refunded
    cancelled``; a moment that has not come is None; ``claims`` are the open ones."""

    number: str
    status: str
    customer_id: str = ""
    currency: str = "EUR"
    total: Decimal = Decimal(0)
    seller_country: str | None = None
    placed_at: datetime | None = None
    paid_at: datetime | None = None
    confirmed_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    refunded_at: datetime | None = None
    cancelled_at: datetime | None = None
    guarantee_until: datetime | None = None
    items: Sequence[ItemFacts] = ()
    tracking_events: Sequence[TrackingEventFacts] = ()
    claims: Sequence[ClaimFacts] = ()


@dataclass(frozen=True, kw_only=True)
class PaymentFacts:
    """A payment: ``status`` is ``captured``, ``failed`` or ``refunded``."""

    id: str
    order_number: str | None = None
    amount: Decimal = Decimal(0)
    currency: str = "EUR"
    status: str
    decline_reason: str | None = None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AppFacts:
    """What the customer's app or page told. ``platform`` is ``ios``, ``android`` or ``web``;
    what it did not tell is None. ``signed_in_at`` is when it was last open, signed in."""

    platform: str | None = None
    version: str | None = None
    push: bool | None = None
    email_notifications: bool | None = None
    signed_in_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CustomerFacts:
    """Who asks. ``timezone`` is an IANA name; calendar dates are told in it."""

    id: str = ""
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    country: str | None = None
    timezone: str | None = None
    payments: Sequence[PaymentFacts] = ()
    app: AppFacts | None = None


@dataclass(frozen=True, kw_only=True)
class CouponFacts:
    """A coupon: ``percent`` off, from its first to its last day, both included."""

    code: str
    percent: int = 0
    starts_on: date
    ends_on: date
    description: str = ""
