"""A gateway in this process, over a real database, and what a customer's client does with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from bot.channels.tokens import conversation_token, customer_token
from bot.settings import Settings, load_settings
from tests.conversations.scripted_responder import SECRET

JWT_SECRET = "the shop's secret, which only its server and the bot know and nobody else"
PLENTY = "conversation=100000/min,address=100000/min,new=100000/min"
PLENTY += ",upload=100000/min,upload_address=100000/min"
SHOP_PAGE = "https://shop.example"

BEGIN, SEND = "/api/v1/conversations", "/api/v1/messages"


def settings_of(folder: Path, **changes: Any) -> Settings:
    """Settings of the tests' own, whatever the environment and a ``.env`` file say."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "internal-secret").write_text(SECRET, encoding="ascii")
    given = {
        "redis_url": None,
        "host": "127.0.0.1",
        "port": 8123,
        "jwt_secret": JWT_SECRET,
        "jwt_issuer": "shop",
        "jwt_audience": "support-bot",
        "allowed_origins": f"{SHOP_PAGE},http://localhost:3000",
        "limits": PLENTY,
        "brand": "Jama",
        "var": folder,
        **changes,
    }
    return load_settings(_env_file=None, **given)


def now() -> datetime:
    """This moment, by which the gateway judges tokens."""
    return datetime.now(timezone.utc)


@dataclass
class Told:
    """An answer of the API."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def code(self) -> str:
        """The code of a refusal."""
        return str(self.body["error"]["code"])

    @property
    def message(self) -> str:
        """What a refusal says."""
        return str(self.body["error"]["message"])

    @property
    def texts(self) -> list[str]:
        """What the messages of an answer say."""
        return [message["text"] for message in self.body["messages"]]


@dataclass
class Talk:
    """A conversation as its client knows it."""

    gateway: Gateway
    begun: dict[str, Any]
    token: str = field(init=False)

    def __post_init__(self) -> None:
        self.token = self.begun["token"]

    @property
    def id(self) -> str:
        return str(self.begun["conversation_id"])

    def send(self, body: Any = None, **fields: Any) -> Told:
        """Sends a message; its client id is new unless given."""
        if body is None:
            body = {"client_id": str(uuid.uuid4()), **fields}
        return self.gateway.call("POST", SEND, body, self.token)

    def read(self, after: object = 0) -> Told:
        """Reads what came after a message."""
        return self.gateway.call("GET", f"{SEND}?after={after}", token=self.token)


@dataclass
class Gateway:
    """A running gateway and a client of it."""

    settings: Settings
    client: TestClient

    def call(
        self, method: str, path: str, body: Any = None, token: str | None = None, **headers: str
    ) -> Told:
        """Calls the API: bytes go as they are, all else as JSON."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        if isinstance(body, bytes):
            sent.setdefault("Content-Type", "application/json")
            response = self.client.request(method, path, content=body, headers=sent)
        else:
            response = self.client.request(method, path, json=body, headers=sent)
        return Told(
            response.status_code, response.headers, response.json() if response.content else None
        )

    def begin(
        self, customer: str | None = None, fields: Mapping[str, Any] | None = None, **headers: str
    ) -> Told:
        """Begins a conversation, signed in where a customer is given."""
        body = {"channel": "widget", **(fields or {})}
        token = self.customer_token(customer) if customer else None
        return self.call("POST", BEGIN, body, token, **headers)

    def talk(self, customer: str | None = None, **fields: Any) -> Talk:
        """A new conversation."""
        told = self.begin(customer, fields)
        assert told.status == 201, told.body
        return Talk(self, told.body)

    def customer_token(self, customer: str) -> str:
        """A token as the shop's server signs it."""
        return customer_token(self.settings, customer, now())

    def conversation_token(
        self, talk: Talk, customer: str | None = None, ago: timedelta = timedelta(0)
    ) -> str:
        """A token of the conversation as it was given so long ago."""
        return conversation_token(self.settings, talk.id, customer, now() - ago)[0]


NewGateway = Callable[..., Gateway]
"""Starts a gateway on a database, with other settings."""


def url_of(engine: Engine) -> str:
    """The address of an engine's database."""
    return str(engine.url.render_as_string(hide_password=False))
