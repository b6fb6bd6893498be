"""Who is connected, and what they were handed and have seen, as every program can ask."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from bot.conversations import presence as room
from bot.conversations.presence import (
    KEPT,
    Presence,
    delivered_up_to,
    forget_presence,
    is_connected,
    seen_up_to,
)
from bot.conversations.tables import client_presence
from bot.database.engine import reading
from tests.conversations.messages_for import NOW

SECOND = timedelta(seconds=1)


async def in_thread(work: Callable[..., Any], *arguments: Any) -> Any:
    return await asyncio.to_thread(work, *arguments)


@pytest.fixture
def talk() -> str:
    return str(uuid.uuid4())


def connected(engine: Engine, talk: str, now: Any = NOW) -> bool:
    with reading(engine) as connection:
        return is_connected(connection, talk, now)


def numbers(engine: Engine, talk: str) -> tuple[int, int]:
    with reading(engine) as connection:
        return delivered_up_to(connection, talk), seen_up_to(connection, talk)


async def test_a_client_is_connected_until_it_leaves(engine: Engine, talk: str) -> None:
    here = Presence(engine, in_thread)
    assert not connected(engine, talk)
    with here.connected(talk), here.connected(talk):
        await here.write_presence(NOW)
        assert connected(engine, talk)
    assert connected(engine, talk)
    await here.write_presence(NOW + SECOND)
    assert not connected(engine, talk, NOW + SECOND)


async def test_who_stays_is_said_again_and_a_dead_gateways_word_is_over_after_a_minute(
    engine: Engine, talk: str
) -> None:
    here = Presence(engine, in_thread)
    with here.connected(talk):
        for seconds in range(100):
            await here.write_presence(NOW + seconds * SECOND)
        assert connected(engine, talk, NOW + 139 * SECOND)
        assert not connected(engine, talk, NOW + 141 * SECOND)


async def test_it_is_said_every_twenty_seconds_and_not_more_often(
    engine: Engine, talk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    monkeypatch.setattr(room, "_write", lambda _, rows: written.append(len(rows)))
    here = Presence(engine, in_thread)
    with here.connected(talk):
        for seconds in range(61):
            await here.write_presence(NOW + seconds * SECOND)
    assert written == [1, 1, 1, 1]


async def test_a_client_at_either_gateway_counts(engine: Engine, talk: str) -> None:
    one, other = Presence(engine, in_thread), Presence(engine, in_thread)
    with one.connected(talk):
        with other.connected(talk):
            await one.write_presence(NOW)
            await other.write_presence(NOW)
        await other.write_presence(NOW)
        assert connected(engine, talk)
    await one.write_presence(NOW)
    assert not connected(engine, talk)


async def test_numbers_only_grow_whoever_writes_them(engine: Engine, talk: str) -> None:
    one, other = Presence(engine, in_thread), Presence(engine, in_thread)
    assert numbers(engine, talk) == (0, 0)
    one.delivered(talk, 7)
    one.seen(talk, 5)
    await one.write_presence(NOW)
    one.delivered(talk, 3)
    one.seen(talk, 2)
    await one.write_presence(NOW + SECOND)
    other.delivered(talk, 4)
    await other.write_presence(NOW + SECOND)
    assert numbers(engine, talk) == (7, 5)
    other.delivered(talk, 9)
    await other.write_presence(NOW + 2 * SECOND)
    assert numbers(engine, talk) == (9, 5)
    assert not connected(engine, talk, NOW + 2 * SECOND)


async def test_what_could_not_be_written_is_written_later(
    engine: Engine, talk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Presence(engine, in_thread)
    here.delivered(talk, 7)

    def away(*_: Any) -> None:
        raise OperationalError("UPSERT", {}, Exception())

    with monkeypatch.context() as patch:
        patch.setattr(room, "_write", away)
        with pytest.raises(OperationalError):
            await here.write_presence(NOW)
    await here.write_presence(NOW)
    assert numbers(engine, talk) == (7, 0)


async def test_many_are_written_at_once(own_engine: Engine) -> None:
    here = Presence(own_engine, in_thread)
    for number in range(1200):
        here.delivered(f"talk-{number}", number + 1)
    await here.write_presence(NOW)
    assert numbers(own_engine, "talk-1199") == (1200, 0)


async def test_who_was_there_long_ago_is_forgotten(own_engine: Engine, talk: str) -> None:
    here = Presence(own_engine, in_thread)
    here.delivered(talk, 7)
    await here.write_presence(NOW)
    for after, left in ((KEPT, 1), (KEPT + SECOND, 0)):
        forget_presence(own_engine, NOW + after)
        with reading(own_engine) as connection:
            asked = sa.select(sa.func.count()).select_from(client_presence)
            assert connection.execute(asked).scalar_one() == left
