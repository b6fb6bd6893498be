"""The pages that links in mails open: a choice, or no more reminders.

Scanners of mail open every link before its reader does. So opening shows a button, and nothing
happens before it is pressed. A link holds a keyed hash: who has the mail may press.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import jinja2
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.channels.admission import count_address
from bot.channels.email.composing import CHOOSE, UNSUBSCRIBE
from bot.channels.email.numbered_choices import last_offered
from bot.channels.email.receiving import NAMESPACE
from bot.channels.email.tables import mail_threads, mails
from bot.channels.email.threads import Signer
from bot.channels.limiting import Limits
from bot.conversations.tables import conversations
from bot.database.engine import reading, writing
from bot.languages import SOURCE_LANGUAGE
from bot.nlg import Wording
from bot.reminders.stopping import stop_reminders

PAGE_MAILBOX = "page"
"""The mailbox of a choice that was made on a page."""

_HEADERS = {
    "Cache-Control": "no-store",
    # With no-referrer a browser would send the form with the origin "null".
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
}


@dataclass(frozen=True)
class Shown:
    """A page's words, and whether its button is there."""

    language: str
    text: str
    label: str | None = None
    confirm: str | None = None
    status: int = 200


class MailPages:
    """The pages of one gateway."""

    def __init__(self, engine: Engine, signer: Signer, wording: Wording, limits: Limits) -> None:
        self._engine, self._signer, self._wording = engine, signer, wording
        self._limits = limits

    def routes(self) -> list[Route]:
        """``GET`` shows, ``POST`` does."""
        return [
            Route("/mail/{purpose}/{link}", self.show, methods=["GET"]),
            Route("/mail/{purpose}/{link}", self.press, methods=["POST"]),
        ]

    async def show(self, request: Request) -> HTMLResponse:
        """What the button would do. Changes nothing."""
        return await self._answer(request, act=False)

    async def press(self, request: Request) -> HTMLResponse:
        """Does it, once; pressed again it is done already."""
        return await self._answer(request, act=True)

    async def _answer(self, request: Request, *, act: bool) -> HTMLResponse:
        await count_address(request, self._limits)
        purpose, link = request.path_params["purpose"], request.path_params["link"]
        now = datetime.now(timezone.utc)
        shown = await run_in_threadpool(self._look, purpose, link, act, now)
        say = self._wording.say
        page = _PAGE.render(
            language=shown.language,
            title=say("mail.page.title", shown.language).text,
            shown=shown,
        )
        return HTMLResponse(page, status_code=shown.status, headers=_HEADERS)

    def _look(self, purpose: str, link: str, act: bool, now: datetime) -> Shown:
        followed = (
            self._signer.followed(purpose, link) if purpose in (CHOOSE, UNSUBSCRIBE) else None
        )
        if followed is None:
            return self._said(SOURCE_LANGUAGE, "wrong", status=404)
        conversation, what = followed
        with writing(self._engine) if act else reading(self._engine) as connection:
            language = _language(connection, conversation)
            if language is None:
                return self._said(SOURCE_LANGUAGE, "wrong", status=404)
            if purpose == UNSUBSCRIBE:
                if act:
                    stop_reminders(connection, conversation, now)
                    return self._said(language, "reminders.done")
                return self._said(language, "reminders", confirm=True)
            return self._choice(connection, conversation, what, language, act, now)

    def _choice(
        self,
        connection: Connection,
        conversation: str,
        choice_id: str,
        language: str,
        act: bool,
        now: datetime,
    ) -> Shown:
        if _was_made(connection, conversation, choice_id):
            return self._said(language, "done")
        offered = {choice.id: choice for choice in last_offered(connection, conversation)}
        if choice_id not in offered or _something_waits(connection, conversation):
            return self._said(language, "closed", status=410)
        if act:
            _make(connection, conversation, choice_id, now)
            return self._said(language, "done")
        return self._said(language, "chosen", label=offered[choice_id].label, confirm=True)

    def _said(
        self,
        language: str,
        name: str,
        *,
        label: str | None = None,
        confirm: bool = False,
        status: int = 200,
    ) -> Shown:
        return Shown(
            language=language,
            text=self._wording.say(f"mail.page.{name}", language).text,
            label=label,
            confirm=self._wording.say("mail.page.confirm", language).text if confirm else None,
            status=status,
        )


def _language(connection: Connection, conversation: str) -> str | None:
    """The language of a conversation that goes by mail; None where there is none such."""
    found: str | None = connection.execute(
        sa.select(conversations.c.language)
        .join(mail_threads, mail_threads.c.conversation_id == conversations.c.id)
        .where(conversations.c.id == conversation)
    ).scalar_one_or_none()
    return found


def _id(conversation: str, choice_id: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"choice {conversation} {choice_id}"))


def _was_made(connection: Connection, conversation: str, choice_id: str) -> bool:
    asked = sa.select(mails.c.id).where(mails.c.id == _id(conversation, choice_id))
    return connection.execute(asked).first() is not None


def _something_waits(connection: Connection, conversation: str) -> bool:
    """Whether another choice, or a mail, is not answered yet: what was offered is overtaken."""
    waiting = sa.select(mails.c.id).where(
        mails.c.conversation_id == conversation, mails.c.state == sa.text("'waiting'")
    )
    return connection.execute(waiting).first() is not None


def _make(connection: Connection, conversation: str, choice_id: str, now: datetime) -> None:
    """Lets the choice wait for its answer like a mail: the email worker answers it."""
    thread = connection.execute(
        sa.select(mail_threads).where(mail_threads.c.conversation_id == conversation)
    ).one()
    values: dict[str, Any] = {
        "id": _id(conversation, choice_id),
        "mailbox": PAGE_MAILBOX,
        "message_id": f"{PAGE_MAILBOX} {conversation}",
        "digest": hashlib.sha256(choice_id.encode()).hexdigest(),
        "sender": thread.address_key,
        "text": "",
        "card_cut": False,
        "choice_id": choice_id,
        "attachments": [],
        "refused": 0,
        "verified": thread.verified,
        "conversation_id": conversation,
        "state": "waiting",
        "received_at": now,
        "not_before": now,
    }
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(mails).values(values).on_conflict_do_nothing())


_PAGE = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<!DOCTYPE html>
<html lang="{{ shown.language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 32em; margin: 3em auto; padding: 0 1em;
  color: #1a1a1a; background: #fff }
strong { display: block; margin: 0.5em 0 1.5em }
button { font: inherit; padding: 0.6em 1.6em; min-height: 44px; border: 0; border-radius: 0.4em;
  color: #fff; background: #0b5c8e; cursor: pointer }
button:focus-visible { outline: 3px solid #1a1a1a; outline-offset: 2px }
</style>
</head>
<body>
<main>
<h1>{{ title }}</h1>
<p>{{ shown.text }}</p>
{% if shown.label %}
<strong>{{ shown.label }}</strong>
{% endif %}
{% if shown.confirm %}
<form method="post"><button type="submit">{{ shown.confirm }}</button></form>
{% endif %}
</main>
</body>
</html>
"""
)
