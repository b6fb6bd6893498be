"""What a gateway consists of, how its parts hang together, and in which order they start and stop.

Each is made from what stands above it: the database, then who answers, then who calls.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timezone

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette

from bot.attachments.store import FileStore
from bot.channels.attachments import AttachmentCalls
from bot.channels.desk_wiring import KeptFiles, typing_of
from bot.channels.email.pages import MailPages
from bot.channels.email.threads import Signer
from bot.channels.health import Health
from bot.channels.jobs import PRESENCE_SECONDS, SWEEP_SECONDS, WEBHOOK_SECONDS, Jobs
from bot.channels.leaving import LeavingCalls
from bot.channels.sessions import SessionCalls
from bot.channels.static import WidgetFiles
from bot.channels.stream import Stream
from bot.channels.tokens import customer_token
from bot.channels.web import WebChannel
from bot.conversations.announcing import REPLY_WAITING, still_waiting
from bot.conversations.events import Hub
from bot.conversations.following import Sweep
from bot.conversations.presence import Presence
from bot.conversations.redis_bus import RedisBus
from bot.conversations.responder_client import ResponderClient
from bot.conversations.turns import Turns
from bot.database.engine import engine_of
from bot.desk.app import create_desk
from bot.desk.waiting import Waiting
from bot.nlg import Wording
from bot.settings import Settings
from bot.storefront import Storefront
from bot.webhooks.queueing import with_webhooks
from bot.webhooks.sending import Sender


class GatewayParts:
    """The parts of one gateway over a migrated database."""

    def __init__(self, settings: Settings, *, responder_url: str, actions_url: str) -> None:
        self.settings = settings
        self.engine = with_webhooks(engine_of(settings.database), settings)
        self.wording = Wording.load()
        self.hub = Hub()
        self.store = FileStore(settings.attachments)
        self._answering(responder_url)
        self._called(actions_url)
        self._by_itself()

    def _answering(self, responder_url: str) -> None:
        """Who answers a message: a person at the desk, or the bot."""
        settings, engine, wording = self.settings, self.engine, self.wording
        files, typing = KeptFiles(engine, self.store), typing_of(self.hub)
        self.desk = create_desk(settings, engine, wording, files=files, typing=typing)
        self.turns = Turns(
            engine,
            ResponderClient(responder_url, settings.internal_secret),
            wording,
            hub=self.hub,
            waiting=Waiting(engine, wording, self.desk.hours),
        )

    def _called(self, actions_url: str) -> None:
        """What customers' clients and their browsers call."""
        settings, engine, wording, turns = self.settings, self.engine, self.wording, self.turns
        self.presence = Presence(engine, turns.in_thread)
        self.web = WebChannel(settings, engine, turns, wording, self.presence)
        limits = self.web.limits
        self.uploads = AttachmentCalls(self.web, self.store)
        self.sessions = SessionCalls(self.web)
        self.leaving = LeavingCalls(self.web, self.store)
        self.stream = Stream(settings, engine, turns, self.presence, limits)
        self.health = Health(engine, turns, limits, actions_url, settings.internal_secret)
        self.widget = WidgetFiles(wording, settings.origins)
        signer = Signer(settings.secret, settings.mail_address or "nobody@localhost")
        self.mail_pages = MailPages(engine, signer, wording, limits)
        self.storefront = Storefront(
            settings.brand,
            engine,
            wording,
            sign=lambda customer: customer_token(settings, customer, datetime.now(timezone.utc)),
            count=self.web.count_address,
        )

    def _by_itself(self) -> None:
        """What the gateway does without being called."""
        settings, engine, turns = self.settings, self.engine, self.turns
        self.bus = RedisBus(settings.redis_url, self.hub) if settings.redis_url else None
        self.webhooks = Sender(engine, settings, turns.in_thread, {REPLY_WAITING: still_waiting})
        self.jobs = Jobs(
            engine,
            turns,
            self.wording,
            settings,
            self.store,
            help_desk=self.desk.help_desk,
            more=(
                (SWEEP_SECONDS, Sweep(engine, self.hub, turns.in_thread).sweep),
                (PRESENCE_SECONDS, self.presence.write_presence),
                (WEBHOOK_SECONDS, self.webhooks.send_webhooks),
            ),
        )

    @asynccontextmanager
    async def living(self, _: Starlette) -> AsyncIterator[None]:
        """Starts the parts, and stops them when the gateway does."""
        await self.turns.start()
        if self.bus is not None:
            self.bus.start()
        self.jobs.start()
        try:
            yield
        finally:
            self.jobs.stop()
            self.uploads.stop()
            if self.bus is not None:
                await self.bus.stop()
            await self.webhooks.close()
            with suppress(SQLAlchemyError):
                await self.presence.write_presence(datetime.now(timezone.utc))
            await self.turns.stop()
            self.engine.dispose()
