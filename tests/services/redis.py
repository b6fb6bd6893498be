"""A real Redis for the tests: Debian's program, a folder of its own, a free port of loopback."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import redis

START_SECONDS = 10
TRIES = 5
"""Another program may take the free port before Redis does."""


class NoRedis(RuntimeError):
    """Redis's program is missing, or does not start."""


class Redis:
    """A server that lives as long as the tests and keeps nothing on the disk."""

    def __init__(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise NoRedis(
                "redis-server is missing: install Debian's package redis-server "
                "(make services does)"
            )
        self._program = program
        self._folder = Path(tempfile.mkdtemp(prefix="redis-"))
        self._server: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """Its address, as ``SUPPORT_BOT_REDIS_URL`` has it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Starts the server; returns once it answers."""
        for _ in range(TRIES):
            self.port = _free_port()
            self._server = self._launch()
            if self._answers():
                return
            self._end()
        raise NoRedis(f"Redis did not start:\n{self._log.read_text(errors='replace')[-2000:]}")

    def empty(self) -> None:
        """Forgets everything that it was told."""
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def go_away(self) -> None:
        """Kills the server: connections break, and nobody listens at its port."""
        assert self._server is not None
        self._server.kill()
        self._server.wait(timeout=10)

    def come_back(self) -> None:
        """Starts it again at the same port; what it was told is forgotten."""
        self._server = self._launch()
        if not self._answers():
            raise NoRedis(f"Redis did not come back to port {self.port}")

    def stop(self) -> None:
        """Stops the server and removes its folder."""
        self._end()
        shutil.rmtree(self._folder)

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def _launch(self) -> subprocess.Popen[bytes]:
        options = {
            "--port": self.port,
            "--bind": "127.0.0.1",
            "--dir": self._folder,
            "--save": "",
            "--appendonly": "no",
        }
        given = [str(part) for option in options.items() for part in option]
        with self._log.open("wb") as log:
            # The server dies with the tests, even where those are killed.
            return subprocess.Popen(
                ["setpriv", "--pdeathsig=TERM", self._program, *given],
                stdout=log,
                stderr=log,
                cwd=self._folder,
            )

    def _answers(self) -> bool:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._server and self._server.poll() is None:
            try:
                with redis.Redis(port=self.port) as client:
                    return client.info("server")["process_id"] == self._server.pid
            except redis.ConnectionError:
                time.sleep(0.02)
        return False

    def _end(self) -> None:
        if self._server is not None and self._server.poll() is None:
            self._server.terminate()
            self._server.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
