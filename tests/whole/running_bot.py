"""The whole bot as a customer meets it: ``support-bot run`` in a process, reached over HTTP."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
START_SECONDS = 600


REACHED = os.environ.get("SUPPORT_BOT_TESTS_REACHED")
"""A folder in which the processes of one test run (``make test``) gather what they have heard."""


class Heard:
    """Names that some test has heard from a running bot: in this process, or in the run."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._here: set[str] = set()

    def add(self, name: str) -> None:
        if name in self._here:
            return
        self._here.add(name)
        if REACHED:
            with (Path(REACHED) / f"{self._kind}-{os.getpid()}.txt").open("a") as file:
                file.write(f"{name}\n")

    def names(self) -> set[str]:
        files = Path(REACHED).glob(f"{self._kind}-*.txt") if REACHED else ()
        return self._here.union(*(file.read_text().split() for file in files))


SAID = Heard("said")
"""Every response that any running bot has said to a test so far."""

DECIDED = Heard("decided")
"""Every code that the rules gave with it."""


@dataclass
class Answer:
    """One message's replies."""

    messages: list[dict[str, Any]]
    owner: str

    def __post_init__(self) -> None:
        note(self.messages)

    @property
    def text(self) -> str:
        return "\n".join(message["text"] for message in self.messages)

    @property
    def code(self) -> str | None:
        """The code of the first decision among the replies."""
        return next((m["decision"]["code"] for m in self.messages if m.get("decision")), None)

    @property
    def responses(self) -> list[str]:
        return [message.get("response") for message in self.messages]

    def choice(self, intent_or_label: str) -> str:
        """The id of the choice with this label."""
        for message in self.messages:
            for choice in message["choices"]:
                if choice["label"] == intent_or_label:
                    return str(choice["id"])
        raise AssertionError(f"no choice {intent_or_label!r} in {self.messages}")


def note(messages: list[dict[str, Any]]) -> None:
    """Keeps in mind what was said: tests/whole/test_everything_is_reached.py asks for all of it."""
    for message in messages:
        if message.get("response"):
            SAID.add(message["response"])
        if message.get("decision"):
            DECIDED.add(message["decision"]["code"])


def tiny_photo(shade: int = 0) -> bytes:
    """A photo of a few pixels, as a PNG."""
    written = io.BytesIO()
    Image.new("RGB", (8, 6), (200, shade % 256, 40)).save(written, "PNG")
    return written.getvalue()


class Refused(Exception):
    """An answer with an error status."""

    def __init__(self, status: int, body: dict[str, Any], headers: Mapping[str, str]) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.code = body["error"]["code"]
        self.body = body
        self.headers = headers


@dataclass
class Bot:
    """A running bot and the folder that it keeps its things in."""

    var: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.var / "run.log").read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        environment = {
            **os.environ,
            "SUPPORT_BOT_VAR": str(self.var),
            "SUPPORT_BOT_PORT": str(self.port),
            "SUPPORT_BOT_LIMITS": "conversation=1000/min,address=100000/min,new=10000/min,"
            "upload=10000/min,upload_address=10000/min",
            **self.environment,
        }
        self.var.mkdir(parents=True, exist_ok=True)
        with (self.var / "run.log").open("ab") as log:
            self.process = subprocess.Popen(
                [BIN / "support-bot", "run"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait_until_well()

    def wait_until_well(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process is not None and self.process.poll() is not None:
                raise AssertionError(f"support-bot run ended:\n{self.log[-4000:]}")
            if self.health()[0] == 200:
                return
            time.sleep(0.2)
        raise AssertionError(f"not well after {START_SECONDS} s:\n{self.log[-4000:]}")

    def health(self) -> tuple[int, dict[str, Any]]:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=5) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)
        except OSError:
            return 0, {}

    def stop(self) -> float:
        """Stops as Ctrl-C does; gives the seconds that it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)
        return time.monotonic() - began

    def call(
        self, method: str, path: str, body: Any = None, token: str | None = None, **headers: str
    ) -> dict[str, Any]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if body else None
        request = urllib.request.Request(self.url + path, data=data, method=method)
        if data is not None:
            request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response) if response.status != 204 else {}
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(error.code, json.load(error), dict(error.headers)) from None

    def choices_of(self, conversation_id: str, intent: str, entities: dict[str, Any]) -> set[str]:
        """The ids of the choices of a conversation that mean this, read from its database: what
        a button means never leaves the server."""
        found = set()
        with sqlite3.connect(self.var / "support-bot.sqlite3") as database:
            rows = database.execute(
                "SELECT choices FROM messages WHERE conversation_id = ?", (conversation_id,)
            )
            for (choices,) in rows:
                for choice in json.loads(choices):
                    if choice["payload"] == {"intent": intent, "entities": entities}:
                        found.add(choice["id"])
        return found

    def customer_token(self, customer: str) -> str:
        from bot.channels.tokens import customer_token
        from bot.settings import load_settings

        return customer_token(load_settings(var=self.var), customer, self.now())

    def now(self) -> datetime:
        """The moment in which the bot lives."""
        return datetime.now(timezone.utc)

    def conversation(
        self, customer: str | None = None, language: str | None = None, **context: Any
    ) -> Conversation:
        body: dict[str, Any] = {"channel": "widget"}
        if language:
            body["locale"] = language
        if context:
            body["context"] = context
        token = self.customer_token(customer) if customer else None
        return Conversation(self, self.call("POST", "/api/v1/conversations", body, token))


class Conversation:
    """One customer's conversation."""

    def __init__(self, bot: Bot, begun: dict[str, Any]) -> None:
        self.bot = bot
        self.id = begun["conversation_id"]
        self.token = begun["token"]
        self.language = begun["language"]
        self.greeting = begun["messages"]
        note(self.greeting)

    def say(self, text: str, client_id: str | None = None) -> Answer:
        return self._send(client_id, text=text)

    def choose(self, choice: str, client_id: str | None = None) -> Answer:
        return self._send(client_id, choice=choice)

    def attach(self, files: list[bytes] | int = 1, text: str | None = None) -> Answer:
        """Uploads files, or so many small photos, and sends them, with or without words."""
        given = [tiny_photo(n) for n in range(files)] if isinstance(files, int) else files
        ids = [self.upload(file)["id"] for file in given]
        return self._send(None, attachments=ids, **({"text": text} if text else {}))

    def upload(self, content: bytes, name: str = "photo.png") -> dict[str, Any]:
        """Uploads one file; what the API tells of it."""
        boundary = uuid.uuid4().hex
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"'
        body = f"{head}\r\n\r\n".encode() + content + f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        return self.bot.call("POST", "/api/v1/attachments", body, self.token, Content_Type=kind)

    def _send(self, client_id: str | None, **body: Any) -> Answer:
        body["client_id"] = client_id or str(uuid.uuid4())
        told = self.bot.call("POST", "/api/v1/messages", body, self.token)
        return Answer(told["messages"], told["owner"])

    def messages(self, after: int = 0) -> list[dict[str, Any]]:
        told = self.bot.call("GET", f"/api/v1/messages?after={after}", token=self.token)
        note(told["messages"])
        return list(told["messages"])
