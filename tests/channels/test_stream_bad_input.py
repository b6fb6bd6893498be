"""Whatever is sent to the stream: a clear refusal, and the service stays up."""

from __future__ import annotations

import asyncio
import json
import socket
import uuid
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.channels import serving, sockets, stream
from bot.channels.tokens import conversation_token
from tests.channels.conftest import Serve
from tests.channels.gateway_client import SHOP_PAGE
from tests.channels.served import STREAM, Client, Served, Tab, write_from_outside
from tests.channels.signing import deeply_nested, unsigned


@pytest_asyncio.fixture
async def tab(client: Client) -> AsyncIterator[Tab]:
    """A socket that follows a conversation."""
    yield await client.follow()


async def test_wrong_tokens_are_refused(client: Client, served: Served) -> None:
    now = datetime.now(timezone.utc)
    claims = {"sub": client.id, "iat": 1, "exp": 2**40, "aud": "support-bot/conversation"}
    gone, _ = conversation_token(served.settings, str(uuid.uuid4()), None, now)
    old, _ = conversation_token(served.settings, client.id, None, now - timedelta(days=2))
    wrong = {
        "": "bad_token",
        "nonsense": "bad_token",
        "\udc00": "invalid_field",
        "x" * 4000: "bad_token",
        deeply_nested()[:4000]: "bad_token",
        unsigned({**claims, "iss": "support-bot/conversation"}): "bad_token",
        client.token[:-2]: "bad_token",
        gone: "bad_token",
        old: "expired_token",
    }
    for token, code in wrong.items():
        opened = await client.open()
        await opened.send({"token": token})
        closed = 4400 if code == "invalid_field" else 4401
        assert await opened.refused() == (code, closed), token


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "null",
        "[]",
        '"token"',
        "[" * 4000,
        b"\x00\xff",
        {},
        {"type": "message"},
        {"token": None},
        {"token": 5},
        {"token": ["x"]},
        {"token": "x", "after": -1},
        {"token": "x", "after": "1"},
        {"token": "x", "after": 1.5},
        {"token": "x", "after": True},
        {"token": "x", "after": 10**30},
        {"token": "x", "conversation_id": "y"},
    ],
    ids=str,
)
async def test_a_first_frame_that_does_not_fit_is_refused(client: Client, frame: Any) -> None:
    opened = await client.open()
    await opened.send(frame)
    code, closed = await opened.refused()
    assert (code in ("malformed", "invalid_field"), closed) == (True, 4400)


@pytest.mark.parametrize(
    "frame",
    [
        "{",
        "NaN",
        b"bytes",
        {},
        {"type": "message", "text": "no way in"},
        {"type": ["typing"]},
        {"type": "typing", "author": "agent"},
        {"type": "token"},
        {"type": "seen", "seq": "1"},
        {"type": "owner", "owner": "bot"},
    ],
    ids=str,
)
async def test_a_later_frame_that_does_not_fit_ends_the_socket(tab: Tab, frame: Any) -> None:
    await tab.send(frame)
    code, closed = await tab.refused()
    assert (code in ("malformed", "invalid_field"), closed) == (True, 4400)


async def test_an_oversized_frame_ends_the_socket(client: Client, tab: Tab) -> None:
    await tab.send(json.dumps({"type": "typing", "more": "x" * serving.FRAME_BYTES}))
    closed = await tab.socket.receive(timeout=5)
    assert (closed.type, closed.data) == (aiohttp.WSMsgType.CLOSE, 1009)
    assert (await client.say("still here", str(uuid.uuid4())))["messages"]


async def test_who_says_nothing_is_let_go(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "TOKEN_SECONDS", 0.2)
    assert await (await client.open()).refused() == ("token_missing", 4408)


async def test_who_sends_too_many_frames_is_let_go(tab: Tab) -> None:
    for _ in range(60):
        await tab.send({"type": "typing"})
    assert await tab.refused() == ("too_many_frames", 4429)


async def test_a_strange_page_is_told_and_closed(client: Client) -> None:
    for origin in ("https://evil.example", "null", "https://shop.example.evil.example"):
        opened = await client.open(Origin=origin)
        assert await opened.refused() == ("origin_not_allowed", 4403)
    opened = await client.open(Origin=SHOP_PAGE)
    await opened.send({"token": client.token})
    assert (await opened.next())["type"] == "ready"


async def test_a_plain_call_is_told_to_open_a_socket(client: Client, served: Served) -> None:
    async with client.session.get(served.url + STREAM) as response:
        assert response.status == 426
        assert (await response.json())["error"]["code"] == "upgrade_required"


async def test_a_conversation_has_so_many_listeners(client: Client) -> None:
    for _ in range(20):
        await client.follow()
    opened = await client.open()
    await opened.send({"token": client.token})
    assert await opened.refused() == ("too_many_connections", 4429)
    await client.sockets[0].socket.close()
    await asyncio.sleep(0.1)
    await client.follow()


@pytest.mark.timeout(120)
async def test_a_thousand_sockets_of_one_address_are_refused_and_the_service_is_up(
    client: Client, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "TOKEN_SECONDS", 60)
    tab = await client.follow()

    async def one_more() -> tuple[str, int | None]:
        try:
            return await (await client.open()).refused(seconds=60)
        except aiohttp.WSServerHandshakeError as error:
            return "not opened", error.status

    flood = [asyncio.create_task(one_more()) for _ in range(1000)]
    await asyncio.sleep(0.3)
    assert (await client.say("still here", str(uuid.uuid4())))["messages"]
    assert len(await tab.messages(2)) == 2
    most = served.settings.sockets_per_address
    while sum(task.done() for task in flood) < 1000 - (most - 1):
        await asyncio.sleep(0.05)
    told = {task.result() for task in flood if task.done()}
    assert told <= {("too_many_connections", 4429), ("not opened", 429)}
    waiting = [task for task in flood if not task.done()]
    assert len(waiting) == most - 1
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_who_comes_on_and_on_is_sent_away_without_a_frame(
    serve: Serve, served: Served, session: aiohttp.ClientSession
) -> None:
    strict = serve(served.settings.database, sockets_per_address=1)
    client = await Client(session, strict).begin()
    tab = await client.follow()
    assert await (await client.open()).refused() == ("too_many_connections", 4429)
    async with aiohttp.ClientSession() as anew:
        with pytest.raises(aiohttp.WSServerHandshakeError) as sent_away:
            await Client(anew, strict).open()
    assert sent_away.value.status == 429
    await client.say("still here", str(uuid.uuid4()))
    assert len(await tab.messages(2)) == 2
    await tab.socket.close()


async def _nobody_reads(served: Served, token: str) -> socket.socket:
    """A client that opens a socket, and never reads from it again."""
    loop = asyncio.get_running_loop()
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)
    await loop.sock_connect(raw, ("127.0.0.1", served.port))
    handshake = (
        f"GET {STREAM} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    await loop.sock_sendall(raw, handshake.encode())
    assert b"101" in await loop.sock_recv(raw, 200)
    payload = json.dumps({"token": token, "after": 0}).encode()
    head = bytes([0x81, 0x80 | 126]) + len(payload).to_bytes(2, "big")
    await loop.sock_sendall(raw, head + b"\0\0\0\0" + payload)
    return raw


async def test_a_socket_that_never_reads_is_cut_off_and_others_are_served(
    client: Client, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "SEND_SECONDS", 0.3)
    monkeypatch.setattr(serving, "LINGER_SECONDS", 0.2)
    # More than the buffers between two programs hold.
    long = "x" * 500_000
    write_from_outside(served.settings.database, client.id, *[long] * 40)
    raw = await _nobody_reads(served, client.token)
    tab = await client.follow()
    write_from_outside(served.settings.database, client.id, long)
    assert len(await tab.messages(1)) == 1
    loop = asyncio.get_running_loop()
    ended = False
    for _ in range(100):
        try:
            await loop.sock_sendall(raw, b"\x89\x80\0\0\0\0")
        except OSError:
            ended = True
            break
        await asyncio.sleep(0.05)
    raw.close()
    assert ended


async def test_nothing_of_it_is_an_error_of_ours(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    for frame in ("{", b"x", {"token": "x"}):
        opened = await client.open()
        await opened.send(frame)
        await opened.refused()
    tab = await client.follow()
    await tab.drop()
    opened = await client.open()
    await opened.drop()
    await asyncio.sleep(0.1)
    assert (await client.say("hello", str(uuid.uuid4())))["messages"]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
