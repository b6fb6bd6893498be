"""Runs one part: starts it, shows what it prints, starts it again when it dies."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable

from bot.launcher.parts import Part

FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 10.0
STEADY_SECONDS = 30.0
"""A part that ran this long and then died is started again at once."""
STOP_SECONDS = 3.0
"""How long a part may take to end by itself before it is killed."""

_PR_SET_PDEATHSIG = 1


class Minder:
    """Keeps one part running until it is told to stop. ``tell`` gets each line to show."""

    def __init__(self, part: Part, tell: Callable[[str, str], None]) -> None:
        self.part = part
        self._tell = tell
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    @property
    def pid(self) -> int | None:
        """The process id of the running part."""
        return self._process.pid if self._process else None

    async def run(self) -> None:
        """Starts the part again and again, with growing pauses, until :meth:`stop`."""
        wait = FIRST_WAIT_SECONDS
        loop = asyncio.get_running_loop()
        while not self._stopping:
            started = loop.time()
            status = await self._run_once()
            if self._stopping:
                return
            if loop.time() - started > STEADY_SECONDS:
                wait = FIRST_WAIT_SECONDS
            self._tell(self.part.name, f"ended with {status}; starts again in {wait:g} s")
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    async def _run_once(self) -> int:
        self._process = await asyncio.create_subprocess_exec(
            *self.part.command,
            env={**os.environ, **self.part.environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            # Ctrl-C reaches the launcher alone, which then stops the parts in order.
            start_new_session=True,
            preexec_fn=_die_with_parent,
            limit=2**20,
        )
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        while line := await self._process.stdout.readline():
            self._tell(self.part.name, line.decode("utf-8", "replace").rstrip())
        return await self._process.wait()

    async def stop(self) -> None:
        """Ends the part: asks first, kills after :data:`STOP_SECONDS`."""
        self._stopping = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        self._signal(process, signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except asyncio.TimeoutError:
            self._signal(process, signal.SIGKILL)
            await process.wait()

    @staticmethod
    def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return


def _die_with_parent() -> None:
    """On Linux a part ends with its launcher, however that ends, and leaves its port free."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
