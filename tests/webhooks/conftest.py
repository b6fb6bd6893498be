"""A shop's server, and engines whose transactions tell it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.engine import Engine

from bot.conversations.announcing import REPLY_WAITING, still_waiting
from bot.settings import Settings, load_settings
from bot.webhooks.queueing import with_webhooks
from bot.webhooks.sending import Sender
from tests.webhooks.shop_server import SECRET, ShopServer

NewSender = Callable[..., Sender]


@pytest_asyncio.fixture
async def shop() -> AsyncIterator[ShopServer]:
    """A shop's server that listens."""
    server = ShopServer()
    await server.start()
    yield server
    await server.stop()


def settings_of(url: str | None, folder: Path) -> Settings:
    """Settings with this address and nothing of the environment's."""
    secret = SECRET if url else None
    return load_settings(_env_file=None, webhook_url=url, webhook_secret=secret, var=folder)


@pytest.fixture
def told(engine: Engine, shop: ShopServer, tmp_path: Path) -> Engine:
    """An engine whose transactions are told to the shop."""
    return with_webhooks(engine, settings_of(shop.url, tmp_path))


@pytest_asyncio.fixture
async def new_sender(told: Engine, shop: ShopServer, tmp_path: Path) -> AsyncIterator[NewSender]:
    """One more gateway's sender."""
    made: list[Sender] = []

    async def in_thread(work: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.to_thread(work, *arguments)

    def start(url: str = "") -> Sender:
        settings = settings_of(url or shop.url, tmp_path)
        made.append(Sender(told, settings, in_thread, {REPLY_WAITING: still_waiting}))
        return made[-1]

    yield start
    for sender in made:
        await sender.close()
