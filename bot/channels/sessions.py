"""The calls that a client keeps its conversation with: sign-in in the middle, new tokens,
sign-out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.admission import (
    bearer,
    conversation_token_of,
    now,
    opened_by,
    reopened_by,
)
from bot.channels.errors import ApiError, unauthorized
from bot.channels.requests import HeldConversation, checked, read_body
from bot.channels.tokens import given_token, read_conversation_token, read_customer_token
from bot.channels.web import WebChannel
from bot.conversations import identity
from bot.conversations.errors import AnotherCustomer
from bot.conversations.messages import Conversation


class SessionCalls:
    """Identify, renew, sign out."""

    def __init__(self, web: WebChannel) -> None:
        self._web = web

    async def identify(self, request: Request) -> JSONResponse:
        """``POST /api/v1/conversations/identify``: an anonymous conversation becomes that of the
        customer who signed in on the same device, which holds both tokens."""
        await self._web.count_address(request)
        signed = bearer(request)
        if signed is None:
            raise unauthorized(
                "missing_token", "send the customer's token as Authorization: Bearer"
            )
        moment = now()
        customer_id = read_customer_token(self._web.settings, signed, moment)
        asked: HeldConversation = checked(HeldConversation, await read_body(request))
        said = read_conversation_token(self._web.settings, asked.conversation, moment, resume=True)

        def join() -> Conversation:
            found = opened_by(self._web.engine, said, as_customer=customer_id)
            return identity.join(self._web.engine, found.id, customer_id, moment)

        try:
            conversation = await self._web.turns.in_thread(join)
        except AnotherCustomer as error:
            raise ApiError(409, error.code, "this conversation is another customer's") from error
        self._web.turns.hub.wake(conversation.id)  # who listens with the old token is let go
        return JSONResponse(
            {
                "conversation_id": conversation.id,
                **given_token(self._web.settings, conversation, moment),
                "language": conversation.language,
            }
        )

    async def renew(self, request: Request) -> JSONResponse:
        """``POST /api/v1/conversations/token``: a new token for the one that is held."""
        await self._web.count_address(request)
        moment = now()
        signed = bearer(request)
        settings = self._web.settings
        customer_id = read_customer_token(settings, signed, moment) if signed else None
        asked: HeldConversation = checked(HeldConversation, await read_body(request))
        said = read_conversation_token(settings, asked.conversation, moment, resume=True)
        conversation = await self._web.turns.in_thread(
            reopened_by, self._web.engine, said, customer_id
        )
        return JSONResponse(given_token(settings, conversation, moment))

    async def sign_out(self, request: Request) -> Response:
        """``POST /api/v1/conversations/sign-out``: ends all tokens of the conversation, this one
        included; one that has expired may still do so."""
        await self._web.count_address(request)
        said = conversation_token_of(request, self._web.settings, resume=True)
        conversation = await self._web.turns.in_thread(opened_by, self._web.engine, said)
        await self._web.turns.in_thread(identity.sign_out, self._web.engine, conversation.id, now())
        self._web.turns.hub.wake(conversation.id)  # whoever listens is let go
        return Response(status_code=204)
