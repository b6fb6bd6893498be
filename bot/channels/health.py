"""``GET /health``: whether a message would be answered, and which part ails where not."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.channels.limiting import Limits
from bot.conversations.turns import Turns
from bot.database.engine import reading

KEPT_SECONDS = 1.0
"""So long an answer is given again without asking the parts anew."""


class Health:
    """Asks the parts how they are."""

    def __init__(
        self, engine: Engine, turns: Turns, limits: Limits, actions_url: str, secret: str
    ) -> None:
        self._engine, self._turns, self._limits = engine, turns, limits
        self._actions_url = actions_url
        self._headers = {"Authorization": f"Bearer {secret}"}
        self._kept: tuple[float, dict[str, str]] = (0.0, {})

    async def show(self, _: Request) -> JSONResponse:
        """200 with all parts well, 503 with those that ail."""
        asked, parts = self._kept
        if not parts or time.monotonic() - asked > KEPT_SECONDS:
            asked_parts = {
                "database": self._database(),
                "rasa": self._turns.responder.is_well(),
                "actions": self._actions(),
            }
            if self._limits.shared:
                asked_parts["redis"] = self._turns.in_thread(self._limits.is_well)
            answers = await asyncio.gather(*asked_parts.values())
            states = {
                name: "ok" if well else "down"
                for name, well in zip(asked_parts, answers, strict=True)
            }
            parts = {"gateway": "ok", **states}
            self._kept = (time.monotonic(), parts)
        well = all(state == "ok" for state in parts.values())
        return JSONResponse(
            {"status": "ok" if well else "ailing", "parts": parts}, status_code=200 if well else 503
        )

    async def _database(self) -> bool:
        def ask() -> bool:
            try:
                with reading(self._engine) as connection:
                    connection.execute(sa.text("SELECT 1"))
            except SQLAlchemyError:
                return False
            return True

        return await self._turns.in_thread(ask)

    async def _actions(self) -> bool:
        timeout = aiohttp.ClientTimeout(total=2)
        try:
            async with (
                aiohttp.ClientSession(headers=self._headers, timeout=timeout) as session,
                session.get(f"{self._actions_url}/health") as response,
            ):
                return response.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False
