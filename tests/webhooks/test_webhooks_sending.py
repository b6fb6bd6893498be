"""What is queued reaches the shop's server, signed, once it can; what it can't take waits."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from structlog.testing import capture_logs

from bot.database.engine import reading, writing
from bot.webhooks import sending
from bot.webhooks.queueing import (
    FIRST_PAUSE,
    HELD,
    TRIED_FOR,
    forget_deliveries,
    pause_after,
    queue,
)
from bot.webhooks.replaying import UnknownDelivery, deliveries, replay
from bot.webhooks.tables import webhook_deliveries
from tests.webhooks.conftest import NewSender
from tests.webhooks.shop_server import ShopServer, is_genuine

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)
NOBODY = "http://127.0.0.1:9/"
"""Port 9, discard: nothing listens there."""


def put(engine: Engine, **body: Any) -> None:
    with writing(engine) as connection:
        queue(connection, "ticket.opened", {"number": "T-1", **body}, NOW)


def rows(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        asked = sa.select(webhook_deliveries).order_by(webhook_deliveries.c.created_at)
        return list(connection.execute(asked))


async def test_a_delivery_comes_signed_and_once(
    told: Engine, shop: ShopServer, new_sender: NewSender
) -> None:
    put(told, words="ลูกค้า")
    both = new_sender(), new_sender()
    sent = await asyncio.gather(*(sender.send_webhooks(NOW) for sender in both * 3))
    assert sum(sent) == 1
    [call] = shop.taken
    [row] = rows(told)
    assert call.told == {
        "id": row.id,
        "event": "ticket.opened",
        "created_at": "2026-11-24T12:00:00Z",
        "data": {"number": "T-1", "words": "ลูกค้า"},
    }
    assert call.headers["Content-Type"] == "application/json"
    assert (row.state, row.attempts, row.last_error) == ("delivered", 1, None)


@pytest.mark.parametrize("what", ["body", "delivery", "timestamp", "old"])
async def test_a_changed_call_is_not_genuine(
    told: Engine, shop: ShopServer, new_sender: NewSender, what: str
) -> None:
    put(told)
    await new_sender().send_webhooks(NOW)
    [call] = shop.taken
    headers, body, now = dict(call.headers), call.body, time.time()
    assert is_genuine(headers, body, now)
    if what == "body":
        body = body.replace(b"T-1", b"T-2")
    elif what == "delivery":
        headers["Support-Bot-Delivery"] = "another"
    elif what == "timestamp":
        headers["Support-Bot-Timestamp"] = str(int(now) + 1)
    else:
        now += 600
    assert not is_genuine(headers, body, now)


async def test_without_an_address_nothing_is_kept(engine: Engine) -> None:
    put(engine)
    assert rows(engine) == []


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503, 301, 302, 307])
async def test_a_refused_delivery_waits_and_comes_under_the_same_id(
    told: Engine, shop: ShopServer, new_sender: NewSender, status: int
) -> None:
    sender = new_sender()
    shop.status, shop.headers = status, {"Location": shop.url}
    put(told)
    assert await sender.send_webhooks(NOW) == 0
    assert len(shop.taken) == 1  # where it points to is not followed
    [row] = rows(told)
    assert (row.state, row.last_error) == ("waiting", f"status {status}")
    shop.status = 204
    assert await sender.send_webhooks(NOW + timedelta(seconds=3)) == 0
    assert await sender.send_webhooks(NOW + timedelta(seconds=10)) == 1
    assert len({call.headers["Support-Bot-Delivery"] for call in shop.taken}) == 1


async def test_a_server_that_is_away_or_slow_or_talks_nonsense_is_tried_again(
    told: Engine, shop: ShopServer, new_sender: NewSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "ANSWER", sending.aiohttp.ClientTimeout(total=0.2))

    async def nonsense(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 this is no web server\r\n")
        writer.close()

    other = await asyncio.start_server(nonsense, "127.0.0.1", 0)
    port = other.sockets[0].getsockname()[1]
    put(told)
    shop.waits = 1.0
    now = NOW
    for url in (NOBODY, f"http://127.0.0.1:{port}/", shop.url):
        assert await new_sender(url).send_webhooks(now) == 0
        now += timedelta(minutes=1)
    [row] = rows(told)
    assert (row.state, row.attempts) == ("waiting", 3)
    assert row.last_error == "TimeoutError"
    shop.waits = 0.0
    assert await new_sender().send_webhooks(now) == 1
    other.close()
    await other.wait_closed()


async def test_one_that_fails_holds_up_no_other(
    told: Engine, shop: ShopServer, new_sender: NewSender
) -> None:
    for number in range(45):
        put(told, number=f"T-{number}")
    sender = new_sender()
    sent = [await sender.send_webhooks(NOW) for _ in range(4)]
    assert sent == [20, 20, 5, 0]
    assert {call.told["data"]["number"] for call in shop.taken} == {f"T-{n}" for n in range(45)}


async def test_a_gateway_that_dies_with_a_delivery_in_hand_leaves_it_to_another(
    told: Engine, shop: ShopServer, new_sender: NewSender
) -> None:
    put(told)
    shop.waits = 30.0
    dying = asyncio.create_task(new_sender().send_webhooks(NOW))
    while not shop.taken:
        await asyncio.sleep(0.01)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    shop.waits = 0.0
    other = new_sender()
    assert await other.send_webhooks(NOW + HELD - timedelta(seconds=1)) == 0
    assert await other.send_webhooks(NOW + HELD) == 1


async def test_after_a_day_it_is_dead_and_can_be_sent_again(
    told: Engine, shop: ShopServer, new_sender: NewSender
) -> None:
    put(told)
    sender, now, tries = new_sender(), NOW, 0
    shop.status = 500
    while rows(told)[0].state == "waiting" and now < NOW + 2 * TRIED_FOR:
        now = rows(told)[0].due_at
        await sender.send_webhooks(now)
        tries += 1
    [row] = rows(told)
    assert row.state == "dead"
    assert NOW + timedelta(hours=18) < row.done_at <= NOW + TRIED_FOR
    assert 14 <= tries <= 24
    shop.status = 200
    assert await sender.send_webhooks(NOW + timedelta(days=2)) == 0
    assert [found["id"] for found in deliveries(told, "dead", 10)] == [row.id]
    replay(told, row.id, NOW + timedelta(days=2))
    assert await sender.send_webhooks(NOW + timedelta(days=2)) == 1
    assert {call.headers["Support-Bot-Delivery"] for call in shop.taken} == {row.id}
    assert deliveries(told, "dead", 10) == []


async def test_what_waits_or_is_not_there_is_not_replayed(told: Engine) -> None:
    put(told)
    for delivery in (rows(told)[0].id, "nobody"):
        with pytest.raises(UnknownDelivery):
            replay(told, delivery, NOW)


async def test_the_log_tells_neither_address_nor_body(
    told: Engine, shop: ShopServer, new_sender: NewSender
) -> None:
    put(told, words="secret words")
    with capture_logs() as logged:
        shop.status = 500
        await new_sender().send_webhooks(NOW)
        shop.status = 200
        await new_sender().send_webhooks(NOW + timedelta(minutes=1))
    assert [line["event"] for line in logged] == ["put_off", "delivered"]
    assert "secret words" not in json.dumps(logged)
    assert "hooks" not in json.dumps([{**line, "webhook": ""} for line in logged])


def test_pauses_double_with_jitter_and_stay_under_five_hours() -> None:
    for attempts in (*range(1, 30), 10_000):
        pauses = {pause_after(attempts) for _ in range(20)}
        middle = min(FIRST_PAUSE * 2 ** min(attempts - 1, 12), timedelta(hours=4))
        assert all(middle * 0.75 <= pause <= middle * 1.25 for pause in pauses)
        assert len(pauses) > 1


async def test_what_was_done_long_ago_is_forgotten(told: Engine, new_sender: NewSender) -> None:
    put(told)
    await new_sender().send_webhooks(NOW)
    put(told, number="T-2")
    forget_deliveries(told, NOW + timedelta(days=6))
    assert len(rows(told)) == 2
    forget_deliveries(told, NOW + timedelta(days=8))
    assert [row.state for row in rows(told)] == ["waiting"]
