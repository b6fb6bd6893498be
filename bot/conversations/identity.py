"""Whose a conversation is: by a code for a day, by signing in for good; joined, and signed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection, Engine

from bot.conversations import rows
from bot.conversations.errors import AnotherCustomer, UnknownConversation
from bot.conversations.messages import Conversation
from bot.conversations.statements import ADVANCE, LOCK
from bot.database.engine import writing

KNOWN_FOR = timedelta(hours=24)
"""So long a customer is known by a code; then they are asked for another."""


def as_known(conversation: Conversation, now: datetime) -> Conversation:
    """The conversation as it counts in this moment: anonymous again a day after the code.

    Whose it is stays in its row, so it becomes nobody else's.
    """
    shown_at = conversation.identified_at
    if conversation.assurance == "email" and (shown_at is None or now - shown_at >= KNOWN_FOR):
        return replace(conversation, customer_id=None, assurance="anonymous")
    return conversation


def identified(
    conversation: Conversation, replies: Sequence[Mapping[str, Any]], now: datetime
) -> Conversation:
    """The conversation as its customer's, once a reply says who they have shown to be by a code.

    Never over somebody who is known already, and never over another.
    """
    for reply in replies:
        shown = reply.get("identified")
        if (
            shown
            and as_known(conversation, now).assurance == "anonymous"
            and conversation.customer_id in (None, shown["customer_id"])
        ):
            return replace(
                conversation,
                customer_id=shown["customer_id"],
                assurance="email",
                identified_at=now,
            )
    return conversation


def join(engine: Engine, conversation_id: str, customer_id: str, now: datetime) -> Conversation:
    """Makes the conversation that of a customer who signed in; again changes nothing.

    Raises :class:`AnotherCustomer` where it is somebody else's, :class:`UnknownConversation`.
    """
    with writing(engine) as connection:
        conversation = _locked(connection, conversation_id)
        if conversation.customer_id not in (None, customer_id):
            raise AnotherCustomer(conversation_id)
        if conversation.assurance == "signed":
            return conversation
        changed: dict[str, Any] = {
            "customer_id": customer_id,
            "assurance": "signed",
            "identified_at": now,
        }
        connection.execute(ADVANCE, {"conversation": conversation_id, **changed})
        return replace(conversation, **changed)


def end_tokens(connection: Connection, conversation_id: str, now: datetime) -> None:
    """From this moment on no token that was given before opens the conversation."""
    connection.execute(ADVANCE, {"conversation": conversation_id, "tokens_valid_from": now})


def sign_out(engine: Engine, conversation_id: str, now: datetime) -> None:
    """Ends all tokens of the conversation, on every device."""
    with writing(engine) as connection:
        end_tokens(connection, conversation_id, now)


def _locked(connection: Connection, conversation_id: str) -> Conversation:
    row = connection.execute(LOCK, {"conversation": conversation_id}).mappings().one_or_none()
    if row is None:
        raise UnknownConversation(conversation_id)
    return rows.conversation(row)
