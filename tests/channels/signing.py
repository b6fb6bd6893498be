"""Customer tokens as a shop, or somebody else, may sign them."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any

import jwt

from tests.channels.gateway_client import JWT_SECRET

SIGNED_BY_THE_SHOP = JWT_SECRET
ANOTHER_SECRET = "the secret of somebody else, of the same length"


def claims(now: datetime, **changes: Any) -> dict[str, Any]:
    """The claims of a good token; a change to None leaves one out."""
    moment = int(now.timestamp())
    good = {
        "sub": "c-1",
        "iat": moment,
        "exp": moment + 600,
        "aud": "support-bot",
        "iss": "shop",
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def signed(told: dict[str, Any], secret: str = SIGNED_BY_THE_SHOP, algorithm: str = "HS256") -> str:
    """A token that says this."""
    return jwt.api_jws.encode(json.dumps(told).encode(), secret, algorithm=algorithm)


def unsigned(told: dict[str, Any], algorithm: str = "none") -> str:
    """A token that claims to need no signature."""
    return f"{_part({'alg': algorithm, 'typ': 'JWT'})}.{_part(told)}."


def deeply_nested() -> str:
    """A token whose parts are lists in lists."""
    part = base64.urlsafe_b64encode(b"[" * 3000).decode()
    return f"{part}.{part}.{part}"


def with_other_claims(token: str, told: dict[str, Any]) -> str:
    """A token whose claims were exchanged, its signature kept."""
    head, _, signature = token.split(".")
    return f"{head}.{_part(told)}.{signature}"


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
