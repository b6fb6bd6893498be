"""What is followed is found in each kind of database, whoever wrote it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy.engine import Engine

from tests.channels.conftest import serve_at
from tests.channels.gateway_client import url_of
from tests.channels.served import Client, Served, write_from_outside
from tests.conversations.scripted_responder import ScriptedResponder


@pytest.fixture(scope="module")
def served(
    shared_engine: Engine, responder: ScriptedResponder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A gateway on each kind of database."""
    made = serve_at(tmp_path_factory.mktemp("var"), url_of(shared_engine), responder)
    yield made
    made.stop()


async def test_what_another_process_writes_comes_within_a_second_and_a_half(
    client: Client, served: Served
) -> None:
    tab = await client.follow()
    await client.say("hello", str(uuid.uuid4()))
    assert await tab.messages(2) == [(2, "hello"), (3, "heard: hello")]
    write_from_outside(served.settings.database, client.id, "from outside")
    assert await tab.messages(1, seconds=1.5) == [(4, "from outside")]
    assert await tab.nothing(1.1)
    again = await client.follow(after=1)
    assert [seq for seq, _ in await again.messages(3)] == [2, 3, 4]
