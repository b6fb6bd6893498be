"""The bot itself: ``support-bot run`` on SQLite with the demo shop, asked through the gateway."""

from __future__ import annotations

import secrets
import sys
import uuid
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import aiohttp

from bot.channels.tokens import customer_token
from bot.launcher.training import model_path, needs_training
from bot.orders.demo_shop.states import demo_order
from bot.settings import ROOT, Settings, load_settings
from tests.bench.measuring import Conversation, WrongAnswer
from tests.bench.memory import Memory, modules_below, of_process, of_tree
from tests.bench.programs import Program, Programs, base_environment, free_port
from tests.bench.side import Question, Side, Trained

CUSTOMER = "demo-en"
_PARTS = {"bot.channels": "gateway", "bot.responder": "rasa", "actions": "actions"}


class Ours(Side):
    """``support-bot run`` with everything it keeps in a temporary folder."""

    name = "ours"

    def __init__(self, programs: Programs, folder: Path) -> None:
        self._programs = programs
        self._var = folder / "ours"
        self._port = free_port()
        self._model = folder / "model" / "support-bot.tar.gz"
        self._running: Program | None = None
        # Everything that .env could set is set here: nothing but this machine is to be reached.
        self._set = {
            "var": str(self._var),
            "host": "127.0.0.1",
            "port": str(self._port),
            "database_url": f"sqlite:///{self._var / 'support-bot.sqlite3'}",
            "redis_url": "",
            "imap_url": "",
            "smtp_url": "",
            "jwt_secret": secrets.token_urlsafe(48),
            "jwt_issuer": "shop",
            "jwt_audience": "support-bot",
            "sockets_per_address": "100000",
            "webhook_url": "",
            "limits": "conversation=1000000/min,address=1000000/min,new=1000000/min",
        }

    async def train(self, limit_seconds: float, *, anew: bool) -> Trained:
        usual = model_path(load_settings())
        seconds = None
        if anew or needs_training(usual):
            training = self._start("train")
            seconds = await training.finish(limit_seconds)
        else:
            self._model = usual
        return Trained(seconds, self._model.stat().st_size, "in full")

    def launch(self) -> list[Program]:
        self._running = self._start("run")
        return [self._running]

    def health(self) -> str:
        return f"http://127.0.0.1:{self._port}/health"

    async def begin(self, session: aiohttp.ClientSession, question: Question) -> Conversation:
        url = f"http://127.0.0.1:{self._port}/api/v1"
        body: dict[str, Any] = {"channel": "widget", "locale": "en"}
        headers = {}
        if question is Question.ACTION:
            body["context"] = {"order_number": demo_order("en", "shipped")}
            token = customer_token(self._settings(), CUSTOMER, datetime.now(timezone.utc))
            headers["Authorization"] = f"Bearer {token}"
        async with session.post(f"{url}/conversations", json=body, headers=headers) as response:
            response.raise_for_status()
            begun = await response.json()
        return _GatewayConversation(session, url, begun["token"], question)

    def memory(self) -> Mapping[str, Memory]:
        assert self._running is not None
        launcher = self._running.pid
        parts = {"launcher": of_process(launcher)}
        for module, pid in modules_below(launcher):
            parts[_PARTS.get(module, module)] = of_tree(pid)
        return parts

    def stop(self) -> None:
        if self._running is not None:
            self._running.stop()

    def _settings(self) -> Settings:
        return load_settings(**self._set)

    def _start(self, command: str) -> Program:
        environment = base_environment()
        for name, value in {**self._set, "model": str(self._model)}.items():
            environment[f"SUPPORT_BOT_{name.upper()}"] = value
        call = [sys.executable, "-c", "from bot.cli import main; main()", command]
        return self._programs.start(f"ours-{command}", call, ROOT, environment)


class _GatewayConversation:
    """A conversation of the gateway's HTTP API."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, token: str, question: Question
    ) -> None:
        self._session = session
        self._url = f"{url}/messages"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._question = question

    async def ask(self) -> None:
        body = {"client_id": str(uuid.uuid4()), "text": self._question.value}
        async with self._session.post(self._url, json=body, headers=self._headers) as response:
            response.raise_for_status()
            answer = await response.json()
        if not any(self._is_right(message) for message in answer["messages"]):
            raise WrongAnswer(f"{self._question.value} was answered with {answer}")

    def _is_right(self, message: Mapping[str, Any]) -> bool:
        if self._question is Question.GENERAL:
            return message.get("response") == "utter_ask_payment_methods"
        decision = message.get("decision") or {}
        return bool(decision.get("order_number") == demo_order("en", "shipped"))
