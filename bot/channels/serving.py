"""How uvicorn serves the gateway, and how it lets go of a WebSocket whose peer reads nothing."""

from __future__ import annotations

import asyncio
import resource
from typing import Any

from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
from wsproto import events

FRAME_BYTES = 4096
"""The longest frame of a client's: a token and a little more."""

LINGER_SECONDS = 2.0
"""So long a closed socket may take to say goodbye."""


class LettingGo(WSProtocol):
    """uvicorn's WebSockets, made safe against who reads nothing.

    A transport that is closed first sends what it still has, for which it waits without end where
    the peer takes nothing: such a socket is cut off instead. And answers to pings wait in memory
    where the peer takes none: no more are given then.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.close_timeout = LINGER_SECONDS
        self._cut: asyncio.TimerHandle | None = None

    def handle_ping(self, event: events.Ping) -> None:
        """Answers, where the answers are taken."""
        if self.writable.is_set():
            super().handle_ping(event)

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        """The conversation over this socket is over: so is the socket, soon."""
        super().on_task_complete(task)
        if not self.disconnected:
            self._cut = self.loop.call_later(2 * LINGER_SECONDS, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is gone."""
        if self._cut is not None:
            self._cut.cancel()
        super().connection_lost(exc)


OPTIONS: dict[str, Any] = {
    "access_log": False,
    "log_level": "warning",
    "server_header": False,
    "timeout_graceful_shutdown": 2,
    "ws": LettingGo,
    "ws_max_size": FRAME_BYTES,
    # A dead peer is noticed, and proxies see that the connection is used.
    "ws_ping_interval": 20.0,
    "ws_ping_timeout": 20.0,
    # A small frame could unfold into a large one.
    "ws_per_message_deflate": False,
}
"""What uvicorn is told, beside where to listen."""


def allow_many_files() -> None:
    """Takes as many open files, sockets among them, as this process may have: often it is given
    1,024 only."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
