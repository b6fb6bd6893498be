"""What a shop's own help desk must be able to do for the bridge. Another one is one new file that
does this; Chatwoot's is bot/desk/chatwoot.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class HelpDeskAway(Exception):
    """The help desk did not take it: it is tried again. ``in_doubt``: it may have, all the same,
    for the answer was lost."""

    code = "help_desk_away"

    def __init__(self, reason: str, *, in_doubt: bool = False) -> None:
        super().__init__(reason)
        self.in_doubt = in_doubt


class HelpDeskRefuses(Exception):
    """The help desk never takes this one; the next may go."""

    code = "help_desk_refuses"


class BadWebhook(Exception):
    """A webhook that is not the help desk's, or too old."""

    code = "bad_webhook"


@dataclass(frozen=True)
class Person:
    """Who writes, as the help desk may know them."""

    id: str
    name: str | None
    email: str | None


@dataclass(frozen=True)
class Outgoing:
    """A message for the help desk. ``private`` ones its agents alone see: what the assistant
    said, and the handover packet. ``id`` is ours, by which it is found again."""

    id: str
    text: str
    private: bool


@dataclass(frozen=True)
class Incoming:
    """What happened at the help desk: an agent ``said`` something, or ``closed`` it."""

    kind: str
    theirs: str
    message_id: str = ""
    agent: str = ""
    text: str = ""


class HelpDesk(Protocol):
    """An outside help desk. Each call raises :class:`HelpDeskAway` or :class:`HelpDeskRefuses`."""

    name: str

    async def contact(self, person: Person) -> str:
        """The help desk's name for a person: a new one, or the one that it has."""

    async def begin(self, contact: str, about: Mapping[str, Any]) -> str:
        """Begins a conversation; gives its id there."""

    async def begun(self, contact: str, conversation_id: str) -> str | None:
        """The conversation that an earlier :meth:`begin` made, whose answer was lost."""

    async def say(self, theirs: str, message: Outgoing) -> None:
        """Puts a message into a conversation."""

    async def has(self, theirs: str, message_id: str) -> bool:
        """Whether the message of this id of ours is there."""

    def read(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> tuple[str, Incoming | None]:
        """The delivery's id and what happened, from a webhook; None where it is nothing to us.
        Raises :class:`BadWebhook`."""
