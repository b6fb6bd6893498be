"""A message in and a message out, whatever channel they travel by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any


@dataclass(frozen=True)
class InboundMessage:
    """What a customer sent: text, or the choice they pressed, or both."""

    client_id: str
    text: str
    choice_id: str | None = None
    attachments: tuple[str, ...] = ()
    card_cut: bool = False
    """Whether a card number was cut from the text."""

    @property
    def digest(self) -> str:
        """What tells whether a message with the same client id is the same message."""
        content = json.dumps([self.text, self.choice_id, list(self.attachments)])
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Conversation:
    """A conversation as it stands."""

    id: str
    customer_id: str | None
    assurance: str
    channel: str
    language: str
    language_asked: bool
    language_candidate: str | None
    context: Mapping[str, Any]
    owner: str
    last_seq: int
    identified_at: datetime | None = None
    """When the customer showed by a code, or by signing in, who they are."""
    tokens_valid_from: datetime | None = None
    """Tokens given before this moment open it no more; None where all do."""

    def tokens_ended(self, issued_at: float) -> bool:
        """Whether a token that was given then, in seconds since 1970, is one of those."""
        valid_from = self.tokens_valid_from
        return valid_from is not None and issued_at < valid_from.timestamp()


@dataclass(frozen=True)
class StoredMessage:
    """A message of a conversation, with its running number."""

    id: str
    conversation_id: str
    seq: int
    author: str
    language: str
    text: str
    sent_at: datetime
    choices: Sequence[Mapping[str, Any]] = ()
    choice: Mapping[str, Any] | None = None
    attachments: Sequence[Mapping[str, Any]] = ()
    """Each with id, name, content type and size."""
    response: str | None = None
    decision: Mapping[str, Any] | None = None
    ticket: Mapping[str, Any] | None = None
    agent: Mapping[str, Any] | None = None
    reply_to: str | None = None
    card_cut: bool = False
    state: str = "done"
    client_id: str | None = None
    digest: str | None = field(default=None, repr=False)

    def as_json(self) -> dict[str, Any]:
        """The message as the API tells it: CONTRACT.md, "A message"."""
        shown: dict[str, Any] = {
            "id": self.id,
            "seq": self.seq,
            "author": self.author,
            "language": self.language,
            "text": self.text,
            "choices": [{"id": c["id"], "label": c["label"]} for c in self.choices],
            "sent_at": self.sent_at.astimezone(timezone.utc).isoformat().replace("+00:00", "Z"),
        }
        for name in ("decision", "response", "ticket", "client_id"):
            if (value := getattr(self, name)) is not None:
                shown[name] = value
        if self.attachments:
            shown["attachments"] = [dict(file) for file in self.attachments]
        if self.agent is not None:
            shown["agent"] = {"name": self.agent["name"]}
        return shown
