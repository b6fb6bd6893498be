"""What can be wrong with a message, as the customer's client is told."""

from __future__ import annotations


class InboxError(Exception):
    """A message that the inbox refuses; ``code`` names why."""

    code = "refused"


class ClientIdReused(InboxError):
    """The same client id came before with other content."""

    code = "client_id_reused"


class UnknownChoice(InboxError):
    """A choice that was never offered in this conversation."""

    code = "unknown_choice"


class UnknownAttachment(InboxError):
    """A file that this conversation was not given, or has sent already."""

    code = "unknown_attachment"


class AlreadyRated(InboxError):
    """The conversation was rated, and too long ago to change it."""

    code = "already_rated"


class AnotherCustomer(InboxError):
    """The conversation belongs to somebody else."""

    code = "another_customer"


class UnknownConversation(InboxError):
    """No such conversation."""

    code = "unknown_conversation"


class NotYours(InboxError):
    """A conversation that somebody else has: the bot, another agent, or nobody any more."""

    code = "not_yours"

    def __init__(self, owner: str, agent_id: str | None = None) -> None:
        super().__init__(owner)
        self.owner, self.agent_id = owner, agent_id
