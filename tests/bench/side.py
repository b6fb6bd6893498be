"""What is compared: two bots that are asked the same two questions."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

import aiohttp

from tests.bench.measuring import Conversation, WrongAnswer
from tests.bench.memory import Memory
from tests.bench.programs import Program, ProgramFailed

ASK_EVERY_SECONDS = 0.1


class Question(Enum):
    """The two kinds of question; the value is what the customer types."""

    GENERAL = "Which payment methods do you accept?"
    ACTION = "Where is my order?"


@dataclass(frozen=True)
class Trained:
    """``seconds`` is None where an earlier run's model served."""

    seconds: float | None
    model_bytes: int
    epochs: str


class Side(ABC):
    """A bot that can be trained, started, asked, and stopped."""

    name: ClassVar[str]

    @abstractmethod
    async def train(self, limit_seconds: float, *, anew: bool) -> Trained:
        """Trains; with ``anew`` false an earlier model may serve. Raises ``ProgramFailed``."""

    @abstractmethod
    def launch(self) -> list[Program]:
        """Starts the bot's programs."""

    @abstractmethod
    def health(self) -> str:
        """The address that answers 200 once the bot would answer a message."""

    @abstractmethod
    async def begin(self, session: aiohttp.ClientSession, question: Question) -> Conversation:
        """A new conversation in which this question is asked."""

    @abstractmethod
    def memory(self) -> Mapping[str, Memory]:
        """The memory of each part."""

    @abstractmethod
    def stop(self) -> None:
        """Stops the bot's programs."""

    async def start(self, session: aiohttp.ClientSession, limit_seconds: float) -> float:
        """Starts the bot; gives the seconds until the general question was answered rightly.

        Raises ``ProgramFailed``.
        """
        began = time.perf_counter()
        programs = self.launch()
        last = "nothing"
        while (taken := time.perf_counter() - began) < limit_seconds:
            for program in programs:
                program.check()
            try:
                # Asked first, so that no message waits in a bot that is not up yet.
                async with session.get(self.health()) as response:
                    response.raise_for_status()
                conversation = await self.begin(session, Question.GENERAL)
                await conversation.ask()
            except (WrongAnswer, aiohttp.ClientError, asyncio.TimeoutError) as error:
                last = str(error)
            else:
                return time.perf_counter() - began
            await asyncio.sleep(ASK_EVERY_SECONDS)
        raise ProgramFailed(f"{self.name} gave no right answer in {taken:.0f} s, but: {last}")
