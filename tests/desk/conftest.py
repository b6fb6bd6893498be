"""A gateway with its desk in this process, on both databases; agents who sign in there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import structlog
from argon2 import PasswordHasher
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from bot.channels.gateway import create_app
from bot.channels.log import set_up_log
from bot.desk import agents
from bot.nlg import Wording
from bot.orders.importing import import_file
from tests.channels.gateway_client import settings_of, url_of
from tests.conversations.scripted_responder import ScriptedResponder
from tests.desk.shop import shop_file
from tests.desk.visitor import ADDRESS, Office


@pytest.fixture(scope="module", autouse=True)
def _wording_is_read_once(wording: Wording) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Wording, "load", lambda: wording)
        yield


@pytest.fixture(scope="module", autouse=True)
def _passwords_are_cheap() -> Iterator[None]:
    """Passwords are hashed as in earnest, only with less memory and time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(agents, "HASHER", PasswordHasher(time_cost=1, memory_cost=64))
        agents.nobodys.cache_clear()
        yield
        agents.nobodys.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def _gateways_log() -> Iterator[None]:
    """The log as the gateway's process has it."""
    set_up_log()
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def responder() -> Iterator[ScriptedResponder]:
    """A responder that listens."""
    made = ScriptedResponder()
    made.listen()
    yield made
    made.close()
    assert made.misshapen == []


@pytest.fixture(scope="module")
def office(
    shared_engine: Engine, responder: ScriptedResponder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """The gateway of the tests of a module, with a small shop and two agents and a lead."""
    folder = tmp_path_factory.mktemp("var")
    import_file(shared_engine, shop_file(folder))
    with ExitStack() as stack:
        yield open_office(stack, shared_engine, responder, folder)


@pytest.fixture
def own_office(engine: Engine, responder: ScriptedResponder, tmp_path: Path) -> Iterator[Office]:
    """An office of the test's own, for what looks at every ticket."""
    import_file(engine, shop_file(tmp_path))
    with ExitStack() as stack:
        yield open_office(stack, engine, responder, tmp_path)


def open_office(
    stack: ExitStack, engine: Engine, responder: ScriptedResponder, folder: Path, **changes: Any
) -> Office:
    """A gateway over the database, whose agents are there."""
    limits = "login=1000/hour,conversation=100000/min,address=100000/min,new=100000/min"
    settings = settings_of(
        folder / "settings", database_url=url_of(engine), limits=limits, **changes
    )
    app = create_app(settings, responder_url=responder.url, actions_url=responder.url)
    client = TestClient(
        app, base_url=ADDRESS, raise_server_exceptions=False, follow_redirects=False
    )
    made = Office(settings, engine, app, stack.enter_context(client), responder)
    made.hire()
    return made
