"""A real PostgreSQL 15 for the tests: Debian's programs, a folder of its own, a Unix socket."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psycopg2

BIN = Path("/usr/lib/postgresql/15/bin")
START_SECONDS = 30


class NoPostgres(RuntimeError):
    """PostgreSQL's programs are missing, or don't start."""


class Postgres:
    """A server that lives as long as the tests. It listens on no network port."""

    def __init__(self) -> None:
        if not (BIN / "postgres").exists():
            raise NoPostgres(
                f"{BIN}/postgres is missing: install Debian's package postgresql-15 "
                "(make services does)"
            )
        # Short, and open to the user postgres: a socket's path has 107 characters at most.
        self._folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self._count = itertools.count(1)
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Makes the data folder and starts the server; returns once it answers."""
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self._folder, user.pw_uid, user.pw_gid)
        data = self._folder / "data"
        made = subprocess.run(
            self._as_user(
                BIN / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                "--locale=C", "--no-sync", "--no-instructions",
            ),
            capture_output=True,
            cwd=self._folder,
            check=False,
        )  # fmt: skip
        if made.returncode:
            raise NoPostgres(f"initdb failed:\n{made.stderr.decode()}")
        with (self._folder / "log").open("wb") as log:
            self._server = subprocess.Popen(
                self._as_user(
                    BIN / "postgres", "-D", data, "-k", self._folder, "-h", "",
                    # Nothing here outlives the tests: no need to wait for the disk.
                    "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
                    "-c", "max_connections=200",
                    # Far from UTC on purpose: what comes back must not hang on it.
                    "-c", "timezone=Pacific/Chatham",
                ),
                stdout=log,
                stderr=log,
                cwd=self._folder,
            )  # fmt: skip
        self._wait()

    def url(self, database: str) -> str:
        """SQLAlchemy's address of one of its databases."""
        return f"postgresql+psycopg2://postgres@/{database}?host={self._folder}"

    def new_database(self, template: str = "template0") -> str:
        """Makes a database like the template; gives its name."""
        name = f"test_{next(self._count)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop_database(self, name: str) -> None:
        """Drops a database, whoever is still connected to it."""
        self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stops the server and removes its folder."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(timeout=30)
        shutil.rmtree(self._folder)

    def _as_user(self, *command: object) -> list[str]:
        """The command as the user postgres where we are root, whom PostgreSQL refuses.

        The server dies with the tests, even where those are killed.
        """
        who = ["--reuid=postgres", "--regid=postgres", "--init-groups"]
        prefix = ["setpriv", *(who if os.geteuid() == 0 else ()), "--pdeathsig=INT"]
        return [*prefix, *map(str, command)]

    def _wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                self._connect().close()
            except psycopg2.OperationalError:
                if self._server is None or self._server.poll() is not None:
                    break
                time.sleep(0.05)
            else:
                return
        log = (self._folder / "log").read_text(encoding="utf-8", errors="replace")
        raise NoPostgres(f"PostgreSQL did not start:\n{log[-2000:]}")

    def _do(self, statement: str) -> None:
        with closing(self._connect()) as connection, connection.cursor() as cursor:
            cursor.execute(statement)

    def _connect(self) -> psycopg2.extensions.connection:
        connection = psycopg2.connect(host=str(self._folder), user="postgres", dbname="postgres")
        connection.autocommit = True
        return connection
