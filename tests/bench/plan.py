"""What is measured, in which order, and how much of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import aiohttp

from tests.bench.measuring import Load, Run, drive, pooled
from tests.bench.memory import Memory
from tests.bench.side import Question, Side, Trained

CLIENTS = (1, 8)
FRESH = 5
"""Messages of a fresh conversation: its first, which costs the most, and some that follow."""
LONG = 300


@dataclass(frozen=True)
class Plan:
    """``messages`` of a load in each of ``rounds``; the long conversation ends after
    ``long_seconds``, the whole after ``seconds``; with ``anew`` false a model may be reused."""

    rounds: int
    messages: int
    warm_up: int
    long_seconds: float
    seconds: float
    anew: bool


FULL = Plan(rounds=2, messages=150, warm_up=40, long_seconds=90, seconds=700, anew=True)
QUICK = Plan(rounds=1, messages=80, warm_up=20, long_seconds=20, seconds=230, anew=False)


@dataclass
class Measured:
    """All that was measured of one side. ``fresh`` is by question and number of clients, and
    has a run for each round."""

    trained: Trained
    start_seconds: float = 0.0
    memory: Mapping[str, Memory] = field(default_factory=dict)
    fresh: dict[tuple[Question, int], list[Run]] = field(default_factory=dict)
    long: dict[Question, Run] = field(default_factory=dict)

    @property
    def runs(self) -> list[Run]:
        """Every run."""
        return [run for rounds in (*self.fresh.values(), self.long.values()) for run in rounds]

    def of_fresh(self, question: Question, clients: int) -> Run:
        """The rounds of one load as one run."""
        return pooled(self.fresh[question, clients])


class Clock:
    """What is left of a plan's time."""

    def __init__(self, seconds: float) -> None:
        self._end = time.perf_counter() + seconds

    def left(self, wanted: float = float("inf")) -> float:
        """So many seconds, or fewer where fewer are left."""
        return max(0.0, min(wanted, self._end - time.perf_counter()))


async def measure(
    sides: Sequence[Side], plan: Plan, tell: Callable[[str], None]
) -> dict[str, Measured]:
    """Measures the sides by turns, never two at the same time; by name of the side.

    Only one side is asked at a time; the other, once started, idles. In every other round their
    order is turned round. Where the plan's time ends, loads end too, with fewer messages.
    Raises ``ProgramFailed`` where a program does not do its part in that time.
    """
    clock = Clock(plan.seconds)
    measured = {}
    for side in sides:
        tell(f"{side.name}: training")
        trained = await side.train(clock.left(), anew=plan.anew)
        measured[side.name] = Measured(trained)
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        for side in sides:
            tell(f"{side.name}: starting")
            measured[side.name].start_seconds = await side.start(session, clock.left())
        for number in range(plan.rounds):
            for side in sides if number % 2 == 0 else reversed(sides):
                tell(f"{side.name}: fresh conversations, round {number + 1} of {plan.rounds}")
                await _fresh(side, measured[side.name], session, plan, clock)
        for side in sides:
            tell(f"{side.name}: conversations of {LONG} messages")
            await _long(side, measured[side.name], session, plan, clock)
            measured[side.name].memory = side.memory()
    return measured


async def _fresh(
    side: Side, measured: Measured, session: aiohttp.ClientSession, plan: Plan, clock: Clock
) -> None:
    for question in Question:
        begin = partial(side.begin, session, question)
        await drive(begin, Load(max(CLIENTS), plan.warm_up, FRESH, clock.left()))
        for clients in CLIENTS:
            run = await drive(begin, Load(clients, plan.messages, FRESH, clock.left()))
            measured.fresh.setdefault((question, clients), []).append(run)


async def _long(
    side: Side, measured: Measured, session: aiohttp.ClientSession, plan: Plan, clock: Clock
) -> None:
    for question in Question:
        load = Load(1, LONG, LONG, clock.left(plan.long_seconds))
        measured.long[question] = await drive(partial(side.begin, session, question), load)
