"""A cancel from question to money, through the real processes."""

from __future__ import annotations

import json
import subprocess
import threading
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.whole.running_bot import BIN, ROOT, Bot

pytestmark = pytest.mark.slow


def import_order(bot: Bot, tmp_path: Path, customer: str, number: str, minutes_ago: int) -> None:
    """Imports an order that was paid so many minutes ago, through ``orders import``."""
    paid = (datetime.now(timezone.utc) - timedelta(minutes=minutes_ago)).isoformat()
    file = tmp_path / f"{number}.json"
    file.write_text(
        json.dumps(
            {
                "customers": [
                    {
                        "id": customer,
                        "name": "Ines",
                        "email": f"{customer}@example.com",
                        "phone": None,
                        "locale": "en-GB",
                        "country": "GB",
                        "timezone": "Europe/London",
                    }
                ],
                "orders": [
                    {
                        "number": number,
                        "customer_id": customer,
                        "status": "paid",
                        "currency": "EUR",
                        "total": "18.90",
                        "seller_country": "CN",
                        "placed_at": paid,
                        "paid_at": paid,
                        "items": [{"title": "Phone case", "quantity": 1, "price": "18.90"}],
                    }
                ],
            }
        )
    )
    done = subprocess.run(
        [BIN / "support-bot", "orders", "import", file],
        cwd=ROOT,
        env={**__import__("os").environ, "SUPPORT_BOT_VAR": str(bot.var)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_a_cancel_is_shown_confirmed_and_done(bot: Bot, tmp_path: Path) -> None:
    import_order(bot, tmp_path, "c-cancel", "JM-7001-0001", 10)
    conversation = bot.conversation("c-cancel", "en")
    shown = conversation.say("Please cancel my order")
    assert shown.code == "cancel.allowed"
    assert shown.messages[0]["decision"]["outcome"] == "act"
    done = conversation.say("yes")
    assert done.responses == ["utter_cancel.done"], done.messages
    after = conversation.say("Where is my order?")
    assert after.code == "track.cancelled"


def test_a_no_leaves_the_order_as_it_was(bot: Bot, tmp_path: Path) -> None:
    import_order(bot, tmp_path, "c-keep", "JM-7001-0002", 10)
    conversation = bot.conversation("c-keep", "en")
    shown = conversation.say("Please cancel my order")
    labels = [choice["label"] for choice in shown.messages[0]["choices"]]
    kept = conversation.choose(shown.choice(labels[1]))
    assert kept.responses == ["utter_cancel.kept"], kept.messages
    assert conversation.say("Where is my order?").code == "track.paid"


def test_two_conversations_saying_yes_at_once_cancel_once(bot: Bot, tmp_path: Path) -> None:
    import_order(bot, tmp_path, "c-race", "JM-7001-0003", 10)
    conversations = [bot.conversation("c-race", "en") for _ in range(4)]
    for conversation in conversations:
        assert conversation.say("Please cancel my order").code == "cancel.allowed"
    answers = []
    threads = [
        threading.Thread(target=lambda c=conversation: answers.append(c.say("yes")))
        for conversation in conversations
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = [answer for answer in answers if answer.responses == ["utter_cancel.done"]]
    lost = [answer for answer in answers if answer.code == "cancel.already_cancelled"]
    assert len(done) == 1, [answer.messages for answer in answers]
    assert len(lost) == 3


def test_the_same_yes_sent_again_gives_the_same_answer(bot: Bot, tmp_path: Path) -> None:
    import_order(bot, tmp_path, "c-again", "JM-7001-0004", 10)
    conversation = bot.conversation("c-again", "en")
    conversation.say("Please cancel my order")
    client_id = str(uuid.uuid4())
    first = conversation.say("yes", client_id)
    again = conversation.say("yes", client_id)
    assert first.messages == again.messages
    assert first.responses == ["utter_cancel.done"]
