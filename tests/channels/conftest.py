"""Gateways in this process, on both databases, with a real Redis and a scripted responder."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import structlog
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from bot.channels.gateway import create_app
from bot.channels.log import set_up_log
from bot.nlg import Wording
from tests.channels.gateway_client import Gateway, NewGateway, settings_of, url_of
from tests.channels.served import Client, Served
from tests.conversations.scripted_responder import ScriptedResponder
from tests.services.redis import Redis


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    """A running Redis server."""
    server = Redis()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module", autouse=True)
def _wording_is_read_once(wording: Wording) -> Iterator[None]:
    """To read the catalogs takes much longer than all else that a gateway does at its start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Wording, "load", lambda: wording)
        yield


@pytest.fixture(scope="module", autouse=True)
def _gateways_log() -> Iterator[None]:
    """The log as the gateway's process has it."""
    set_up_log()
    yield
    structlog.reset_defaults()


@pytest.fixture(params=["memory", "redis"])
def redis_url(request: pytest.FixtureRequest) -> str | None:
    """Where limits are counted: in memory, and in an empty Redis."""
    if request.param == "memory":
        return None
    server: Redis = request.getfixturevalue("redis_server")
    server.empty()
    return server.url


@pytest.fixture(scope="module")
def responder() -> Iterator[ScriptedResponder]:
    """A responder that listens, for the tests of a module."""
    made = ScriptedResponder()
    made.listen()
    yield made
    made.close()
    assert made.misshapen == []


@pytest.fixture(scope="module")
def gateway(
    shared_engine: Engine, responder: ScriptedResponder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    """A gateway for the tests of a module: each begins conversations of its own."""
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("var")
        yield _start(stack, folder, url_of(shared_engine), responder)


@pytest.fixture(scope="module")
def any_gateway(
    migrated_file: Path, responder: ScriptedResponder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    """A gateway on SQLite, for what no database changes."""
    folder = tmp_path_factory.mktemp("var")
    shutil.copy(migrated_file, folder / "bot.sqlite3")
    with ExitStack() as stack:
        yield _start(stack, folder, f"sqlite:///{folder / 'bot.sqlite3'}", responder)


@pytest.fixture
def new_gateway(responder: ScriptedResponder, tmp_path: Path) -> Iterator[NewGateway]:
    """Starts a gateway on a database, with other settings."""
    with ExitStack() as stack:

        def start(database_url: str, **changes: Any) -> Gateway:
            return _start(stack, tmp_path / "var", database_url, responder, **changes)

        yield start


def _start(
    stack: ExitStack,
    folder: Path,
    database_url: str,
    responder: ScriptedResponder,
    actions_url: str = "",
    **changes: Any,
) -> Gateway:
    settings = settings_of(folder, database_url=database_url, **changes)
    app = create_app(
        settings, responder_url=responder.url, actions_url=actions_url or responder.url
    )
    client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    return Gateway(settings, stack.enter_context(client))


Serve = Callable[..., Served]
"""Serves a gateway on a database, with other settings."""


@pytest.fixture(scope="module")
def served(
    migrated_file: Path, responder: ScriptedResponder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A gateway on a real port, on SQLite, for the tests of a module."""
    folder = tmp_path_factory.mktemp("var")
    shutil.copy(migrated_file, folder / "bot.sqlite3")
    made = serve_at(folder, f"sqlite:///{folder / 'bot.sqlite3'}", responder)
    yield made
    made.stop()


@pytest.fixture
def serve(responder: ScriptedResponder, tmp_path: Path) -> Iterator[Serve]:
    """Serves a gateway on a database, with other settings."""
    started: list[Served] = []

    def start(database_url: str, **changes: Any) -> Served:
        started.append(serve_at(tmp_path / "var", database_url, responder, **changes))
        return started[-1]

    yield start
    for made in started:
        made.stop()


def serve_at(
    folder: Path, database_url: str, responder: ScriptedResponder, **changes: Any
) -> Served:
    """Serves a gateway that keeps its things in this folder."""
    settings = settings_of(folder, database_url=database_url, **changes)
    app = create_app(settings, responder_url=responder.url, actions_url=responder.url)
    made = Served(app, settings)
    made.start()
    return made


@pytest_asyncio.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """What clients call with."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as made:
        yield made


@pytest_asyncio.fixture
async def client(session: aiohttp.ClientSession, served: Served) -> AsyncIterator[Client]:
    """A client with a conversation of its own."""
    made = await Client(session, served).begin()
    yield made
    for tab in made.sockets:
        await tab.socket.close()
