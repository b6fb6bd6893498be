"""The desk: what its pages work with."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

import structlog
from anyio import from_thread
from sqlalchemy.engine import Engine
from starlette.requests import Request
from starlette.responses import Response

from bot.desk.acting import Acts
from bot.desk.chatwoot import Chatwoot
from bot.desk.deciding import Decisions
from bot.desk.duty import duty_hours
from bot.desk.errors import DeskError, NoSuchPage
from bot.desk.files import Files, NoFiles
from bot.desk.help_desks import HelpDesk
from bot.desk.limiting import SignInLimits
from bot.desk.showing import Pages
from bot.desk.speaking import Speaking
from bot.desk.typing import Typing
from bot.desk.visits import Visit
from bot.nlg import Wording
from bot.settings import Settings

log = structlog.get_logger("desk")


class Desk:
    """One for a gateway process."""

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        wording: Wording,
        files: Files | None,
        typing: Typing,
        clock: Callable[[], datetime],
    ) -> None:
        self.settings, self.engine, self.clock = settings, engine, clock
        self.files: Files = files or NoFiles()
        self.typing = typing
        self.pages = Pages(wording, settings.brand)
        self.speaking = Speaking(wording, settings.brand)
        self.acts = Acts(engine, self.speaking)
        self.decisions = Decisions(self.acts)
        self.hours = duty_hours(settings.duty_hours)
        self.help_desk: HelpDesk | None = Chatwoot.of(settings)
        self.limits = SignInLimits(settings.redis_url, settings.rates["login"])

    def agent_types(self, conversation_id: str) -> None:
        """Tells the customer that an agent types. From a page's thread: said in the event loop."""
        from_thread.run_sync(self.typing.agent_types, conversation_id)

    async def not_found(self, request: Request, _: Exception) -> Response:
        """A page that there is not, or not so."""
        visit = Visit(request, self.clock())
        return self.pages.show(visit, "error.html", 404, error=NoSuchPage())

    def owns(self, request: Request) -> bool:
        """Whether a request is for a page of the desk."""
        return request.url.path.startswith("/desk")

    async def failed(self, request: Request, error: Exception) -> Response:
        """A mistake of ours, with a reference that stands in the log beside its traceback."""
        reference = secrets.token_hex(4)
        log.error("failed", path=request.url.path, reference=reference, exc_info=error)
        visit = Visit(request, self.clock())
        shown = DeskError("failed")
        return self.pages.show(visit, "error.html", 500, error=shown, reference=reference)
