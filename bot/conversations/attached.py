"""Files that a message brings: each was handed in before, in the same conversation, and is sent
once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations.errors import UnknownAttachment
from bot.conversations.tables import attachments

SENDABLE = timedelta(days=1)
"""So long a file waits for the message that sends it."""

SHOWN = ("id", "name", "content_type", "size")
"""What a message tells of its files."""


def send(
    connection: Connection,
    conversation_id: str,
    ids: Sequence[str],
    message_id: str,
    now: datetime,
) -> list[dict[str, Any]]:
    """Makes the files this message's, and gives what it tells of them, in the order of ``ids``.

    Within the transaction that stores the message. Raises :class:`UnknownAttachment` for one that
    is not this conversation's, was sent before, or has waited for too long.
    """
    if not ids:
        return []
    own = sa.and_(
        attachments.c.id.in_(ids),
        attachments.c.conversation_id == conversation_id,
        attachments.c.message_id.is_(None),
        attachments.c.created_at > now - SENDABLE,
    )
    columns = [attachments.c[name] for name in SHOWN]
    found = {
        row["id"]: dict(row)
        for row in connection.execute(sa.select(*columns).where(own)).mappings()
    }
    if missing := [wanted for wanted in ids if wanted not in found]:
        raise UnknownAttachment(missing[0])
    connection.execute(sa.update(attachments).where(own).values(message_id=message_id))
    return [found[wanted] for wanted in ids]
