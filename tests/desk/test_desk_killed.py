"""A gateway that is killed while an agent writes loses nothing and doubles nothing."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from bot.database.engine import engine_of
from bot.settings import ROOT
from tests.channels.gateway_client import JWT_SECRET, settings_of
from tests.conversations.scripted_responder import ScriptedResponder
from tests.desk.visitor import Browser, Office

pytestmark = pytest.mark.slow

WORDS = [f"word {number}" for number in range(24)]
KILLED_AT = (3, 9, 15)
SECONDS = 60


class Served:
    """The gateway as a process of its own, on one port."""

    def __init__(self, folder: Path, url: str, responder: ScriptedResponder) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **os.environ,
            "SUPPORT_BOT_DATABASE_URL": url,
            "SUPPORT_BOT_PORT": str(self.port),
            "SUPPORT_BOT_VAR": str(folder),
            "SUPPORT_BOT_JWT_SECRET": JWT_SECRET,
            "SUPPORT_BOT_RESPONDER_PORT": str(responder.port),
            "SUPPORT_BOT_ACTIONS_PORT": str(responder.port),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it; does not wait until it answers."""
        command = [sys.executable, "-m", "bot.channels"]
        self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment)

    def kill(self) -> None:
        """Kills it in whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def served(
    migrated_file: Path, responder: ScriptedResponder, tmp_path: Path
) -> Iterator[tuple[Served, Office]]:
    shutil.copy(migrated_file, tmp_path / "bot.sqlite3")
    url = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    process = Served(tmp_path / "settings", url, responder)
    settings = settings_of(tmp_path / "settings", database_url=url, port=process.port)
    engine = engine_of(url)
    client = httpx2.Client(base_url=process.address, timeout=10)
    process.start()
    office = Office(settings, engine, None, client, responder)  # type: ignore[arg-type]
    office.hire()
    yield process, office
    process.kill()
    client.close()
    engine.dispose()


def insist(call: object, good: tuple[int, ...]) -> httpx2.Response:
    """Calls again and again until there is an answer, as an agent does."""
    for _ in range(SECONDS * 5):
        try:
            answer: httpx2.Response = call()  # type: ignore[operator]
        except httpx2.TransportError:
            time.sleep(0.2)
            continue
        if answer.status_code in good:
            return answer
        time.sleep(0.2)
    raise AssertionError("no answer came")


def test_killed_while_an_agent_writes_nothing_is_lost_or_doubled(
    served: tuple[Served, Office],
) -> None:
    process, office = served
    insist(lambda: office.client.get("/desk/login"), (200,))
    talk, number = office.handed_over()
    client = httpx2.Client(base_url=process.address, timeout=10)
    maria = Browser(client, address=process.address)  # type: ignore[arg-type]
    assert maria.sign_in("maria@shop.example").status_code == 303
    assert maria.act(number, "take").status_code == 303
    for place, word in enumerate(WORDS):
        form_id = str(uuid.uuid4())
        if place in KILLED_AT:
            # The form is on its way when the gateway dies, and is sent again by the agent.
            with closing(socket.create_connection(("127.0.0.1", process.port))) as raw:
                raw.sendall(_form(maria, number, word, form_id, process))
                time.sleep(0.004 * place)
                process.kill()
            process.start()
        insist(lambda w=word, f=form_id: maria.say(number, w, f), (303,))
    assert [m.text for m in office.said(talk) if m.author == "agent"] == WORDS
    client.close()


def _form(maria: Browser, number: str, word: str, form_id: str, process: Served) -> bytes:
    body = f"csrf={maria.csrf}&form_id={form_id}&text={word.replace(' ', '+')}"
    cookies = "; ".join(f"{name}={value}" for name, value in maria.client.cookies.items())
    return (
        f"POST /desk/tickets/{number}/say HTTP/1.1\r\nHost: 127.0.0.1:{process.port}\r\n"
        f"Origin: {process.address}\r\nCookie: {cookies}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
