"""Rasa's stock pipeline behind its rest channel, with an SQLite tracker store."""

from __future__ import annotations

import hashlib
import shutil
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path

import aiohttp

from tests.bench import stock_project
from tests.bench.measuring import Conversation, WrongAnswer
from tests.bench.memory import Memory, of_tree
from tests.bench.programs import Program, Programs, base_environment, free_port
from tests.bench.side import Question, Side, Trained

MODEL_NAME = "stock"
_EXPECTED = {
    Question.GENERAL: stock_project.PAYMENT_METHODS,
    Question.ACTION: stock_project.ORDER_NUMBER,
}


class Stock(Side):
    """``rasa run`` and ``rasa run actions``. ``kept`` is a folder that outlives the run."""

    name = "stock"

    def __init__(self, programs: Programs, folder: Path, kept: Path) -> None:
        self._programs = programs
        self._project = folder / "stock"
        self._kept = kept
        self._port = free_port()
        self._actions_port = free_port()
        self._running: dict[str, Program] = {}
        stock_project.build(self._project, self._actions_port)

    async def train(self, limit_seconds: float, *, anew: bool) -> Trained:
        model = self._project / "models" / f"{MODEL_NAME}.tar.gz"
        kept = self._kept / f"stock-{self._made_from()}.tar.gz"
        seconds = None
        if anew or not kept.exists():
            command = self._rasa("train", "--fixed-model-name", MODEL_NAME)
            training = self._start("train", command)
            seconds = await training.finish(limit_seconds)
            for old in self._kept.glob("stock-*.tar.gz"):
                old.unlink()
            shutil.copy(model, kept)
        else:
            model.parent.mkdir(exist_ok=True)
            shutil.copy(kept, model)
        epochs = f"{stock_project.NLU_EPOCHS} + {stock_project.CORE_EPOCHS} of 2 × 100 epochs"
        return Trained(seconds, model.stat().st_size, epochs)

    def launch(self) -> list[Program]:
        actions = ("run", "actions", "--actions", "stock_action", "-p", str(self._actions_port))
        rasa = ("run", "-i", "127.0.0.1", "-p", str(self._port))
        self._running = {
            "rasa": self._start("rasa", self._rasa(*rasa)),
            "actions": self._start("actions", self._rasa(*actions)),
        }
        return list(self._running.values())

    def health(self) -> str:
        # Rasa listens only once its model is loaded.
        return f"http://127.0.0.1:{self._port}/"

    async def begin(self, session: aiohttp.ClientSession, question: Question) -> Conversation:
        url = f"http://127.0.0.1:{self._port}/webhooks/rest/webhook"
        return _RestConversation(session, url, question)

    def memory(self) -> Mapping[str, Memory]:
        return {name: of_tree(program.pid) for name, program in self._running.items()}

    def stop(self) -> None:
        for program in self._running.values():
            program.stop()

    def _start(self, name: str, command: list[str]) -> Program:
        environment = {
            **base_environment(),
            "SANIC_HOST": "127.0.0.1",
            "STOCK_ORDERS": str(self._project / "orders.sqlite3"),
        }
        return self._programs.start(f"stock-{name}", command, self._project, environment)

    def _rasa(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "rasa", *arguments]

    def _made_from(self) -> str:
        """A hash of all that the model is made from."""
        digest = hashlib.sha256()
        files = (self._project / "config.yml", self._project / "domain.yml")
        for path in (*files, *sorted((self._project / "data").rglob("*.yml"))):
            digest.update(path.read_bytes())
        return digest.hexdigest()[:16]


class _RestConversation:
    """A sender of Rasa's rest channel."""

    def __init__(self, session: aiohttp.ClientSession, url: str, question: Question) -> None:
        self._session = session
        self._url = url
        self._question = question
        self._sender = str(uuid.uuid4())

    async def ask(self) -> None:
        body = {"sender": self._sender, "message": self._question.value}
        async with self._session.post(self._url, json=body) as response:
            response.raise_for_status()
            replies = await response.json()
        if not any(_EXPECTED[self._question] in reply.get("text", "") for reply in replies):
            raise WrongAnswer(f"{self._question.value} was answered with {replies}")
