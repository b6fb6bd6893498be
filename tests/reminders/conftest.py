"""A shop with an order on its way, a conversation about it, and reminders that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.conversations import opening
from bot.conversations.messages import StoredMessage
from bot.database.engine import reading
from bot.nlg import Wording
from bot.orders.importing import import_data
from bot.orders.queries import customer_of, order_of
from bot.outgoing_mail.tables import outgoing_mails
from bot.reminders.keeping import Day, keep_reminders
from bot.reminders.tables import reminders
from tests.orders.shop_rows import customer, item, order

NUMBER = "JM-4821-7305"
PLACED = datetime(2026, 8, 24, 14, 0, tzinfo=timezone.utc)
DAY_100 = PLACED + timedelta(days=100)
"""2 December, 14:00 in Lisbon: later than nine, so the moment itself is waited for."""
LAST_MORNING = datetime(2026, 12, 17, 9, 0, tzinfo=timezone.utc)
"""The guarantee ends on the 17th at 14:00."""
ASKED = PLACED + timedelta(days=60)
SECOND = timedelta(seconds=1)


def written(moment: datetime) -> str:
    """A moment as an import file has it."""
    return moment.isoformat().replace("+00:00", "Z")


@dataclass
class Shop:
    """The shop, and what the tests look at."""

    engine: Engine
    wording: Wording

    def people(self, **changes: Any) -> None:
        """Sets the customer."""
        import_data(self.engine, {"customers": [customer(**changes)]})

    def order(self, **changes: Any) -> None:
        """Sets the order: sent, unless told otherwise."""
        row = {
            "status": "shipped",
            "placed_at": written(PLACED),
            "paid_at": written(PLACED),
            "confirmed_at": written(PLACED + timedelta(days=1)),
            "shipped_at": written(PLACED + timedelta(days=5)),
            "items": [item(title="Phone case")],
            **changes,
        }
        import_data(self.engine, {"orders": [order(NUMBER, **row)]})

    def converse(self, **changes: Any) -> str:
        """A new conversation of the customer's; gives its id."""
        greeting = {"text": "Hello!", "language": "en", "response": "utter_greet.opening"}
        given = {"customer_id": "c-1", "channel": "widget", "language": "en", "context": {}}
        begun, _ = opening.begin(self.engine, greeting=greeting, now=ASKED, **{**given, **changes})
        return begun.id

    def keep(
        self, conversation: str, code: str = "not_received.wait", now: datetime = ASKED
    ) -> tuple[Day, ...]:
        """What the customer's yes to being reminded does."""
        with reading(self.engine) as connection:
            who = customer_of(connection, "c-1")
            about = order_of(connection, "c-1", NUMBER)
        assert who is not None
        assert about is not None
        return keep_reminders(self.engine, about, who, conversation, code, now)

    def kept(self) -> dict[str, Mapping[str, Any]]:
        """The reminders by their kind."""
        with reading(self.engine) as connection:
            found = connection.execute(sa.select(reminders)).mappings().all()
        assert len({row["kind"] for row in found}) == len(found)
        return {row["kind"]: row for row in found}

    def states(self) -> dict[str, tuple[str, str | None]]:
        """What became of each, and why."""
        return {kind: (row["state"], row["reason"]) for kind, row in self.kept().items()}

    def said(self, conversation: str) -> list[StoredMessage]:
        """The messages behind the greeting."""
        return opening.messages_after(self.engine, conversation, 1)

    def mails(self) -> list[Mapping[str, Any]]:
        """The mail that was queued."""
        with reading(self.engine) as connection:
            return list(connection.execute(sa.select(outgoing_mails)).mappings().all())


@pytest.fixture
def shop(engine: Engine, wording: Wording) -> Shop:
    """Ana in Lisbon has an order on its way."""
    made = Shop(engine, wording)
    made.people()
    made.order()
    return made
