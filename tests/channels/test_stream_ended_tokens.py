"""A socket lives as long as its token: sign-out, sign-in in the middle and erasure end it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from bot.channels.tokens import customer_token
from tests.channels.gateway_client import BEGIN, now
from tests.channels.served import Client


async def post(client: Client, path: str, token: str, body: Any = None) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{client.served.url}{BEGIN}/{path}"
    async with client.session.post(url, json=body, headers=headers) as response:
        return response.status, await response.json() if response.status != 204 else None


@pytest.mark.parametrize("path", ["sign-out", "erase"])
async def test_signing_out_ends_the_sockets_of_every_tab(client: Client, path: str) -> None:
    tabs = [await client.follow() for _ in range(2)]
    assert (await post(client, path, client.token))[0] == 204
    for tab in tabs:
        assert await tab.refused() == ("ended_token", 4401)
    late = await client.open()
    await late.send({"token": client.token})
    assert await late.refused() == ("ended_token", 4401)


async def test_after_a_sign_in_the_old_token_hears_nothing_more(client: Client) -> None:
    tab = await client.follow()
    signed = customer_token(client.served.settings, "c-1", now())
    status, told = await post(client, "identify", signed, {"conversation": client.token})
    assert status == 200
    assert await tab.refused() == ("sign_in_required", 4401)
    client.token = told["token"]
    tab = await client.follow(after=1)
    await client.say("and now?", str(uuid.uuid4()))
    assert await tab.messages(2) == [(2, "and now?"), (3, "heard: and now?")]
