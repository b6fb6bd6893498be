"""What turns need of whoever knows how long it takes until a person answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol


class TellsWaiting(Protocol):
    """Says to somebody who begins to wait for a person how it stands."""

    def tell(self, conversation_id: str, language: str, now: datetime) -> dict[str, Any]:
        """The message, as a responder's."""
