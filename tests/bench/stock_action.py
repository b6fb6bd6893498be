"""The stock bot's one custom action, run by rasa-sdk: where the customer's order is.

It does what the bot's own action does: reads the order and its parcel's way from SQLite, and
names a response with what it found.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher


class ActionHelloOrder(Action):  # type: ignore[misc]
    """Tells where the newest order of the demo customer is."""

    def name(self) -> str:
        return "action_hello_order"

    def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,  # noqa: ARG002 - rasa-sdk's signature
        domain: dict[str, Any],  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(os.environ["STOCK_ORDERS"])) as orders:
            number, status = orders.execute(
                "SELECT number, status FROM orders WHERE customer = ? ORDER BY placed_at DESC",
                ("demo-en",),
            ).fetchone()
            events = orders.execute(
                "SELECT at, place, status FROM tracking_events WHERE number = ? ORDER BY at",
                (number,),
            ).fetchall()
        dispatcher.utter_message(
            response="utter_order_status",
            number=number,
            status=status,
            events="\n".join(" ".join(event) for event in events),
        )
        return []
