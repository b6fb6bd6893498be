"""The web channel: widget, app and terminal meet the bot through these calls."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlalchemy.engine import Engine
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.channels.errors import ApiError, invalid, unauthorized
from bot.channels.limiting import Limits
from bot.channels.requests import NewConversation, NewMessage, checked, read_body
from bot.channels.tokens import (
    ConversationToken,
    conversation_token,
    read_conversation_token,
    read_customer_token,
)
from bot.conversations import opening
from bot.conversations.cleaning import clean
from bot.conversations.errors import ClientIdReused, UnknownChoice, UnknownConversation
from bot.conversations.messages import Conversation, InboundMessage, StoredMessage
from bot.conversations.turns import Turns
from bot.database.engine import reading
from bot.languages import SOURCE_LANGUAGE, language_of
from bot.nlg import Wording
from bot.orders.queries import customer_of
from bot.settings import Settings


class WebChannel:
    """The calls of the HTTP API that a customer's client makes."""

    def __init__(self, settings: Settings, engine: Engine, turns: Turns, wording: Wording) -> None:
        self.settings = settings
        self.engine = engine
        self.turns = turns
        self.wording = wording
        self.limits = Limits(settings)

    async def begin(self, request: Request) -> JSONResponse:
        """``POST /api/v1/conversations``: begins a conversation, or opens one again."""
        address = self._count_address(request)
        self.limits.count("new", address)
        asked: NewConversation = checked(NewConversation, await read_body(request))
        now = _now()
        signed = _bearer(request)
        customer_id = read_customer_token(self.settings, signed, now) if signed else None
        context = asked.context.dict(exclude_none=True) if asked.context else {}
        if asked.resume is not None:
            return await self._resume(asked.resume, customer_id, context, now)
        hint = language_of(asked.locale) or _accepted(request)
        conversation, greeting = await self.turns.in_thread(
            self._begin, customer_id, asked.channel, hint, context, now
        )
        return self._opened(conversation, [greeting], now)

    def _begin(
        self,
        customer_id: str | None,
        channel: str,
        hint: str | None,
        context: dict[str, Any],
        now: datetime,
    ) -> tuple[Conversation, StoredMessage]:
        customer = None
        if customer_id is not None:
            with reading(self.engine) as connection:
                customer = customer_of(connection, customer_id)
        language = hint or language_of(customer.locale if customer else None) or SOURCE_LANGUAGE
        facts = {"brand": self.settings.brand, "name": customer.name if customer else None}
        said = self.wording.say("utter_greet.opening", language, facts)
        greeting = {
            "text": said.text,
            "language": said.language,
            "response": "utter_greet.opening",
            "choices": [
                {"label": c.label, "payload": {"intent": c.intent, "entities": dict(c.entities)}}
                for c in said.choices
            ],
        }
        return opening.begin(
            self.engine,
            customer_id=customer_id,
            channel=channel,
            language=language,
            context=context,
            greeting=greeting,
            now=now,
        )

    async def _resume(
        self, token: str, customer_id: str | None, context: dict[str, Any], now: datetime
    ) -> JSONResponse:
        """A conversation that is opened again by its own token; one of a signed-in customer
        wants that customer's token too. Who showed by a code who they are has no such token; but
        somebody else's opens no conversation of theirs."""
        said = read_conversation_token(self.settings, token, now, resume=True)
        try:
            conversation = await self.turns.in_thread(
                opening.find, self.engine, said.conversation_id
            )
        except UnknownConversation as error:
            raise unauthorized("bad_token", "the conversation is not there any more") from error
        by_code = conversation.assurance == "email" and customer_id is None
        if conversation.customer_id not in (None, customer_id) and not by_code:
            raise unauthorized(
                "sign_in_required", "this conversation wants its customer's own token"
            )
        if context:
            await self.turns.in_thread(
                opening.update_context, self.engine, conversation.id, context, now
            )
        messages = await self.turns.in_thread(
            opening.messages_after, self.engine, conversation.id, 0
        )
        return self._opened(conversation, messages, now)

    def _opened(
        self, conversation: Conversation, messages: list[StoredMessage], now: datetime
    ) -> JSONResponse:
        signed_in = conversation.customer_id if conversation.assurance == "signed" else None
        token, expires = conversation_token(self.settings, conversation.id, signed_in, now)
        body = {
            "conversation_id": conversation.id,
            "token": token,
            "expires_at": expires.isoformat().replace("+00:00", "Z"),
            "language": conversation.language,
            "messages": [message.as_json() for message in messages],
        }
        return JSONResponse(body, status_code=201)

    async def send(self, request: Request) -> JSONResponse:
        """``POST /api/v1/messages``: takes a message and gives the replies."""
        self._count_address(request)
        token = self._conversation(request)
        self.limits.count("conversation", token.conversation_id)
        asked: NewMessage = checked(NewMessage, await read_body(request))
        if not asked.choice and not asked.attachments and not clean(asked.text or ""):
            raise invalid("text", "write something, send a choice, or attach something")
        inbound = InboundMessage(
            asked.client_id, asked.text or "", asked.choice, tuple(asked.attachments)
        )
        try:
            replies, owner = await self.turns.take(token.conversation_id, inbound)
        except ClientIdReused as error:
            raise ApiError(
                409, error.code, "this client_id came before with other content"
            ) from error
        except UnknownChoice as error:
            raise invalid("choice", "no such choice in this conversation") from error
        except UnknownConversation as error:
            raise unauthorized("bad_token", "the conversation is not there any more") from error
        return JSONResponse({"messages": [r.as_json() for r in replies], "owner": owner})

    async def read(self, request: Request) -> JSONResponse:
        """``GET /api/v1/messages?after=SEQ``: what came after a message."""
        self._count_address(request)
        token = self._conversation(request)
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) <= 9):
            raise invalid("after", "a whole number, 0 or more, was expected")
        try:
            conversation = await self.turns.in_thread(
                opening.find, self.engine, token.conversation_id
            )
        except UnknownConversation as error:
            raise unauthorized("bad_token", "the conversation is not there any more") from error
        messages = await self.turns.in_thread(
            opening.messages_after, self.engine, token.conversation_id, int(after)
        )
        await self.turns.in_thread(
            opening.note_delivered, self.engine, token.conversation_id, int(after)
        )
        return JSONResponse(
            {"messages": [m.as_json() for m in messages], "owner": conversation.owner}
        )

    def _count_address(self, request: Request) -> str:
        # The peer's address: a proxy in front must be told to uvicorn (--forwarded-allow-ips),
        # which then puts the customer's own address here.
        address = request.client.host if request.client else "unknown"
        self.limits.count("address", address)
        return address

    def _conversation(self, request: Request) -> ConversationToken:
        token = _bearer(request)
        if token is None:
            raise unauthorized(
                "missing_token", "send the conversation's token as Authorization: Bearer"
            )
        return read_conversation_token(self.settings, token, _now())


def _bearer(request: Request) -> str | None:
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise unauthorized("bad_token", "Authorization: Bearer <token>")
    return token.strip()


def _accepted(request: Request) -> str | None:
    """The first language of Accept-Language that is spoken here."""
    header = request.headers.get("accept-language", "")[:500]
    wanted = []
    for position, part in enumerate(header.split(",")):
        tag, _, quality = part.replace(" ", "").partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        if weight > 0 and (code := language_of(tag)):
            wanted.append((-weight, position, code))
    return min(wanted)[2] if wanted else None


def _now() -> datetime:
    return datetime.now(timezone.utc)
