"""``support-bot chat``: a conversation in the terminal, through the gateway's HTTP API."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

import aiohttp
from rich.console import Console
from rich.markup import escape

from bot.channels.tokens import customer_token
from bot.launcher.running import address
from bot.settings import Settings

RENEW_SECONDS = 600
"""A signed-in conversation's token lives 15 minutes; it is renewed after ten."""


class BotAway(RuntimeError):
    """The gateway does not answer, or refused. Its text says what to do."""

    code = "bot_away"


class Terminal:
    """One conversation: what was begun, and what may be chosen."""

    def __init__(self, session: aiohttp.ClientSession, settings: Settings, customer: str | None):
        self._session = session
        self._settings = settings
        self._customer = customer
        self._token = ""
        self._renewed = 0.0
        self._choices: list[Mapping[str, str]] = []

    async def begin(self, language: str | None) -> list[dict[str, Any]]:
        """Begins the conversation; gives the greeting."""
        body: dict[str, Any] = {"channel": "widget"}
        if language:
            body["locale"] = language
        if self._token:
            body["resume"] = self._token
        headers = {}
        if self._customer:
            now = datetime.now(timezone.utc)
            headers["Authorization"] = (
                f"Bearer {customer_token(self._settings, self._customer, now)}"
            )
        answer = await self._post("/api/v1/conversations", body, headers)
        self._token = answer["token"]
        self._renewed = asyncio.get_running_loop().time()
        messages: list[dict[str, Any]] = answer["messages"]
        return messages

    async def send(self, typed: str) -> tuple[list[dict[str, Any]], str]:
        """Sends what was typed, or the choice whose number it is; gives replies and owner."""
        if asyncio.get_running_loop().time() - self._renewed > RENEW_SECONDS:
            await self.begin(None)
        body: dict[str, Any] = {"client_id": str(uuid.uuid4())}
        if typed.isascii() and typed.isdigit() and 0 < int(typed) <= len(self._choices):
            body["choice"] = self._choices[int(typed) - 1]["id"]
        else:
            body["text"] = typed
        headers = {"Authorization": f"Bearer {self._token}"}
        answer = await self._post("/api/v1/messages", body, headers)
        return answer["messages"], answer["owner"]

    def show(self, messages: list[dict[str, Any]], console: Console) -> None:
        """Prints the replies; choices are numbered."""
        for message in messages:
            console.print(f"[bold cyan]bot[/]  {escape(message['text'])}", soft_wrap=True)
            if message["choices"]:
                self._choices = message["choices"]
                for index, choice in enumerate(self._choices, 1):
                    console.print(f"     [dim]{index}[/] {escape(choice['label'])}")

    async def _post(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
        url = f"http://{address(self._settings)}{path}"
        try:
            async with self._session.post(url, json=body, headers=headers) as response:
                answer = await response.json()
        except aiohttp.ClientError as error:
            raise BotAway(
                f"The bot does not answer at {address(self._settings)}. "
                "Start it with: support-bot run"
            ) from error
        if "error" in answer:
            raise BotAway(f"{answer['error']['code']}: {answer['error']['message']}")
        return answer


async def talk(
    settings: Settings, language: str | None, customer: str | None, console: Console
) -> None:
    """Talks until Ctrl-D. Raises :class:`BotAway`."""
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        terminal = Terminal(session, settings, customer)
        terminal.show(await terminal.begin(language), console)
        while True:
            typed = await asyncio.to_thread(console.input, "[bold]you[/]  ")
            if typed.strip():
                replies, owner = await terminal.send(typed)
                terminal.show(replies, console)
                if owner in ("queue", "agent") and not replies:
                    console.print("     [dim]a person will answer here[/]")
