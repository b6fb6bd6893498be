"""Tokens: the shop's for customers, and ours for conversations. Neither passes for the other.

After RFC 8725: one pinned algorithm, all claims required, short lives, separate keys.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import jwt

from bot.channels.errors import ApiError, unauthorized
from bot.conversations.messages import Conversation
from bot.orders.queries import storable
from bot.settings import Settings

ALGORITHM = "HS256"
CUSTOMER_SECONDS = 15 * 60
SIGNED_IN_SECONDS = 15 * 60
ANONYMOUS_SECONDS = 24 * 3600
RESUME_DAYS = 30
"""An expired conversation token may still be shown to open the conversation again."""

SKEW_SECONDS = 60
"""How far the shop's clock may be ahead of ours."""

_AUDIENCE = "support-bot/conversation"


@dataclass(frozen=True)
class ConversationToken:
    """What a conversation's token says."""

    conversation_id: str
    customer_id: str | None
    expires_at: datetime
    issued_at: float = field(default=0.0, compare=False)
    """When it was given, in seconds since 1970."""


def customer_token(settings: Settings, customer_id: str, now: datetime) -> str:
    """A customer token as the shop's server would sign it, good for 15 minutes."""
    claims = {
        "sub": customer_id,
        "iat": int(now.timestamp()),
        "exp": int(now.timestamp()) + CUSTOMER_SECONDS,
        "aud": settings.jwt_audience,
        "iss": settings.jwt_issuer,
    }
    return jwt.encode(claims, settings.secret, algorithm=ALGORITHM)


def read_customer_token(settings: Settings, token: str, now: datetime) -> str:
    """The customer's id in a token that the shop signed. Raises 401 :class:`ApiError`."""
    claims = _claims(token, settings.secret, settings.jwt_audience, settings.jwt_issuer)
    issued, expires, subject = claims["iat"], claims["exp"], claims["sub"]
    if not _is_moment(issued) or not _is_moment(expires) or expires - issued > CUSTOMER_SECONDS:
        raise _bad("a customer token lives 15 minutes at most")
    if expires <= now.timestamp():
        raise _expired()
    if issued > now.timestamp() + SKEW_SECONDS:
        raise _bad("the token was issued in the future")
    if not subject.strip() or len(subject) > 200 or not storable(subject):
        raise _bad("the token names no customer")
    return str(subject)


def conversation_token(
    settings: Settings, conversation_id: str, customer_id: str | None, now: datetime
) -> tuple[str, datetime]:
    """A conversation's token and when it expires: 15 minutes for a customer who signed in, 24
    hours for everybody else."""
    lives = SIGNED_IN_SECONDS if customer_id else ANONYMOUS_SECONDS
    expires = (now + timedelta(seconds=lives)).replace(microsecond=0)
    claims: dict[str, Any] = {
        "sub": conversation_id,
        "customer": customer_id,
        # To the microsecond: a sign-out ends the tokens of the same second, not the next one.
        "iat": now.timestamp(),
        "exp": int(expires.timestamp()),
        "aud": _AUDIENCE,
        "iss": _AUDIENCE,
    }
    return jwt.encode(claims, _key(settings), algorithm=ALGORITHM), expires


def given_token(settings: Settings, conversation: Conversation, now: datetime) -> dict[str, Any]:
    """A new token of a conversation and when it expires, as the API tells them."""
    signed_in = conversation.customer_id if conversation.assurance == "signed" else None
    token, expires = conversation_token(settings, conversation.id, signed_in, now)
    return {"token": token, "expires_at": expires.isoformat().replace("+00:00", "Z")}


def read_conversation_token(
    settings: Settings, token: str, now: datetime, *, resume: bool = False
) -> ConversationToken:
    """What a conversation's token says. With ``resume`` one that expired within 30 days will do.

    Raises 401 :class:`ApiError`.
    """
    claims = _claims(token, _key(settings), _AUDIENCE, _AUDIENCE)
    grace = timedelta(days=RESUME_DAYS if resume else 0)
    if claims["exp"] <= (now - grace).timestamp():
        raise _expired()
    expires = datetime.fromtimestamp(claims["exp"], timezone.utc)
    issued = float(claims["iat"])
    return ConversationToken(str(claims["sub"]), claims.get("customer"), expires, issued)


def _key(settings: Settings) -> str:
    derived = hmac.new(settings.secret.encode(), b"conversation", hashlib.sha256)
    return derived.hexdigest()


def _claims(token: str, key: str, audience: str, issuer: str) -> dict[str, Any]:
    """What a token of ours or the shop's says. When it was given and expires, callers judge."""
    try:
        return jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=audience,
            issuer=issuer,
            options={
                "require": ["sub", "iat", "exp", "aud", "iss"],
                "verify_exp": False,
                "verify_iat": False,
            },
        )
    except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError) as error:
        raise _bad("the token is not one that we accept") from error


def _is_moment(value: Any) -> bool:
    """Whether a claim is a moment: a number, and neither endless nor none (JSON can say both)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e11


def _expired() -> ApiError:
    return unauthorized("expired_token", "the token has expired; get a new one")


def _bad(message: str) -> ApiError:
    return unauthorized("bad_token", message)
