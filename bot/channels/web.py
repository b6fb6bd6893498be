"""The web channel: widget, app and terminal meet the bot through these calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Engine
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.accept_language import accepted_language
from bot.channels import admission
from bot.channels.admission import (
    bearer,
    conversation_token_of,
    count_address,
    opened_by,
    reopened_by,
)
from bot.channels.errors import ApiError, invalid, unauthorized
from bot.channels.limiting import Limits
from bot.channels.requests import NewConversation, NewMessage, checked, read_body
from bot.channels.tokens import given_token, read_conversation_token, read_customer_token
from bot.conversations import opening
from bot.conversations.cleaning import clean
from bot.conversations.errors import (
    ClientIdReused,
    UnknownAttachment,
    UnknownChoice,
    UnknownConversation,
)
from bot.conversations.messages import Conversation, InboundMessage, StoredMessage
from bot.conversations.presence import Presence
from bot.conversations.turns import Turns
from bot.database.engine import reading
from bot.languages import SOURCE_LANGUAGE, language_of
from bot.nlg import Wording
from bot.orders.queries import customer_of
from bot.settings import Settings


class WebChannel:
    """The calls of the HTTP API that a customer's client makes."""

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        turns: Turns,
        wording: Wording,
        presence: Presence,
    ) -> None:
        self.settings = settings
        self.engine = engine
        self.turns = turns
        self.wording = wording
        self.presence = presence
        self.limits = Limits(settings)

    async def begin(self, request: Request) -> JSONResponse:
        """``POST /api/v1/conversations``: begins a conversation, or opens one again."""
        address = await self.count_address(request)
        await self.limits.count("new", address)
        asked: NewConversation = checked(NewConversation, await read_body(request))
        now = admission.now()
        signed = bearer(request)
        customer_id = read_customer_token(self.settings, signed, now) if signed else None
        context = asked.context.dict(exclude_none=True) if asked.context else {}
        if asked.resume is not None:
            # An empty context is one too: no order is at hand any more.
            told = context if asked.context else None
            return await self._resume(asked.resume, customer_id, told, now)
        hint = language_of(asked.locale) or accepted_language(
            request.headers.get("accept-language", "")
        )
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
        self, token: str, customer_id: str | None, context: dict[str, Any] | None, now: datetime
    ) -> JSONResponse:
        said = read_conversation_token(self.settings, token, now, resume=True)
        conversation = await self.turns.in_thread(reopened_by, self.engine, said, customer_id)
        if context is not None:
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
        self._handed(conversation.id, messages)
        body = {
            "conversation_id": conversation.id,
            **given_token(self.settings, conversation, now),
            "language": conversation.language,
            "messages": [message.as_json() for message in messages],
        }
        return JSONResponse(body, status_code=201)

    async def send(self, request: Request) -> JSONResponse:
        """``POST /api/v1/messages``: takes a message and gives the replies."""
        await self.count_address(request)
        token = conversation_token_of(request, self.settings)
        await self.limits.count("conversation", token.conversation_id)
        asked: NewMessage = checked(NewMessage, await read_body(request))
        if not asked.choice and not asked.attachments and not clean(asked.text or ""):
            raise invalid("text", "write something, send a choice, or attach something")
        inbound = InboundMessage(
            asked.client_id, asked.text or "", asked.choice, tuple(asked.attachments)
        )
        await self.turns.in_thread(opened_by, self.engine, token)
        try:
            replies, owner = await self.turns.take(token.conversation_id, inbound)
        except ClientIdReused as error:
            raise ApiError(
                409, error.code, "this client_id came before with other content"
            ) from error
        except UnknownChoice as error:
            raise invalid("choice", "no such choice in this conversation") from error
        except UnknownAttachment as error:
            raise invalid(
                "attachments", f"{error} was not uploaded here, or sent before"
            ) from error
        except UnknownConversation as error:
            raise unauthorized("bad_token", "the conversation is not there any more") from error
        if not await request.is_disconnected():
            self._handed(token.conversation_id, replies)
        return JSONResponse({"messages": [r.as_json() for r in replies], "owner": owner})

    async def read(self, request: Request) -> JSONResponse:
        """``GET /api/v1/messages?after=SEQ``: what came after a message."""
        await self.count_address(request)
        conversation = await self.admitted(request)
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) <= 9):
            raise invalid("after", "a whole number, 0 or more, was expected")
        messages = await self.turns.in_thread(
            opening.messages_after, self.engine, conversation.id, int(after)
        )
        # Who asks for what came after a message has that one.
        has = messages[-1].seq if messages else min(int(after), conversation.last_seq)
        self.presence.delivered(conversation.id, has)
        return JSONResponse(
            {"messages": [m.as_json() for m in messages], "owner": conversation.owner}
        )

    async def count_address(self, request: Request) -> str:
        """Counts a request of its address, and gives that. Raises 429."""
        return await count_address(request, self.limits)

    def _handed(self, conversation_id: str, messages: list[StoredMessage]) -> None:
        """Notes what a client is given: it needs no push."""
        if messages:
            self.presence.delivered(conversation_id, messages[-1].seq)

    async def admitted(self, request: Request) -> Conversation:
        """The conversation that the token of a request opens. Raises 401."""
        token = conversation_token_of(request, self.settings)
        return await self.turns.in_thread(opened_by, self.engine, token)
