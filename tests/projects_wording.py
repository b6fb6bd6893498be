"""The project's own responses and catalogs, read once for all tests of a process."""

from __future__ import annotations

from functools import cache

from bot.nlg import Wording


@cache
def projects_wording() -> Wording:
    """The wording of this tree."""
    return Wording.load()
