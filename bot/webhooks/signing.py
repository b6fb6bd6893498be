"""How a delivery is signed: so that the shop knows who sent it, and that it is fresh."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

DELIVERY, TIMESTAMP, SIGNATURE = (
    "Support-Bot-Delivery",
    "Support-Bot-Timestamp",
    "Support-Bot-Signature",
)


def signature(secret: str, delivery: str, timestamp: int, body: bytes) -> str:
    """``v1=`` and the HMAC-SHA256 of delivery, timestamp and body in hexadecimal digits."""
    signed = f"{delivery}.{timestamp}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def signed_headers(secret: str, delivery: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers that a body travels with."""
    timestamp = int(now.timestamp())
    return {
        DELIVERY: delivery,
        TIMESTAMP: str(timestamp),
        SIGNATURE: signature(secret, delivery, timestamp, body),
        "Content-Type": "application/json",
        "User-Agent": "support-bot",
    }
