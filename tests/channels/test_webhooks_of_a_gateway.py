"""A running gateway tells the shop of what no client was handed, and the operator sees it."""

from __future__ import annotations

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import pytest_asyncio
from click.testing import CliRunner
from sqlalchemy.engine import Engine

from bot.cli import main
from bot.conversations import announcing, outbox
from bot.conversations.presence import delivered_up_to, is_connected, seen_up_to
from bot.database.engine import engine_of, reading, writing
from bot.webhooks.queueing import queue, with_webhooks
from bot.webhooks.replaying import deliveries
from tests.channels.conftest import Serve
from tests.channels.served import Client, Served
from tests.conversations.scripted_responder import ScriptedResponder
from tests.webhooks.shop_server import SECRET, ShopServer


@pytest_asyncio.fixture
async def shop() -> AsyncIterator[ShopServer]:
    """A shop's server that listens."""
    server = ShopServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def database(migrated_file: Path, tmp_path: Path) -> str:
    path = tmp_path / "own.sqlite3"
    shutil.copy(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def served(serve: Serve, database: str, shop: ShopServer) -> Served:
    """A gateway that tells the shop."""
    return serve(database, webhook_url=shop.url, webhook_secret=SECRET)


@pytest.fixture
def outside(database: str, served: Served) -> Engine:
    """The engine of another program that tells the shop."""
    return with_webhooks(engine_of(database), served.settings)


async def test_only_what_no_client_was_handed_is_told(
    client: Client,
    served: Served,
    outside: Engine,
    shop: ShopServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(announcing, "SETTLES", timedelta(seconds=2.5))
    away = await Client(client.session, served).begin()
    here = await Client(client.session, served).begin()
    tab = await here.follow()
    await client.say("without a stream", str(uuid.uuid4()))
    for talk in (away.id, here.id):
        with writing(outside) as connection:
            reply = {"text": "a reminder", "language": "en"}
            now = datetime.now(timezone.utc)
            outbox.say_unasked(connection, outbox.lock(connection, talk), reply, now)
    assert len(await tab.messages(1)) == 1
    await tab.send({"type": "seen", "seq": 1000})
    await asyncio.sleep(4)
    assert [call.told["data"]["conversation_id"] for call in shop.taken] == [away.id]
    assert shop.taken[0].told["data"]["unread"] == 1
    with reading(outside) as connection:
        now = datetime.now(timezone.utc)
        assert is_connected(connection, here.id, now)
        assert not is_connected(connection, client.id, now)
        assert delivered_up_to(connection, client.id) == 3
        assert (delivered_up_to(connection, here.id), seen_up_to(connection, here.id)) == (2, 2)
    await tab.socket.close()
    await asyncio.sleep(1.5)
    with reading(outside) as connection:
        assert not is_connected(connection, here.id, datetime.now(timezone.utc))


async def test_an_answer_that_its_client_did_not_wait_for_is_told(
    client: Client, shop: ShopServer, monkeypatch: pytest.MonkeyPatch, responder: ScriptedResponder
) -> None:
    monkeypatch.setattr(announcing, "SETTLES", timedelta(seconds=0))
    responder.hold()
    asking = asyncio.create_task(client.say("hello", str(uuid.uuid4())))
    await asyncio.to_thread(responder.await_turn)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await asyncio.sleep(0.1)
    responder.let_go()
    for _ in range(300):
        if shop.taken:
            break
        await asyncio.sleep(0.02)
    assert shop.events == ["reply.waiting"]


async def test_the_operator_sees_what_is_dead_and_sends_it_again(
    database: str,
    outside: Engine,
    shop: ShopServer,
    tmp_path: Path,
) -> None:
    day = timedelta(days=1, minutes=1)
    shop.status = 500
    with writing(outside) as connection:
        queue(connection, "ticket.opened", {"number": "T-1"}, datetime.now(timezone.utc) - day)
    while not (dead := deliveries(outside, "dead", 5)):
        await asyncio.sleep(0.05)
    number = dead[0]["id"]
    environment = {"SUPPORT_BOT_DATABASE_URL": database, "SUPPORT_BOT_VAR": str(tmp_path)}

    def support_bot(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["webhooks", *arguments], env=environment)
        return done.exit_code, done.output

    code, shown = await asyncio.to_thread(support_bot, "list", "--state", "dead")
    assert code == 0
    assert number in shown
    shop.status = 200
    assert (await asyncio.to_thread(support_bot, "replay", number))[0] == 0
    for _ in range(200):
        if [found["id"] for found in deliveries(outside, "delivered", 5)] == [number]:
            break
        await asyncio.sleep(0.02)
    assert [call.headers["Support-Bot-Delivery"] for call in shop.taken] == [number] * 2
    assert (await asyncio.to_thread(support_bot, "replay", "nobody"))[0] == 1
