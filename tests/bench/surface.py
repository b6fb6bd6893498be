"""What a surface's measurement gives."""

from __future__ import annotations

from typing import Any, Protocol

from rich.console import Console


class Surface(Protocol):
    """The figures of one surface."""

    @property
    def wrong(self) -> object:
        """What was not as it must be; nothing where all was well."""

    def show(self, console: Console) -> None:
        """Prints the figures."""

    def as_json(self) -> dict[str, Any]:
        """All figures; seconds and bytes."""
