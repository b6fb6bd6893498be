"""What depends on the day: the promotion of June, longer lead times in winter, and reminders that
come weeks later. The bot's processes run under libfaketime, whose clock the test moves on."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from bot.orders.demo_shop import demo_order
from tests.whole.running_bot import BIN, ROOT, Bot, note

pytestmark = pytest.mark.slow

REMINDED_WITHIN = 60
"""Seconds: reminders are looked for every half a minute."""


@dataclass
class TimedBot(Bot):
    """A bot that lives at another moment, from which its time runs on."""

    behind: timedelta = field(default_factory=timedelta)

    def set_clock(self, moment: datetime) -> None:
        """Moves the clock of every process of the bot."""
        self.behind = moment - datetime.now(timezone.utc)
        local = moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        (self.var / "clock").write_text(f"@{local}\n", encoding="ascii")

    def now(self) -> datetime:
        return datetime.now(timezone.utc) + self.behind


@pytest.fixture(scope="module")
def timed_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimedBot]:
    """A bot on 20 January of next year."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    var = tmp_path_factory.mktemp("timed")
    running = TimedBot(
        var,
        environment={
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(var / "clock"),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
        },
    )
    running.set_clock(new_year() + timedelta(days=19, hours=12))
    running.start()
    try:
        yield running
    finally:
        running.stop()


def new_year() -> datetime:
    return datetime(datetime.now(timezone.utc).year + 1, 1, 1, tzinfo=timezone.utc)


def june(day: int) -> datetime:
    return new_year().replace(month=6, day=day, hour=12)


def test_reminders_come_on_day_one_hundred_and_on_the_last_day(timed_bot: TimedBot) -> None:
    number = demo_order("en", "shipped")
    talk = timed_bot.conversation("demo-en", "en", order_number=number)
    assert talk.say("My parcel never arrived.").code == "not_received.wait"
    set_ = talk.say("yes please")
    assert set_.responses == ["utter_reminder.set"]
    placed = timed_bot.now() - timedelta(days=20, minutes=1)
    timed_bot.set_clock(placed + timedelta(days=100, hours=23))
    assert_reminded(timed_bot, talk.id, "utter_reminder.day_100")
    # Once, and a bot that starts anew has not forgotten the second.
    timed_bot.stop()
    timed_bot.set_clock(placed + timedelta(days=115, hours=-1))
    timed_bot.start()
    assert_reminded(timed_bot, talk.id, "utter_reminder.last_day")
    assert [m for m in said_in(timed_bot, talk.id) if m == "utter_reminder.day_100"] == [
        "utter_reminder.day_100"
    ]


def assert_reminded(bot: Bot, conversation_id: str, response: str) -> None:
    end = time.monotonic() + REMINDED_WITHIN
    while response not in said_in(bot, conversation_id):
        assert time.monotonic() < end, said_in(bot, conversation_id)
        time.sleep(0.5)
    note([{"response": response}])


def said_in(bot: Bot, conversation_id: str) -> list[str]:
    """Every response of a conversation, by its number: its tokens have long expired."""
    with sqlite3.connect(bot.var / "support-bot.sqlite3") as database:
        rows = database.execute(
            "SELECT response FROM messages WHERE conversation_id = ? AND author = 'bot'"
            " ORDER BY seq",
            (conversation_id,),
        )
        return [str(response) for (response,) in rows]


@pytest.mark.parametrize(
    ("day", "code"),
    [(31, "promo.upcoming"), (2, "promo.preview"), (5, "promo.sale"), (8, "promo.over")],
)
def test_the_promotion_is_told_as_it_stands_that_day(
    timed_bot: TimedBot, day: int, code: str
) -> None:
    timed_bot.set_clock(june(day) if day < 31 else june(1) - timedelta(days=1))
    talk = timed_bot.conversation("demo-en", "en")
    assert talk.say("When is the anniversary sale and what are its conditions?").code == code


def test_without_a_valid_coupon_none_is_listed(timed_bot: TimedBot) -> None:
    timed_bot.set_clock(new_year().replace(month=11))
    answer = timed_bot.conversation("demo-en", "en").say("Do you have any discount codes for me?")
    assert answer.code == "coupon.none"


def test_an_app_that_is_too_old_is_told_what_is_missing(timed_bot: TimedBot) -> None:
    timed_bot.set_clock(june(5))
    app = {"platform": "ios", "version": "2.34.0", "push": False, "email_notifications": True}
    talk = timed_bot.conversation("demo-en", "en", app=app)
    answer = talk.say("When is the anniversary sale and what are its conditions?")
    assert answer.code == "promo.not_eligible"


def test_an_order_placed_in_the_winter_has_a_longer_lead_time(
    timed_bot: TimedBot, tmp_path: Path
) -> None:
    timed_bot.set_clock(new_year() + timedelta(days=32))
    placed = timed_bot.now() - timedelta(days=14)
    import_orders(timed_bot, tmp_path, [confirmed("JM-8800-0001", placed)])
    talk = timed_bot.conversation("winter", "en", order_number="JM-8800-0001")
    assert talk.say("When will the seller send my order?").code == "dispatch.extended_lead_time"


def confirmed(number: str, placed: datetime) -> dict[str, Any]:
    """An order from a seller in China that was confirmed the day after it was placed."""
    return {
        "number": number,
        "customer_id": "winter",
        "status": "confirmed",
        "currency": "EUR",
        "total": "9.00",
        "seller_country": "CN",
        "placed_at": placed.isoformat(),
        "paid_at": placed.isoformat(),
        "confirmed_at": (placed + timedelta(days=1)).isoformat(),
        "items": [{"title": "Lantern", "quantity": 1, "price": "9.00"}],
        "tracking_events": [],
    }


def import_orders(bot: Bot, folder: Path, orders: list[dict[str, Any]]) -> None:
    customer = {"id": "winter", "name": "Ina", "email": "winter@example.com", "locale": "en-GB"}
    file = folder / "orders.json"
    file.write_text(json.dumps({"customers": [customer], "orders": orders}), encoding="utf-8")
    subprocess.run(
        [BIN / "support-bot", "orders", "import", file],
        cwd=ROOT,
        env={**os.environ, **bot.environment, "SUPPORT_BOT_VAR": str(bot.var)},
        check=True,
        capture_output=True,
    )
