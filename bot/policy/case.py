"""One question to the rules: an order that is consistent, the moment, and who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.policy.consistency import in_utc
from bot.policy.dates import after
from bot.policy.decision import Money
from bot.policy.facts import CustomerFacts, OrderFacts


@dataclass(frozen=True)
class Case:
    """What every rule over an order is given."""

    order: OrderFacts
    now: datetime
    customer: CustomerFacts | None = None

    def moment(self, name: str) -> datetime:
        """A moment of the order that the consistency check vouches for, in UTC."""
        found = getattr(self.order, name)
        assert isinstance(found, datetime)  # noqa: S101 - held by bot.policy.consistency
        return in_utc(found)

    def after(self, name: str, span: timedelta) -> datetime:
        """A deadline: a span after a moment of the order."""
        return after(self.moment(name), span)

    @property
    def total(self) -> Money:
        """What the order cost."""
        return Money(self.order.total, self.order.currency)
