"""The shop's data for actions: the one database engine, the customer, the limits on look-ups."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy.engine import Engine

from actions.asking import Asking
from bot.database.engine import engine_of, reading
from bot.moving_window import window_storage
from bot.orders.queries import customer_of
from bot.policy import AppFacts, CustomerFacts
from bot.settings import Settings, load_settings
from bot.verification.codes import Codes
from bot.verification.limiting import CodeLimits


@cache
def settings() -> Settings:
    """The settings of this process."""
    return load_settings()


@cache
def engine() -> Engine:
    """The shop's database."""
    return engine_of(settings().database)


def customer(asking: Asking) -> CustomerFacts | None:
    """Who asks, with what their app told; None for one whom the shop does not know."""
    app = _app(asking)
    if asking.customer_id is None:
        return CustomerFacts(id="", app=app) if app else None
    with reading(engine()) as connection:
        known = customer_of(connection, asking.customer_id)
    return replace(known, app=app) if known else None


def _app(asking: Asking) -> AppFacts | None:
    told = asking.context.get("app")
    if not isinstance(told, dict):
        return None
    return AppFacts(
        platform=told.get("platform"),
        version=told.get("version"),
        push=told.get("push"),
        email_notifications=told.get("email_notifications"),
        # Whoever writes from the app with a signed token has it open, signed in, now.
        signed_in_at=asking.now if asking.assurance == "signed" else None,
    )


@cache
def codes() -> Codes:
    """What one-time codes need."""
    limits = CodeLimits(settings().rates["code"], settings().redis_url)
    return Codes(engine(), settings().secret, limits)


@cache
def _storage() -> Storage:
    # Kept: the limiter itself holds only a weak reference to it.
    return window_storage(settings().redis_url)


@cache
def _lookups() -> tuple[MovingWindowRateLimiter, RateLimitItem]:
    return MovingWindowRateLimiter(_storage()), parse(settings().rates["lookup"])


def may_look_up(customer_id: str) -> bool:
    """Whether this customer may still ask for orders that were not found, this hour."""
    limiter, rate = _lookups()
    return bool(limiter.test(rate, "lookup", customer_id))


def note_fruitless_lookup(customer_id: str) -> None:
    """Counts a look-up that found nothing."""
    limiter, rate = _lookups()
    limiter.hit(rate, "lookup", customer_id)
