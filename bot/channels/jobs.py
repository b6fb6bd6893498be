"""What a gateway does by itself, every so often: reminders, outgoing mail, forgetting old codes,
deadlines, figures."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timezone
from functools import wraps
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.conversations.turns import Turns
from bot.desk.bridge import Bridge
from bot.desk.bridge_incoming import forget_deliveries
from bot.desk.counting import count_due
from bot.desk.deadlines import watch
from bot.desk.help_desks import HelpDesk
from bot.nlg import Wording
from bot.outgoing_mail.sending import Postman
from bot.reminders import sending as reminders
from bot.settings import Settings
from bot.verification.codes import forget_codes

log = structlog.get_logger("jobs")

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
        clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
        help_desk: HelpDesk | None = None,
    ) -> None:
        self._bridge = Bridge(engine, help_desk, turns.in_thread) if help_desk else None
        self._engine, self._turns, self._wording = engine, turns, wording
        self._clock = clock
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
            (DEADLINE_SECONDS, self.watch_deadlines),
            (COUNT_SECONDS, self.count),
            *(((BRIDGE_SECONDS, self._bridge.carry),) if self._bridge else ()),
        ):
            self._scheduler.add_job(
                self._guarded(job),
                "interval",
                seconds=seconds,
                next_run_time=datetime.now(timezone.utc),
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Ends. What was not done is in the database, for the next gateway."""
        self._scheduler.shutdown(wait=False)

    async def remind(self, now: datetime) -> None:
        """Sends the reminders that are due."""
        await self._turns.in_thread(reminders.send_due, self._engine, self._wording, now)

    async def forget(self, now: datetime) -> None:
        """Forgets codes that are long over, and webhooks that can't come again."""
        await self._turns.in_thread(forget_codes, self._engine, now)
        await self._turns.in_thread(forget_deliveries, self._engine, now)

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
            except SQLAlchemyError as error:
                # Without its text, which shows what customers wrote; tried again by itself.
                log.warning("database_away", reason=type(error).__name__)

        return run
