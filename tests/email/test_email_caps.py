"""Two machines that answer each other fall silent; a person is heard again after a pause."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine

from bot.channels.email.caps import LETTERS, body_digest
from tests.email.conftest import Bridge
from tests.email.letters import mail, queued, stored

MACHINE = "machine@elsewhere.example"


@pytest.fixture
def engine(any_engine: Engine) -> Engine:
    """SQLite: the statements of both databases are run by test_email_once.py."""
    return any_engine


async def test_a_machine_that_answers_every_letter_is_left_alone(
    bridge: Bridge, engine: Engine
) -> None:
    answer, sent = mail("Ticket 1 was opened", sender=MACHINE), 0
    for turn in range(200):
        bridge.take(answer)
        await bridge.answer()
        letters = queued(engine)
        if len(letters) == sent:
            break
        sent = len(letters)
        answer = mail(
            f"Ticket {turn} {'abcdefghij'[turn % 10] * 30}", sender=MACHINE, answers=letters[-1]
        )
    assert sent == 10
    assert stored(engine)[-1]["reason"] == "cap_10_minutes"


async def test_a_machine_that_repeats_itself_is_left_alone_sooner(
    bridge: Bridge, engine: Engine
) -> None:
    for turn in range(6):
        bridge.take(
            mail(f"We have received your message and opened ticket {turn}.", sender=MACHINE)
        )
        bridge.clock.passes(minutes=30)
    reasons = [row["reason"] for row in stored(engine)]
    assert reasons == [None, None, None, *["cap_same_body"] * 3]


@pytest.mark.parametrize(
    ("pause", "answered", "reason"),
    [
        (timedelta(seconds=50), 10, "cap_10_minutes"),
        (timedelta(seconds=100), 15, "cap_30_minutes"),
        (timedelta(seconds=136), 25, "cap_60_minutes"),
        (timedelta(minutes=5), 60, "cap_day"),
    ],
)
def test_so_many_mails_in_so_long_are_answered(
    bridge: Bridge, engine: Engine, pause: timedelta, answered: int, reason: str
) -> None:
    for index in range(answered + 2):
        bridge.take(mail(f"No {index}", sender=MACHINE, subject=f"{index}"))
        bridge.clock.now += pause - timedelta(seconds=1)
    counted = Counter(row["reason"] for row in stored(engine))
    assert counted == {None: answered, reason: 2}


def test_after_a_pause_a_sender_is_heard_again(bridge: Bridge, engine: Engine) -> None:
    for index in range(12):
        bridge.take(mail(f"No {index}", subject=f"{index}"))
    bridge.clock.passes(minutes=61)
    assert bridge.take(mail("And now?")) == "waiting"
    assert len([row for row in stored(engine) if row["state"] == "silent"]) == 2


def test_one_senders_flood_silences_nobody_else(bridge: Bridge) -> None:
    for index in range(12):
        bridge.take(mail(f"No {index}", subject=f"{index}", sender=MACHINE))
    assert bridge.take(mail("Hello, where is my parcel?")) == "waiting"


def test_what_a_machine_says_of_itself_counts_for_nothing(bridge: Bridge) -> None:
    for index in range(20):
        bridge.take(mail(f"Away {index}", subject=f"{index}", Auto_Submitted="auto-replied"))
    assert bridge.take(mail("Back again, and I have a question")) == "waiting"


def test_short_words_may_come_again_and_again() -> None:
    assert body_digest("Yes, please!") is None
    assert body_digest("x" * LETTERS) == body_digest(f"{'X' * LETTERS} 17")
