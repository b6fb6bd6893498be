"""Who may call: the token that a request shows, and whether it still opens its conversation."""

from __future__ import annotations

from datetime import datetime, timezone

from sqlalchemy.engine import Engine
from starlette.requests import Request

from bot.channels.errors import unauthorized
from bot.channels.limiting import Limits
from bot.channels.tokens import ConversationToken, read_conversation_token
from bot.conversations import opening
from bot.conversations.errors import UnknownConversation
from bot.conversations.messages import Conversation
from bot.settings import Settings


def now() -> datetime:
    """This moment, by which tokens are judged."""
    return datetime.now(timezone.utc)


def bearer(request: Request) -> str | None:
    """The token of a request; None where it shows none. Raises 401."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise unauthorized("bad_token", "Authorization: Bearer <token>")
    return token.strip()


def conversation_token_of(
    request: Request, settings: Settings, *, resume: bool = False
) -> ConversationToken:
    """What the conversation's token of a request says. Raises 401."""
    token = bearer(request)
    if token is None:
        raise unauthorized(
            "missing_token", "send the conversation's token as Authorization: Bearer"
        )
    return read_conversation_token(settings, token, now(), resume=resume)


async def count_address(request: Request, limits: Limits) -> str:
    """Counts a request of its address, and gives that. Raises 429."""
    # The peer's address: a proxy in front must be told to uvicorn (--forwarded-allow-ips),
    # which then puts the customer's own address here.
    address = request.client.host if request.client else "unknown"
    await limits.count("address", address)
    return address


def opened_by(
    engine: Engine, said: ConversationToken, *, as_customer: str | None = None
) -> Conversation:
    """The conversation, where its token still opens it.

    One of a customer who signed in wants a token that was given to them; ``as_customer``, who
    shows a token of their own, may come with the one from before they did. Raises 401.
    """
    try:
        conversation = opening.find(engine, said.conversation_id)
    except UnknownConversation as error:
        raise unauthorized("bad_token", "the conversation is not there any more") from error
    if conversation.tokens_ended(said.issued_at):
        raise unauthorized("ended_token", "signed out; begin a new conversation")
    if conversation.assurance == "signed" and conversation.customer_id not in (
        said.customer_id,
        as_customer,
    ):
        raise unauthorized("sign_in_required", "this conversation wants its customer's own token")
    return conversation


def reopened_by(engine: Engine, said: ConversationToken, customer_id: str | None) -> Conversation:
    """The conversation, opened again by its own token, which may have expired meanwhile.

    One of a signed-in customer wants that customer's token too. Who showed by a code who they are
    has no such token; but somebody else's opens no conversation of theirs. Raises 401.
    """
    conversation = opened_by(engine, said, as_customer=customer_id)
    by_code = conversation.assurance == "email" and customer_id is None
    if conversation.customer_id not in (None, customer_id) and not by_code:
        raise unauthorized("sign_in_required", "this conversation wants its customer's own token")
    return conversation
