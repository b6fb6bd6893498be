"""What a gateway does by itself, every so often: mail, reminders, webhooks, forgetting."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timezone
from functools import wraps
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.attachments.keeping import sweep
from bot.attachments.store import FileStore
from bot.channels.every import Every
from bot.conversations.presence import forget_presence
from bot.conversations.turns import Turns
from bot.desk.bridge import Bridge
from bot.desk.bridge_incoming import forget_deliveries as forget_bridge_deliveries
from bot.desk.counting import count_due
from bot.desk.deadlines import watch
from bot.desk.help_desks import HelpDesk
from bot.erasure.erasing import erase_again, erase_old
from bot.nlg import Wording
from bot.outgoing_mail.sending import Postman
from bot.reminders import sending as reminders
from bot.settings import Settings
from bot.verification.codes import forget_codes
from bot.webhooks.queueing import forget_deliveries

log = structlog.get_logger("jobs")

SWEEP_SECONDS = 1
PRESENCE_SECONDS = 1
WEBHOOK_SECONDS = 1
MAIL_SECONDS = 1
REMINDER_SECONDS = 30
FORGET_SECONDS = 3600
DEADLINE_SECONDS = 60
COUNT_SECONDS = 600
BRIDGE_SECONDS = 1

Job = Callable[[datetime], Awaitable[Any]]


class Jobs:
    """The jobs of one gateway. Several gateways share the work: the database says who does what."""

    def __init__(
        self,
        engine: Engine,
        turns: Turns,
        wording: Wording,
        settings: Settings,
        store: FileStore,
        clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
        more: Sequence[tuple[float, Job]] = (),
        help_desk: HelpDesk | None = None,
    ) -> None:
        self._bridge = Bridge(engine, help_desk, turns.in_thread) if help_desk else None
        self._engine, self._turns, self._wording = engine, turns, wording
        self._clock, self._store = clock, store
        self._more = more
        self._retention_days = settings.retention_days
        # The email worker takes reminders after customers who are away, so that they can answer.
        self._mails_reminders = bool(settings.missing_for_mail)
        self._postman = Postman(engine, wording, settings, turns.in_thread)
        # A job that takes longer than its pause is simply not begun again meanwhile.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = AsyncIOScheduler(
            timezone=timezone.utc,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Begins, in the running event loop: each job at once, and then every so often."""
        for seconds, job in (
            (MAIL_SECONDS, self._postman.send_due),
            (REMINDER_SECONDS, self.remind),
            (FORGET_SECONDS, self.forget),
            (FORGET_SECONDS, self.sweep),
            (FORGET_SECONDS, self.erase),
            *self._more,
            (DEADLINE_SECONDS, self.watch_deadlines),
            (COUNT_SECONDS, self.count),
            *(((BRIDGE_SECONDS, self._bridge.carry),) if self._bridge else ()),
        ):
            self._scheduler.add_job(
                self._guarded(job),
                Every(seconds=seconds, timezone=timezone.utc),
                next_run_time=datetime.now(timezone.utc),
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Ends. What was not done is in the database, for the next gateway."""
        self._scheduler.shutdown(wait=False)

    async def remind(self, now: datetime) -> None:
        """Sends the reminders that are due."""
        await self._turns.in_thread(
            reminders.send_due, self._engine, self._wording, now, self._mails_reminders
        )

    async def forget(self, now: datetime) -> None:
        """Forgets codes, webhooks and connections that are long over."""
        for forget in (forget_codes, forget_deliveries, forget_bridge_deliveries, forget_presence):
            await self._turns.in_thread(forget, self._engine, now)

    async def sweep(self, now: datetime) -> None:
        """Takes away files that were handed in and never sent."""
        while await self._turns.in_thread(sweep, self._engine, self._store, now):
            pass

    async def erase(self, now: datetime) -> None:
        """Forgets conversations of long ago, and what came into erased ones after all."""
        await self._turns.in_thread(erase_again, self._engine, self._store, now)
        while await self._turns.in_thread(
            erase_old, self._engine, self._store, now, self._retention_days
        ):
            pass

    async def watch_deadlines(self, now: datetime) -> None:
        """Warns of tickets' deadlines, and makes what missed its own urgent."""
        await self._turns.in_thread(watch, self._engine, now)

    async def count(self, now: datetime) -> None:
        """Counts what insight shows."""
        await self._turns.in_thread(count_due, self._engine, now)

    def _guarded(self, job: Job) -> Callable[[], Awaitable[None]]:
        @wraps(job)
        async def run() -> None:
            try:
                await job(self._clock())
            except asyncio.CancelledError:
                log.info("job_left", job=job.__name__)  # the gateway stops: it is done by the next
            except OSError as error:
                log.warning("store_away", job=job.__name__, reason=type(error).__name__)
            except SQLAlchemyError as error:
                # Without its text, which shows what customers wrote; tried again by itself.
                log.warning("database_away", reason=type(error).__name__)

        return run
