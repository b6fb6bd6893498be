"""What a gateway does by itself: mail, reminders, forgetting, also after its database was away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.attachments.store import FileStore
from bot.channels import jobs
from bot.channels.jobs import Jobs
from bot.conversations.responder_client import ResponderClient
from bot.conversations.tables import attachments, conversations
from bot.conversations.turns import Turns
from bot.database.engine import reading, writing
from bot.nlg import Wording
from bot.orders.importing import import_data
from bot.orders.queries import customer_of, order_of
from bot.outgoing_mail.queueing import queue_mail
from bot.outgoing_mail.tables import outgoing_mails
from bot.reminders.keeping import keep_reminders
from bot.reminders.tables import reminders
from tests.channels.conftest import NewGateway, url_of
from tests.channels.gateway_client import settings_of
from tests.conversations.messages_for import begun
from tests.orders.shop_rows import customer, order

NOW = datetime.now(timezone.utc)


def until(check: Callable[[], Any], seconds: float = 8) -> Any:
    """What the check gives, once it gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := check():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come to pass")


def queue(engine: Engine) -> str:
    with writing(engine) as connection:
        return queue_mail(
            connection,
            address="ana@example.com",
            response="utter_mail.code",
            facts={"code": "004211", "minutes": 10},
            language="en",
            now=NOW,
        )


def facts_of_the_mail(engine: Engine) -> Any:
    with reading(engine) as connection:
        return connection.execute(sa.select(outgoing_mails.c.facts)).scalar_one()


def test_a_gateway_sends_the_mail_that_is_queued(
    engine: Engine, new_gateway: NewGateway, tmp_path: Path
) -> None:
    new_gateway(url_of(engine))
    number = queue(engine)
    path = tmp_path / "var" / "outbox" / f"{number}.eml"
    until(path.exists)
    until(lambda: facts_of_the_mail(engine) == {})


def test_a_reminder_that_fell_due_while_no_gateway_ran_comes_at_the_start(
    engine: Engine, new_gateway: NewGateway
) -> None:
    placed = (NOW - timedelta(days=101)).isoformat()
    late = {"status": "shipped", "placed_at": placed, "paid_at": placed, "shipped_at": placed}
    import_data(engine, {"customers": [customer()], "orders": [order("JM-1", **late)]})
    first = new_gateway(url_of(engine))
    talk = first.talk("c-1")
    with reading(engine) as connection:
        who, about = customer_of(connection, "c-1"), order_of(connection, "c-1", "JM-1")
    assert who is not None
    assert about is not None
    asked_at = NOW - timedelta(days=50)
    keep_reminders(engine, about, who, talk.id, "not_received.wait", asked_at)
    new_gateway(url_of(engine))
    told = until(lambda: talk.read(after=1).body["messages"])
    assert [message["response"] for message in told] == ["utter_reminder.day_100"]
    with reading(engine) as connection:
        states = connection.execute(sa.select(reminders.c.state)).scalars().all()
    assert sorted(states) == ["sent", "waiting"]


@contextmanager
def running(engine: Engine, folder: Path) -> Iterator[Jobs]:
    """The jobs of a gateway, without the gateway."""
    settings = settings_of(folder, database_url=url_of(engine))
    wording = Wording.load()
    turns = Turns(engine, ResponderClient("http://127.0.0.1:1", "secret"), wording)
    made = Jobs(engine, turns, wording, settings, FileStore(settings.attachments))
    made.start()
    try:
        yield made
    finally:
        made.stop()


async def test_a_database_that_is_away_is_tried_again(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MAIL_SECONDS", 0.05)
    number = queue(engine)
    left = [3]
    real = jobs.Postman.send_due

    async def away_at_first(postman: jobs.Postman, now: datetime) -> int:
        if left[0]:
            left[0] -= 1
            raise OperationalError("SELECT what customers wrote", {}, Exception())
        return await real(postman, now)

    monkeypatch.setattr(jobs.Postman, "send_due", away_at_first)
    with capture_logs() as logged, running(engine, tmp_path):
        for _ in range(400):
            if (tmp_path / "outbox" / f"{number}.eml").exists():
                break
            await asyncio.sleep(0.02)
    away = [line for line in logged if line["event"] == "database_away"]
    assert [line["reason"] for line in away] == ["OperationalError"] * 3
    assert "customers wrote" not in repr(logged)
    assert any(line["event"] == "mail_written" for line in logged)


async def test_a_job_that_lasts_is_not_begun_a_second_time(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MAIL_SECONDS", 0.02)
    at_once = [0, 0]

    async def slow(_: jobs.Postman, __: datetime) -> int:
        at_once[0] += 1
        at_once[1] = max(at_once)
        await asyncio.sleep(0.2)
        at_once[0] -= 1
        return 0

    monkeypatch.setattr(jobs.Postman, "send_due", slow)
    with running(engine, tmp_path):
        await asyncio.sleep(0.7)
    assert at_once[1] == 1


async def test_a_gateway_that_stops_leaves_its_job_quietly(
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def endless(_: jobs.Postman, __: datetime) -> int:
        await asyncio.sleep(60)
        return 0

    monkeypatch.setattr(jobs.Postman, "send_due", endless)
    with running(engine, tmp_path):
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.05)
    assert caplog.records == []


def test_a_gateway_sweeps_what_was_never_sent_and_forgets_what_is_long_ago(
    engine: Engine, new_gateway: NewGateway
) -> None:
    long_ago = NOW - timedelta(days=31)
    talk, recent = begun(engine), begun(engine)
    with writing(engine) as connection:
        for conversation, moment in ((talk, long_ago), (recent, NOW)):
            connection.execute(
                sa.update(conversations)
                .where(conversations.c.id == conversation)
                .values(updated_at=moment)
            )
        waiting = {"name": "a.png", "content_type": "image/png", "size": 1, "sha256": ""}
        connection.execute(
            sa.insert(attachments).values(
                id="a-1", conversation_id=recent, created_at=long_ago, **waiting
            )
        )
    new_gateway(url_of(engine), retention_days=30)

    def done() -> bool:
        with reading(engine) as connection:
            left = connection.execute(sa.select(attachments.c.id)).scalars().all()
            erased = connection.execute(
                sa.select(conversations.c.id).where(conversations.c.erased_at.is_not(None))
            ).scalars()
            return left == [] and list(erased) == [talk]

    until(done)
