"""Mail that is queued, a real SMTP server that takes it, and the postman of a gateway."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.database.engine import reading, writing
from bot.nlg import Wording
from bot.outgoing_mail.queueing import queue_mail
from bot.outgoing_mail.sending import Postman
from bot.outgoing_mail.tables import outgoing_mails
from bot.settings import Settings, load_settings
from tests.orders.shop_rows import NOW
from tests.outgoing_mail.mail_server import MailServer

CODE = {"code": "004211", "minutes": 10}

Queue = Callable[..., str]
NewPostman = Callable[..., Postman]


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server that listens."""
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def queue(engine: Engine) -> Queue:
    """Queues a mail with a code, unless told otherwise."""

    def put(address: str = "ana@example.com", **changes: Any) -> str:
        given = {
            "response": "utter_mail.code",
            "facts": CODE,
            "language": "en",
            "now": NOW,
            **changes,
        }
        with writing(engine) as connection:
            return queue_mail(connection, address=address, **given)

    return put


@pytest.fixture
def new_postman(engine: Engine, wording: Wording, tmp_path: Path) -> NewPostman:
    """The postman of one more gateway on the test's database."""

    def make(**changes: Any) -> Postman:
        return Postman(engine, wording, settings_of(tmp_path, **changes), in_thread)

    return make


def settings_of(folder: Path, **changes: Any) -> Settings:
    """Settings of the tests' own, whatever the environment and a ``.env`` file say."""
    given = {"smtp_url": None, "mail_address": None, "brand": "Jama", "var": folder, **changes}
    return load_settings(_env_file=None, **given)


async def in_thread(work: Callable[..., Any], *arguments: Any) -> Any:
    """As a gateway's threads do it."""
    return await asyncio.to_thread(work, *arguments)


def mails(engine: Engine) -> list[dict[str, Any]]:
    """The rows of the queue, oldest first."""
    asked = sa.select(outgoing_mails).order_by(outgoing_mails.c.created_at, outgoing_mails.c.id)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(asked).mappings()]


def mail(engine: Engine) -> dict[str, Any]:
    """The one row of the queue."""
    (row,) = mails(engine)
    return row


def later(seconds: float) -> datetime:
    """A moment after NOW."""
    return NOW + timedelta(seconds=seconds)
