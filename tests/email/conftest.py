"""A shop, a responder that says what it is told, and the steps of an email worker by hand."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.engine import Engine

from bot.attachments.store import FileStore
from bot.channels.email.answering import Answering
from bot.channels.email.chat_to_mail import ChatToMail
from bot.channels.email.composing import Shop
from bot.channels.email.keeping_files import keeper
from bot.channels.email.mailbox import Fetched
from bot.channels.email.reading import read_mail
from bot.channels.email.receiving import Reception, receive
from bot.channels.email.threads import Signer
from bot.conversations.responder_client import ResponderClient
from bot.conversations.turns import Turns
from bot.database.engine import engine_of
from bot.nlg import Wording
from bot.orders.importing import import_data
from tests.conversations.scripted_responder import SECRET, ScriptedResponder
from tests.email.letters import AUTHSERV, SUPPORT, queued
from tests.orders.shop_rows import NOW, customer
from tests.services.dovecot import Dovecot

SIGNER = Signer("a secret of the tests that is long enough", SUPPORT)


@pytest.fixture
def responder() -> Iterator[ScriptedResponder]:
    """A responder that listens. At the end every turn that it was asked must have been right."""
    made = ScriptedResponder()
    made.listen()
    yield made
    made.close()
    assert made.misshapen == []


@pytest.fixture
def any_engine(migrated_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """A migrated SQLite database, for what no database changes."""
    shutil.copy(migrated_file, tmp_path / "bot.sqlite3")
    made = engine_of(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[Dovecot]:
    """A running Dovecot."""
    server = Dovecot()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def dovecot(dovecot_server: Dovecot) -> Iterator[Dovecot]:
    """The Dovecot with an empty inbox."""
    yield dovecot_server
    dovecot_server.empty()


@dataclass
class Clock:
    """Tells the moment that the test sets."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Bridge:
    """The email worker by hand: what comes in, what goes out."""

    engine: Engine
    turns: Turns
    clock: Clock
    answering: Answering
    chat_to_mail: ChatToMail
    store: FileStore
    uid: int = 0

    def take(self, raw: bytes, uid: int | None = None, validity: int = 1) -> str:
        """Takes one mail in, as the mailbox's thread does; gives what became of it."""
        self.uid += 1
        self.clock.passes(seconds=1)
        fetched = Fetched(validity, uid or self.uid, raw)
        read = read_mail(raw, own_addresses=[SUPPORT], authserv_id=AUTHSERV)
        reception = Reception(self.engine, SIGNER, keeper(self.engine, self.store, self.clock))
        return receive(reception, "support@mx/INBOX", fetched, read, self.clock())

    async def answer(self) -> None:
        """Answers until nothing is due."""
        while await self.answering.answer_waiting():
            self.clock.passes(seconds=0.1)

    async def exchange(self, raw: bytes) -> EmailMessage:
        """Takes a mail in, answers it, and gives the letter that answers it."""
        before = len(queued(self.engine))
        assert self.take(raw) == "waiting"
        await self.answer()
        letters = queued(self.engine)
        assert len(letters) == before + 1, [str(one["Subject"]) for one in letters]
        return letters[-1]


@pytest_asyncio.fixture
async def bridge(
    engine: Engine, responder: ScriptedResponder, wording: Wording, tmp_path: Path
) -> AsyncIterator[Bridge]:
    """An email worker's steps over a shop with one customer, Ana."""
    import_data(engine, {"customers": [customer(locale="en-GB", name="Ana Reis")]})
    clock = Clock()
    turns = Turns(engine, ResponderClient(responder.url, SECRET), wording, clock)
    await turns.start()
    shop = Shop("Jama", "http://127.0.0.1:8000", SIGNER, wording)
    store = FileStore(str(tmp_path / "attachments"))
    yield Bridge(engine, turns, clock, Answering(turns, shop), ChatToMail(turns, shop), store)
    responder.let_go()
    await turns.stop()


def offering(text: str, *labels: str, **more: Any) -> dict[str, Any]:
    """A message of the responder's with choices."""
    choices = [
        {"label": label, "payload": {"intent": "inform", "entities": {"what": label}}}
        for label in labels
    ]
    return {"text": text, "choices": choices, **more}
