"""How speed is measured: clients that ask, wait for the answer, and ask again."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import aiohttp
import numpy as np

from tests.bench.others import Others

EDGE = 30
"""How many messages at either end of a long conversation are compared."""


class WrongAnswer(Exception):
    """The bot answered, but not what was asked for. Its text says what came."""

    code = "wrong_answer"


class Conversation(Protocol):
    """One customer's conversation with a bot."""

    async def ask(self) -> None:
        """Sends the question and waits for the answer. Raises :class:`WrongAnswer`."""


@dataclass(frozen=True)
class Load:
    """What is asked of a bot: so many ``messages`` in all by so many ``clients`` at once, in
    conversations of ``of_each`` messages, for ``limit_seconds`` at most."""

    clients: int
    messages: int
    of_each: int
    limit_seconds: float

    @property
    def conversations(self) -> int:
        """How many conversations that makes."""
        return -(-self.messages // self.of_each)


@dataclass(frozen=True)
class Run:
    """What was measured: ``latencies`` of the right answers in seconds, in the order in which
    they came, ``seconds`` in all, what went wrong, and how many cores' worth of time programs
    that have nothing to do with it took meanwhile."""

    latencies: tuple[float, ...] = ()
    seconds: float = 0.0
    wrong: tuple[str, ...] = ()
    others: float = 0.0

    @property
    def per_second(self) -> float:
        """Right answers a second, over all clients."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0


@dataclass(frozen=True)
class Growth:
    """The p50 in seconds of the first and the last messages of one conversation."""

    first: float
    last: float

    @property
    def ratio(self) -> float:
        """How many times as long the last ones took."""
        return self.last / self.first


def percentile(latencies: Sequence[float], percent: float) -> float:
    """The latency that ``percent`` of all do not exceed, between neighbours by interpolation.

    Raises ``ValueError`` where there are none.
    """
    if not latencies:
        raise ValueError("no latencies were measured")
    return float(np.percentile(latencies, percent))


def growth(latencies: Sequence[float], edge: int = EDGE) -> Growth:
    """How latency grew over one conversation, by its first and last ``edge`` messages.

    Raises ``ValueError`` where the two would overlap.
    """
    if len(latencies) < 2 * edge:
        raise ValueError(f"{len(latencies)} messages have no first and last {edge}")
    return Growth(percentile(latencies[:edge], 50), percentile(latencies[-edge:], 50))


def pooled(runs: Iterable[Run]) -> Run:
    """Several runs of the same load, one after the other, as one."""
    runs = tuple(runs)
    seconds = sum(run.seconds for run in runs)
    return Run(
        tuple(latency for run in runs for latency in run.latencies),
        seconds,
        tuple(reason for run in runs for reason in run.wrong),
        sum(run.others * run.seconds for run in runs) / seconds if seconds else 0.0,
    )


async def drive(begin: Callable[[], Awaitable[Conversation]], load: Load) -> Run:
    """Puts the load on a bot. Conversations are begun before the clock starts.

    A client asks again as soon as it has its answer (closed loop). Wrong answers and errors are
    kept apart and have no latency.
    """
    waiting = deque([await begin() for _ in range(load.conversations)])
    latencies: list[float] = []
    wrong: list[str] = []
    began = time.perf_counter()
    left = load.messages
    others = Others()

    async def client() -> None:
        nonlocal left
        while waiting:
            conversation = waiting.popleft()
            for _ in range(load.of_each):
                if left <= 0 or time.perf_counter() - began > load.limit_seconds:
                    return
                left -= 1
                asked = time.perf_counter()
                try:
                    await conversation.ask()
                except (WrongAnswer, aiohttp.ClientError, asyncio.TimeoutError) as error:
                    wrong.append(f"{type(error).__name__}: {error}"[:500])
                else:
                    latencies.append(time.perf_counter() - asked)

    await asyncio.gather(*(client() for _ in range(load.clients)))
    seconds = time.perf_counter() - began
    return Run(tuple(latencies), seconds, tuple(wrong), others.cores())
