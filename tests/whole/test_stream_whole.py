"""A client that follows its conversation through anything has the whole log, once and in order."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import uuid
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from tests.whole.running_bot import Bot, Conversation
from tests.whole.test_nothing_is_lost import kill, pid_of

pytestmark = pytest.mark.slow

QUESTION = "Which payment methods do you accept?"
AWAY = (aiohttp.ClientError, ConnectionError, asyncio.TimeoutError)


@dataclass
class Follower:
    """One tab: it goes on by number whenever its socket ends."""

    session: aiohttp.ClientSession
    url: str
    token: str
    log: list[dict[str, Any]] = field(default_factory=list)
    ended: int = 0

    async def follow(self) -> None:
        """Follows until it is cancelled."""
        while True:
            try:
                async with self.session.ws_connect(f"{self.url}/api/v1/stream") as socket:
                    after = self.log[-1]["seq"] if self.log else 0
                    await socket.send_json({"token": self.token, "after": after})
                    async for message in socket:
                        frame = json.loads(message.data)
                        assert frame["type"] != "error", frame
                        if frame["type"] == "message":
                            self.log.append(frame["message"])
            except AWAY:
                pass
            self.ended += 1
            await asyncio.sleep(0.1)


async def say(session: aiohttp.ClientSession, url: str, token: str, text: str) -> None:
    """Sends a message until it is taken."""
    body = {"client_id": str(uuid.uuid4()), "text": text}
    headers = {"Authorization": f"Bearer {token}"}
    while True:
        try:
            async with session.post(
                f"{url}/api/v1/messages", json=body, headers=headers
            ) as response:
                if response.status == 200:
                    return
        except AWAY:
            pass
        await asyncio.sleep(0.2)


async def through_it_all(bot: Bot, conversation: Conversation) -> list[Follower]:
    """Two tabs follow while messages are sent, and the gateway is killed, stopped and frozen."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
        tabs = [Follower(session, bot.url, conversation.token) for _ in range(2)]
        following = [asyncio.create_task(tab.follow()) for tab in tabs]

        async def talk() -> None:
            for _ in range(25):
                await say(session, bot.url, conversation.token, QUESTION)

        talking = asyncio.create_task(talk())
        await asyncio.sleep(0.3)
        kill(bot, "gateway")
        await asyncio.sleep(4)
        os.kill(pid_of(bot, "gateway"), signal.SIGTERM)
        await talking
        for _ in range(100):
            if all(len(tab.log) == len(conversation.messages()) for tab in tabs):
                break
            await asyncio.sleep(0.1)
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
        return tabs


@pytest.mark.timeout(400)
def test_a_server_that_starts_anew_in_the_middle_leaves_every_tabs_log_whole(own_bot: Bot) -> None:
    conversation = own_bot.conversation(None, "en")
    tabs = asyncio.run(through_it_all(own_bot, conversation))
    stored = conversation.messages()
    assert sum(message["author"] == "customer" for message in stored) == 25
    assert [message["seq"] for message in stored] == list(range(1, len(stored) + 1))
    for tab in tabs:
        assert tab.log == stored
        assert tab.ended >= 1
