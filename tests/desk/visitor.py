"""The gateway with its desk as a test uses it: customers who write, agents with their browsers."""

from __future__ import annotations

import html
import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from httpx2 import Response
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from bot.conversations.messages import StoredMessage
from bot.conversations.opening import find, messages_after
from bot.conversations.tables import tickets
from bot.database.engine import reading
from bot.desk import agents
from bot.desk.agents import Agent
from bot.desk.desk import Desk
from bot.desk.tables import audit_log
from bot.settings import Settings
from tests.channels.gateway_client import Gateway, Talk
from tests.conversations.scripted_responder import ScriptedResponder

ADDRESS = "http://127.0.0.1:8123"
PASSWORD = "a password of the tests"
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


@dataclass
class Office:
    """A gateway and the people who work at its desk."""

    settings: Settings
    engine: Engine
    app: ASGIApp
    client: TestClient
    responder: ScriptedResponder
    people: dict[str, Agent] = field(default_factory=dict)

    @property
    def gateway(self) -> Gateway:
        """The gateway as customers use it."""
        return Gateway(self.settings, self.client)

    @property
    def desk(self) -> Desk:
        """The desk itself."""
        app: Any = self.app
        while not hasattr(app, "state"):
            app = app.app
        found: Desk = app.state.desk
        return found

    def hire(self) -> None:
        """Adds two agents and a lead."""
        for name, role, languages in (
            ("Maria Silva", "agent", ["pt", "en"]),
            ("Tom Berg", "agent", ["de"]),
            ("Lea Lead", "lead", ["en"]),
        ):
            first = name.split()[0].lower()
            self.people[first] = agents.add(
                self.engine,
                name=name,
                email=f"{first}@shop.example",
                password=PASSWORD,
                role=role,
                languages=languages,
                now=datetime.now(timezone.utc),
            )

    def browser(self) -> Browser:
        """A browser that nobody has signed in with; it shares the running gateway."""
        client = TestClient(
            self.app, base_url=ADDRESS, raise_server_exceptions=False, follow_redirects=False
        )
        # The gateway's own event loop goes on serving: its jobs and turns belong to it.
        client.portal = self.client.portal
        return Browser(client)

    def signed_in(self, who: str) -> Browser:
        """A browser that this person is signed in with."""
        made = self.browser()
        answer = made.sign_in(f"{who}@shop.example")
        assert answer.status_code == 303, answer.text
        return made

    def handed_over(
        self,
        customer: str | None = None,
        *,
        category: str = "person",
        order_number: str | None = None,
        text: str | None = None,
        queue: bool = True,
        **more: Any,
    ) -> tuple[Talk, str]:
        """A conversation that the bot has handed over, and its ticket's number."""
        # In letters: among an identifier's digits some look like a card's number, and are cut.
        once = uuid.uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))
        said, number = text or f"a person please {once}", f"T-{uuid.uuid4()}"
        handoff = {
            "number": number,
            "category": category,
            "summary": "The customer asks for a person.",
            "order_number": order_number,
            "decision": more.pop("decision", None),
            "evidence": more.pop("evidence", {}),
            "queue": queue,
        }
        message = {"text": "I've handed you over.", "handoff": handoff}
        self.responder.script[said] = {"messages": [message]}
        talk = self.gateway.talk(customer, **more)
        told = talk.send(text=said)
        assert told.status == 200, told.body
        return talk, number

    def said(self, talk: Talk) -> list[StoredMessage]:
        """All messages of a conversation."""
        return messages_after(self.engine, talk.id, 0)

    def owner(self, talk: Talk) -> str:
        """Who has a conversation."""
        return find(self.engine, talk.id).owner

    def ticket(self, number: str) -> Any:
        """A ticket's row."""
        with reading(self.engine) as connection:
            return connection.execute(sa.select(tickets).where(tickets.c.number == number)).one()

    def acts(self, about: str) -> list[str]:
        """What the audit log holds about a thing, oldest first."""
        with reading(self.engine) as connection:
            return list(
                connection.execute(
                    sa.select(audit_log.c.act)
                    .where(audit_log.c.object == about)
                    .order_by(audit_log.c.id)
                ).scalars()
            )


@dataclass
class Browser:
    """A browser: it keeps its cookies, and sends forms as pages of the desk do."""

    client: TestClient
    csrf: str = ""
    address: str = ADDRESS

    def sign_in(self, email: str, password: str = PASSWORD) -> Response:
        """Sends the form of the sign-in page."""
        answer = self.post("/desk/login", email=email, password=password)
        if answer.status_code == 303:
            self.open("/desk/account")
        return answer

    def open(self, path: str) -> Response:
        """Opens a page, and remembers the token of its forms."""
        answer = self.client.get(path)
        if found := _CSRF.search(answer.text):
            self.csrf = html.unescape(found[1])
        return answer

    def post(self, path: str, *, origin: str = "", **fields: Any) -> Response:
        """Sends a form."""
        origin = origin or self.address
        data = {"csrf": self.csrf, **fields}
        return self.client.post(path, data=data, headers={"Origin": origin})

    def act(self, number: str, name: str, **fields: Any) -> Response:
        """Sends a form of a ticket's page."""
        return self.post(f"/desk/tickets/{number}/{name}", **fields)

    def say(self, number: str, text: str, form_id: str = "") -> Response:
        """Answers the customer."""
        return self.act(number, "say", text=text, form_id=form_id or str(uuid.uuid4()))
