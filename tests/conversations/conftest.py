"""Databases to converse in, a responder that says what it is told, and gateways' turns."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.engine import Engine

from bot.conversations import turns
from bot.conversations.responder_client import ResponderClient
from bot.conversations.turns import Turns
from bot.database.engine import engine_of
from bot.nlg import Wording
from tests.conversations.messages_for import NewTurns
from tests.conversations.scripted_responder import SECRET, ScriptedResponder


@pytest.fixture
def engine(shared_engine: Engine) -> Engine:
    """A database that the tests of a module share: each has conversations of its own."""
    return shared_engine


@pytest.fixture
def own_engine(database_url: str) -> Iterator[Engine]:
    """A database of the test's own, for what looks at every conversation."""
    made = engine_of(database_url)
    yield made
    made.dispose()


@pytest.fixture
def responder() -> Iterator[ScriptedResponder]:
    """A responder that listens. At the end every turn that it was asked must have been right."""
    made = ScriptedResponder()
    made.listen()
    yield made
    made.close()
    assert made.misshapen == []


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns that are tried again, and looked for, in moments instead of seconds."""
    monkeypatch.setattr(turns, "FIRST_RETRY_SECONDS", 0.02)
    monkeypatch.setattr(turns, "LONGEST_RETRY_SECONDS", 0.05)
    monkeypatch.setattr(turns, "LOOK_SECONDS", 0.05)


@pytest_asyncio.fixture
async def new_turns(
    engine: Engine,
    responder: ScriptedResponder,
    wording: Wording,
    impatient: None,  # noqa: ARG001
) -> AsyncIterator[NewTurns]:
    """Starts the turns of one more gateway on the test's database, and stops all at the end."""
    started: list[Turns] = []

    async def start(database: Engine = engine, url: str = "", **more: Any) -> Turns:
        client = ResponderClient(url or responder.url, SECRET)
        made = Turns(database, client, wording, **more)
        await made.start()
        started.append(made)
        return made

    yield start
    responder.let_go()
    for made in started:
        await made.stop()
