"""A mail's files go through the same checks as uploads."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from bot.channels.email.parsed_mail import ParsedMail
from bot.channels.email.receiving import Keep, Kept
from bot.settings import Settings


def keeper(settings: Settings, engine: Engine) -> Keep:  # noqa: ARG001 - until uploads are there
    """What keeps the files of mails."""

    def keep(conversation_id: str, mail: ParsedMail) -> Kept:  # noqa: ARG001
        return Kept(refused=sum(not file.inline for file in mail.attachments))

    return keep
