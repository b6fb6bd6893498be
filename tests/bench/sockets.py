"""Many customers with an open socket on one gateway, who write now and then: how soon a message
and its answer are on the socket, and what the sockets take of memory."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console

from tests.bench.measuring import percentile
from tests.bench.memory import Memory
from tests.bench.others import Others
from tests.bench.ours import Ours
from tests.bench.programs import Programs
from tests.bench.side import Question

SOCKETS = 500
EVERY_SECONDS = 20.0
"""Each customer writes once in so long: 25 messages a second in all."""

MESSAGES = 600
WARM_UP = 100
START_SECONDS = 180
ANSWER_SECONDS = 30.0
_AT_ONCE = 20
_MIB = 2**20


@dataclass
class SocketRun:
    """Seconds from the sending of a message until it (``echoes``) and its answer (``answers``)
    came on the sender's socket; the gateway's memory without and with the sockets."""

    without: Memory
    with_all: Memory = field(default_factory=lambda: Memory(0, None))
    echoes: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    others: float = 0.0

    def show(self, console: Console) -> None:
        """Prints the figures."""
        rate = SOCKETS / EVERY_SECONDS
        console.print(f"{SOCKETS} sockets on one gateway, {rate:.0f} messages a second")
        for name, figures in (("message", self.echoes), ("answer", self.answers)):
            if figures:
                told = " / ".join(f"{percentile(figures, p) * 1e3:.1f}" for p in (50, 95, 99))
                console.print(
                    f"  {name} on the socket, p50 / p95 / p99 ms: {told}", highlight=False
                )
        memory = [figure.pss or figure.rss for figure in (self.without, self.with_all)]
        each = (memory[1] - memory[0]) / SOCKETS / 1024
        console.print(
            f"  gateway's memory: {memory[0] / _MIB:.0f} MiB without, {memory[1] / _MIB:.0f} MiB "
            f"with them ({each:.0f} KiB each); others took {self.others:.1f} cores",
            highlight=False,
        )
        if self.wrong:
            console.print(
                f"  {len(self.wrong)} wrong; first: {self.wrong[0]}", style="red", markup=False
            )

    def as_json(self) -> dict[str, Any]:
        """All figures; seconds and bytes."""
        return {
            "sockets": SOCKETS,
            "messages": len(self.answers),
            "echo": _percentiles(self.echoes),
            "answer": _percentiles(self.answers),
            "gateway_without": vars(self.without),
            "gateway_with": vars(self.with_all),
            "wrong": self.wrong[:3],
            "others": self.others,
        }


class _Customer:
    """One customer: a conversation, a socket that follows it, and a message now and then."""

    def __init__(self, session: aiohttp.ClientSession, url: str, begun: dict[str, Any]) -> None:
        self._session, self._url, self._token = session, url, begun["token"]
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._seq = 1

    async def open(self) -> None:
        socket = await self._session.ws_connect(f"{self._url}/stream")
        await socket.send_json({"token": self._token, "after": 1})
        ready = await socket.receive_json(timeout=ANSWER_SECONDS)
        assert ready["type"] == "ready", ready
        self._socket = socket

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def ask(self) -> tuple[float, float]:
        """Seconds until the message, and until its answer, came on the socket."""
        body = {"client_id": str(uuid.uuid4()), "text": Question.GENERAL.value}
        headers = {"Authorization": f"Bearer {self._token}"}
        began = time.perf_counter()
        sending = asyncio.create_task(
            self._session.post(f"{self._url}/messages", json=body, headers=headers)
        )
        try:
            echo = await self._message("customer") - began
            answer = await self._message("bot") - began
        finally:
            (await sending).release()
        return echo, answer

    async def _message(self, author: str) -> float:
        """When the next message came; it must be the next number, and by this author."""
        assert self._socket is not None
        while True:
            frame = json.loads(await self._socket.receive_str(timeout=ANSWER_SECONDS))
            if frame["type"] == "message":
                break
        self._seq += 1
        message = frame["message"]
        assert (message["seq"], message["author"]) == (self._seq, author), message
        return time.perf_counter()


async def measure_sockets(programs: Programs, folder: Path) -> SocketRun:
    """Starts the bot, opens the sockets, and lets their customers write. Raises
    ``ProgramFailed``."""
    bot = Ours(programs, folder)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        await bot.train(START_SECONDS, anew=False)
        await bot.start(session, START_SECONDS)
        try:
            return await _measure(bot, session)
        finally:
            bot.stop()


async def _measure(bot: Ours, session: aiohttp.ClientSession) -> SocketRun:
    url = bot.health().replace("/health", "/api/v1")
    run = SocketRun(without=bot.memory()["gateway"])
    customers = await _opened(session, url)
    for customer in customers[:WARM_UP]:
        await customer.ask()
    others = Others()
    asked = [
        asyncio.create_task(_ask_at(customers[number % SOCKETS], number, run))
        for number in range(MESSAGES)
    ]
    await asyncio.gather(*asked)
    run.others = others.cores()
    run.with_all = bot.memory()["gateway"]
    await asyncio.gather(*(customer.close() for customer in customers))
    return run


async def _opened(session: aiohttp.ClientSession, url: str) -> list[_Customer]:
    door = asyncio.Semaphore(_AT_ONCE)

    async def one() -> _Customer:
        async with door:
            body = {"channel": "widget", "locale": "en"}
            async with session.post(f"{url}/conversations", json=body) as response:
                response.raise_for_status()
                customer = _Customer(session, url, await response.json())
            await customer.open()
            return customer

    return list(await asyncio.gather(*(one() for _ in range(SOCKETS))))


async def _ask_at(customer: _Customer, number: int, run: SocketRun) -> None:
    """Asks at its moment, whether the one before was answered or not (open loop)."""
    await asyncio.sleep(number * EVERY_SECONDS / SOCKETS)
    try:
        echo, answer = await customer.ask()
    except (AssertionError, TypeError, aiohttp.ClientError, asyncio.TimeoutError) as error:
        run.wrong.append(f"{type(error).__name__}: {error}"[:500])
    else:
        run.echoes.append(echo)
        run.answers.append(answer)


def _percentiles(figures: list[float]) -> dict[str, float | None]:
    return {f"p{p}": percentile(figures, p) if figures else None for p in (50, 95, 99)}
