"""Sends the mail that is due. A gateway does it every second or so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.engine import Engine

from bot.nlg import Wording
from bot.outgoing_mail.carrying import Folder, NotCarried, Smtp, Way
from bot.outgoing_mail.composing import NOBODY, BadAddress, compose
from bot.outgoing_mail.queueing import Mail, give_up, mark_sent, put_off, take_due
from bot.settings import Settings

log = structlog.get_logger("mail")

InThread = Callable[..., Awaitable[Any]]
"""Runs a function with its arguments in a thread."""


class Postman:
    """Carries what is due, each mail by itself: one that can't go holds up no other."""

    def __init__(
        self, engine: Engine, wording: Wording, settings: Settings, in_thread: InThread
    ) -> None:
        self._engine, self._wording, self._in_thread = engine, wording, in_thread
        self._sender = settings.mail_address or NOBODY
        self._shop = {"brand": settings.brand, "mail": settings.mail_address}
        self._way = way_of(settings)

    async def send_due(self, now: datetime) -> int:
        """Sends every mail that is due at this moment. Gives how many went."""
        due: list[Mail] = await self._in_thread(take_due, self._engine, now)
        return sum(await asyncio.gather(*(self._send(mail, now) for mail in due)))

    async def _send(self, mail: Mail, now: datetime) -> bool:
        try:
            message = compose(mail, self._wording, self._sender, self._shop, now)
            await self._way.carry(message, mail.id)
        except BadAddress as error:
            await self._in_thread(give_up, self._engine, mail)
            log.warning("mail_given_up", mail=mail.id, response=mail.response, reason=error.code)
            return False
        except NotCarried as error:
            await self._not_now(mail, error, now)
            return False
        await self._in_thread(mark_sent, self._engine, mail, now)
        return True

    async def _not_now(self, mail: Mail, error: NotCarried, now: datetime) -> None:
        if error.for_good:
            await self._in_thread(give_up, self._engine, mail)
            again = False
        else:
            again = await self._in_thread(put_off, self._engine, mail, now)
        log.warning(
            "mail_put_off" if again else "mail_given_up",
            mail=mail.id,
            response=mail.response,
            tries=mail.tries,
            reason=str(error),
        )


def way_of(settings: Settings) -> Way:
    """The mail server that is set, else the folder ``outbox``."""
    if settings.smtp_url:
        return Smtp.at(settings.smtp_url)
    return Folder(settings.var / "outbox")
