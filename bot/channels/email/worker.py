"""The email worker: one thread looks into the mailbox, and the event loop answers what it finds."""

from __future__ import annotations

import asyncio
import secrets
import threading
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.email import receiving
from bot.channels.email.answering import Answering
from bot.channels.email.chat_to_mail import ChatToMail
from bot.channels.email.errors import UnreadableMail
from bot.channels.email.mailbox import Fetched, Mailbox, MailboxAway
from bot.channels.email.reading import read_mail
from bot.channels.email.receiving import Reception

log = structlog.get_logger("email")

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
LOOK_SECONDS = 1.0
"""So often is looked for mails whose answer was not there yet."""

AWAY_SECONDS = 5.0
"""So often is looked for messages to customers who have left the chat."""


class Worker:
    """Takes mail in and answers it until it is stopped. Several may share a mailbox."""

    def __init__(
        self,
        mailbox: Mailbox,
        reception: Reception,
        answering: Answering,
        chat_to_mail: ChatToMail,
        authserv_id: str | None,
    ) -> None:
        self._mailbox, self._reception = mailbox, reception
        self._answering, self._chat_to_mail = answering, chat_to_mail
        self._authserv_id = authserv_id
        self._own = frozenset([reception.signer.address.casefold()])
        self._stopping = threading.Event()
        self._news = asyncio.Event()

    async def run(self) -> None:
        """Works until :meth:`stop`."""
        loop = asyncio.get_running_loop()
        turns = self._answering.turns
        await turns.start()
        watcher = threading.Thread(target=self._watch, args=(loop,), name="mailbox", daemon=True)
        watcher.start()
        jobs = [asyncio.create_task(self._answer()), asyncio.create_task(self._follow_chats())]
        try:
            await asyncio.gather(*jobs)
        finally:
            self._stopping.set()
            await asyncio.to_thread(watcher.join, 3)
            await turns.stop()

    def stop(self) -> None:
        """Ends. What is not done is in the mailbox or the database, for the next worker."""
        self._stopping.set()
        self._news.set()

    async def _answer(self) -> None:
        while not self._stopping.is_set():
            self._news.clear()
            try:
                busy = await self._answering.answer_waiting()
            except SQLAlchemyError as error:
                _database_away(error)
                busy = 0
            if not busy:
                await self._pause(LOOK_SECONDS)

    async def _follow_chats(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._chat_to_mail.send_due()
            except SQLAlchemyError as error:
                _database_away(error)
            for _ in range(int(AWAY_SECONDS / LOOK_SECONDS)):
                if self._stopping.is_set():
                    return
                await asyncio.sleep(LOOK_SECONDS)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except asyncio.TimeoutError:
            return

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """The thread of the mailbox: looks, stores, marks, waits for more. While the server or
        the database is away it tries again, in growing pauses, and says so once."""
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            try:
                while self._take_all(loop):
                    pass
                if pause > FIRST_PAUSE_SECONDS:
                    log.info("mailbox_back")
                    pause = FIRST_PAUSE_SECONDS
                self._mailbox.wait(self._stopping.is_set)
            except (MailboxAway, SQLAlchemyError) as error:
                if pause == FIRST_PAUSE_SECONDS:
                    reason = str(error) if isinstance(error, MailboxAway) else type(error).__name__
                    log.warning("mailbox_away", reason=reason)
                self._stopping.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        self._mailbox.close()

    def _take_all(self, loop: asyncio.AbstractEventLoop) -> int:
        """Takes what is unseen; gives how many mails that were."""
        count = 0
        for fetched in self._mailbox.unseen():
            broken = not self._take(fetched)
            # Stored before it is marked: a crash in between finds it again, and knows it.
            self._mailbox.mark_seen(fetched, flagged=broken)
            loop.call_soon_threadsafe(self._news.set)
            count += 1
            if self._stopping.is_set():
                return 0
        return count

    def _take(self, fetched: Fetched) -> bool:
        """Reads and stores one mail. Gives whether it could be read."""
        now = self._now()
        try:
            mail = read_mail(fetched.raw, own_addresses=self._own, authserv_id=self._authserv_id)
            receiving.receive(self._reception, self._mailbox.name, fetched, mail, now)
        except (SQLAlchemyError, MailboxAway):
            raise
        except UnreadableMail as error:
            log.info("mail_not_readable", reason=error.code)
            receiving.failed(self._reception.engine, self._mailbox.name, fetched, error.code, now)
        except Exception as error:
            reference = secrets.token_hex(4)
            log.error("mail_not_read", reference=reference, uid=fetched.uid, exc_info=error)
            receiving.failed(self._reception.engine, self._mailbox.name, fetched, reference, now)
            return False
        return True

    def _now(self) -> datetime:
        return self._answering.turns.clock()


def _database_away(error: SQLAlchemyError) -> None:
    # Without its text, which shows what customers wrote.
    log.warning("database_away", reason=type(error).__name__)
