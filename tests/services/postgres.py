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
from collections import Counter
from contextlib import closing
from pathlib import Path

import psycopg2

BIN = Path("/usr/lib/postgresql/15/bin")
START_SECONDS = 30
USES = 50
"""So many tests one database serves, one after the other: what was deleted stays in its files."""

SHAPE = """
SELECT md5(string_agg(told, ' ' ORDER BY told)) FROM (
  SELECT c::text AS told FROM (SELECT oid, relname, relnatts FROM pg_class
    WHERE relnamespace = 'public'::regnamespace) c
  UNION ALL SELECT a::text FROM (SELECT attrelid, attname, atttypid, attnotnull
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace) a
  UNION ALL SELECT oid::text FROM pg_constraint
  UNION ALL SELECT t::text FROM (SELECT oid, tgenabled FROM pg_trigger) t
  UNION ALL SELECT p::text FROM (SELECT oid, proname, md5(prosrc) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace) p
  UNION ALL SELECT version_num FROM alembic_version
) AS shape
"""
"""Another sum as soon as a table, a column, a constraint, a trigger or the revision is another."""

LEAVE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"

EMPTY = """
SET session_replication_role = replica;  -- no trigger and no reference holds a row back
DO $$
DECLARE name regclass;
BEGIN
  FOR name IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relname <> 'alembic_version'
    AND relnamespace = 'public'::regnamespace
  LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
  PERFORM setval(oid::regclass, 1, false) FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
END $$
"""


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
        self._shape: dict[str, str] = {}
        self._free: dict[str, list[str]] = {}
        self._uses: Counter[str] = Counter()
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
                    "-c", "max_connections=200", "-c", "autovacuum=off",
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

    def lend(self, template: str) -> str:
        """A database like the migrated template, without rows: one that was given back, emptied,
        or a new one, which takes ten times as long to make and to drop."""
        free = self._free.setdefault(template, [])
        name = free.pop() if free else self.new_database(template)
        if name not in self._shape:
            self._shape[name] = self._shape_of(name)
        self._uses[name] += 1
        return name

    def give_back(self, name: str, template: str) -> None:
        """Empties a database for the next test, whoever is still connected to it; drops it where
        its tables are no longer what they were, or where it has served long."""
        self._do(LEAVE, values=(name,))
        if self._uses[name] >= USES or self._shape_of(name) != self._shape[name]:
            self.drop_database(name)
            return
        self._do(EMPTY, name)
        self._free[template].append(name)

    def _shape_of(self, name: str) -> str:
        with closing(self._connect(name)) as connection, connection.cursor() as cursor:
            try:
                cursor.execute(SHAPE)
            except psycopg2.errors.UndefinedTable:  # no revision: nothing is as it was
                return ""
            return str(cursor.fetchone()[0])

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

    def _do(
        self, statement: str, database: str = "postgres", values: tuple[str, ...] | None = None
    ) -> None:
        with closing(self._connect(database)) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)

    def _connect(self, database: str = "postgres") -> psycopg2.extensions.connection:
        connection = psycopg2.connect(host=str(self._folder), user="postgres", dbname=database)
        connection.autocommit = True
        return connection
