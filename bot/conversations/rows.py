"""Rows of the tables as what they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversations.messages import Conversation, StoredMessage

_CONVERSATION = tuple(Conversation.__dataclass_fields__)
_MESSAGE = tuple(StoredMessage.__dataclass_fields__)


def conversation(row: Mapping[str, Any]) -> Conversation:
    """The conversation of a row."""
    return Conversation(**{name: row[name] for name in _CONVERSATION})


def message(row: Mapping[str, Any]) -> StoredMessage:
    """The message of a row."""
    return StoredMessage(**{name: row[name] for name in _MESSAGE})


def of_message(stored: StoredMessage) -> dict[str, Any]:
    """The row of a message."""
    return {name: getattr(stored, name) for name in _MESSAGE}
