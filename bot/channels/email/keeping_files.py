"""A mail's files go through the same checks as uploads."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.engine import Engine

from bot.attachments import keeping
from bot.attachments.errors import AttachmentError
from bot.attachments.store import FileStore
from bot.channels.email.parsed_mail import MailAttachment, ParsedMail
from bot.channels.email.receiving import Keep, Kept

log = structlog.get_logger("email")

MOST_FILES = 10
"""Of one mail."""

SMALL_BYTES = 10_000
"""A picture within the text that is smaller is a logo, a smile or a line of a signature."""


def keeper(engine: Engine, store: FileStore, clock: Callable[[], datetime]) -> Keep:
    """What keeps the files of mails in a store."""

    def keep(conversation_id: str, mail: ParsedMail) -> Kept:
        meant = [file for file in mail.attachments if not _is_decoration(file)]
        ids, refused = [], max(0, len(meant) - MOST_FILES)
        for file in meant[:MOST_FILES]:
            try:
                kept = keeping.keep(
                    engine,
                    store,
                    io.BytesIO(file.content),
                    conversation_id=conversation_id,
                    name=file.name,
                    now=clock(),
                )
            except AttachmentError as error:
                log.info("file_refused", conversation=conversation_id, reason=error.code)
                refused += not file.inline
            else:
                ids.append(kept.id)
        return Kept(tuple(ids), refused)

    return keep


def _is_decoration(file: MailAttachment) -> bool:
    return file.inline and len(file.content) < SMALL_BYTES
