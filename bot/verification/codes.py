"""Sending a one-time code to an account's address, and checking what the customer types.

Nothing tells whether an address belongs to an account: with one and without, the same statements
run, a code is made and kept, and the outcome is the same. Only the mail stays away.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from bot.database.engine import reading, writing
from bot.orders.addresses import Account, account_with, email_key
from bot.outgoing_mail.queueing import queue_mail
from bot.verification.limiting import CodeLimits
from bot.verification.tables import one_time_codes

DIGITS = 6
MINUTES = 10
"""So long a code is good, to the second."""

MOST_TRIES = 5
KEPT = timedelta(days=1)
"""A code's row is forgotten so long after the code has expired."""

MAIL = "utter_mail.code"


@dataclass(frozen=True)
class Codes:
    """What sending and checking need: the database, the secret that keys the hashes, the limit."""

    engine: Engine
    secret: str
    limits: CodeLimits


@dataclass(frozen=True)
class CodeSent:
    """A code is on its way, if an account has that address."""


@dataclass(frozen=True)
class TooManyCodes:
    """The limit is used up: no code was sent."""


@dataclass(frozen=True)
class Verified:
    """The code was right: the address is this customer's."""

    customer_id: str


@dataclass(frozen=True)
class WrongCode:
    """Another try is possible, so many."""

    tries_left: int


@dataclass(frozen=True)
class CodeExpired:
    """Its time is over."""


@dataclass(frozen=True)
class TriesUsedUp:
    """It was tried too often."""


@dataclass(frozen=True)
class NoCode:
    """None is good in this conversation: it was used, a newer one took its place, or none was
    sent."""


Sending = CodeSent | TooManyCodes
Checking = Verified | WrongCode | CodeExpired | TriesUsedUp | NoCode


# Made once: to build a statement takes longer than to run it.
_KNOWN = sa.select(one_time_codes.c.id).where(
    one_time_codes.c.request_id == sa.bindparam("request")
)
_NEWEST = (
    sa.select(one_time_codes)
    .where(one_time_codes.c.conversation_id == sa.bindparam("conversation"))
    .order_by(one_time_codes.c.id.desc())
    .limit(1)
    .with_for_update()
)
_NEWER = (
    sa.select(one_time_codes.c.id)
    .where(
        one_time_codes.c.address_hash == sa.bindparam("address"),
        one_time_codes.c.id > sa.bindparam("code"),
    )
    .limit(1)
)
_TRIED = sa.update(one_time_codes).where(one_time_codes.c.id == sa.bindparam("code"))


def send_code(
    codes: Codes,
    *,
    conversation_id: str,
    address: str,
    channel: str,
    language: str,
    request_id: str,
    now: datetime,
) -> Sending:
    """Sends a new code to the address of an account; older ones are good no longer. ``channel``
    is the conversation's: the mail says where the code is to be given.

    ``request_id`` names the message that asked: the same one again sends nothing and counts
    nothing. The limit counts by the account, by the address, and by the conversation.
    """
    address_hash = _hash(codes, "address", email_key(address) or "")
    with reading(codes.engine) as connection:
        known = connection.execute(_KNOWN, {"request": request_id}).first()
        account = account_with(connection, address)
    if known is not None:
        return CodeSent()
    whose = account.customer_id if account else address_hash
    if not codes.limits.count([f"a:{whose}", f"m:{address_hash}", f"c:{conversation_id}"]):
        return TooManyCodes()
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row = {
        "request_id": request_id,
        "conversation_id": conversation_id,
        "address_hash": address_hash,
        "customer_id": account.customer_id if account else None,
        "code_hash": _hash(codes, request_id, code),
        "state": "open",
        "tries": 0,
        "created_at": now,
        "expires_at": now + timedelta(minutes=MINUTES),
    }
    with writing(codes.engine) as connection:
        if _insert(connection, row):
            _mail(connection, account, {"code": code, "channel": channel}, language, now)
    return CodeSent()


def _insert(connection: Connection, row: dict[str, Any]) -> bool:
    """Keeps a code; not where the same message is answered twice at once."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    done = connection.execute(dialect.insert(one_time_codes).values(row).on_conflict_do_nothing())
    return bool(done.rowcount)


def _mail(
    connection: Connection,
    account: Account | None,
    facts: Mapping[str, str],
    language: str,
    now: datetime,
) -> None:
    """Queues the mail. Where no account has the address the same work is done, and taken back."""
    with connection.begin_nested() as work:
        queue_mail(
            connection,
            address=account.email if account else "nobody@invalid",
            response=MAIL,
            facts={**facts, "minutes": MINUTES},
            language=language,
            locale=account.locale if account else None,
            timezone=account.timezone if account else None,
            now=now,
            good_until=now + timedelta(minutes=MINUTES),
        )
        if account is None:
            work.rollback()


def check_code(
    codes: Codes, *, conversation_id: str, typed: str, request_id: str, now: datetime
) -> Checking:
    """What the code that a customer typed is worth, in one write transaction.

    Good is the newest code of the conversation, as long as none was sent to the same address
    since, from wherever. ``request_id`` names the message: the same one again is told the same,
    and is no second try.
    """
    with writing(codes.engine) as connection:
        row = connection.execute(_NEWEST, {"conversation": conversation_id}).one_or_none()
        if row is None:
            return NoCode()
        if row.tried_by == request_id:
            return _outcome(row.state, row.tries, row.customer_id)
        same_address = {"address": row.address_hash, "code": row.id}
        if row.state != "open" or connection.execute(_NEWER, same_address).first():
            return NoCode()
        if row.tries >= MOST_TRIES:
            return TriesUsedUp()
        if now > row.expires_at:
            return CodeExpired()
        same = hmac.compare_digest(row.code_hash, _hash(codes, row.request_id, typed))
        state = "used" if same and row.customer_id is not None else "open"
        connection.execute(
            _TRIED,
            {"code": row.id, "tries": row.tries + 1, "tried_by": request_id, "state": state},
        )
        return _outcome(state, row.tries + 1, row.customer_id)


def _outcome(state: str, tries: int, customer_id: str | None) -> Checking:
    if state == "used" and customer_id is not None:
        return Verified(customer_id)
    return WrongCode(MOST_TRIES - tries) if tries < MOST_TRIES else TriesUsedUp()


def forget_codes(engine: Engine, now: datetime) -> int:
    """Deletes the codes that expired a day ago and longer. Gives how many."""
    with writing(engine) as connection:
        done = connection.execute(
            sa.delete(one_time_codes).where(one_time_codes.c.expires_at < now - KEPT)
        )
    return int(done.rowcount)


def _hash(codes: Codes, kind: str, value: str) -> str:
    """A hash with a key of its own, so that nobody who reads the table can try them all."""
    key = hmac.new(codes.secret.encode(), b"one-time codes", hashlib.sha256).digest()
    return hmac.new(key, f"{kind}\0{value}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
