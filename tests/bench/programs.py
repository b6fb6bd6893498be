"""Starts the programs that are measured, and stops every one of them however the run ends."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import psutil  # type: ignore[import-untyped]

from tests.bench.memory import descendants

STOP_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1


class ProgramFailed(RuntimeError):
    """A program ended when it should not have, failed, or took too long. Its text holds the end
    of the program's log."""

    code = "program_failed"


class Program:
    """One started program and what it printed."""

    def __init__(
        self, command: Sequence[str], cwd: Path, environment: Mapping[str, str], log: Path
    ) -> None:
        self.log = log
        self._command = command
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                cwd=cwd,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches the bench alone, which then stops what it started.
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def check(self) -> None:
        """Raises :class:`ProgramFailed` where the program has ended."""
        if self._process.poll() is not None:
            raise ProgramFailed(self._told(f"ended with {self._process.returncode}"))

    async def finish(self, limit_seconds: float) -> float:
        """Waits for the program's end; gives the seconds from now to then.

        Raises :class:`ProgramFailed` where it fails or takes longer than the limit.
        """
        began = time.perf_counter()
        while self._process.poll() is None:
            if time.perf_counter() - began > limit_seconds:
                raise ProgramFailed(self._told(f"did not end within {limit_seconds:.0f} s"))
            await asyncio.sleep(0.05)
        if self._process.returncode:
            raise ProgramFailed(self._told(f"ended with {self._process.returncode}"))
        return time.perf_counter() - began

    def stop(self) -> None:
        """Ends the program and all that it started: asks as Ctrl-C does, then kills."""
        below = descendants(self.pid)
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
        for pid in below:
            with suppress(psutil.NoSuchProcess):
                psutil.Process(pid).kill()

    def _told(self, what: str) -> str:
        last = self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
        return f"{' '.join(self._command[:4])} … {what}; its log is {self.log}\n{last}"


class Programs:
    """All programs of a run. Leaving the ``with`` block stops them."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._started: list[Program] = []

    def start(
        self, name: str, command: Sequence[str], cwd: Path, environment: Mapping[str, str]
    ) -> Program:
        """Starts a program; ``name`` names its log."""
        program = Program(command, cwd, environment, self._logs / f"{name}.log")
        self._started.append(program)
        return program

    def __enter__(self) -> Programs:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # A second Ctrl-C must not leave a program behind.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        for program in reversed(self._started):
            program.stop()
        signal.signal(signal.SIGINT, before)


def free_port() -> int:
    """A loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def base_environment() -> dict[str, str]:
    """This process's environment without the bot's own settings; telemetry off."""
    kept = {name: value for name, value in os.environ.items() if not _is_ours(name)}
    return {**kept, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


def _is_ours(name: str) -> bool:
    return name.upper().startswith("SUPPORT_BOT_")


def _die_with_parent() -> None:
    """On Linux a program ends with the bench even where the bench is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
