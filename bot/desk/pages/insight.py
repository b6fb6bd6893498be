"""Insight."""

from __future__ import annotations

from starlette.responses import Response

from bot.desk.desk import Desk
from bot.desk.visits import Visit


def show(desk: Desk, visit: Visit) -> Response:
    """Soon."""
    raise NotImplementedError


def candidates(desk: Desk, visit: Visit) -> Response:
    """Soon."""
    raise NotImplementedError
