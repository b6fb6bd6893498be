"""One WebSocket of a client's: JSON text in frames, errors as the API tells them, and no waiting
for a client that reads nothing."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import anyio
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.errors import ApiError

SEND_SECONDS = 10.0
"""So long a client may leave lying what it was sent; then it is let go, and may come again."""

Frame = dict[str, Any]


class Unread(Exception):
    """The client reads nothing of what it is sent."""

    code = "unread"


class Socket:
    """An accepted WebSocket."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def tell(self, frame: Frame) -> None:
        """Sends a frame. Raises :class:`Unread` and ``WebSocketDisconnect``."""
        text = json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
        try:
            with anyio.fail_after(SEND_SECONDS):
                await self._websocket.send_text(text)
        except TimeoutError as error:
            raise Unread from error
        except RuntimeError as error:
            # What uvicorn and Starlette raise where the closing has already begun.
            raise WebSocketDisconnect(1006) from error

    async def hear(self) -> Frame:
        """The client's next frame. Raises 400 :class:`ApiError` and ``WebSocketDisconnect``."""
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1006))
        text = message.get("text")
        if text is None:
            raise _malformed("a frame of text was expected, not of bytes")
        try:
            frame = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise _malformed("the frame is not JSON") from error
        if not isinstance(frame, dict):
            raise _malformed("a JSON object was expected")
        return frame

    async def refuse(self, error: ApiError) -> None:
        """Says why, and closes: 4000 and the HTTP status, 4400 where a frame does not fit."""
        with suppress(Unread, WebSocketDisconnect):
            await self.tell({"type": "error", "error": told(error)})
            with anyio.move_on_after(SEND_SECONDS), suppress(RuntimeError):
                await self._websocket.close(close_code(error), error.code)


def told(error: ApiError) -> dict[str, str]:
    """The error as a frame tells it."""
    return {"code": error.code, "message": error.message}


def close_code(error: ApiError) -> int:
    """The code that a socket is closed with for this error."""
    return 4400 if error.status == 422 else 4000 + error.status


def _malformed(message: str) -> ApiError:
    return ApiError(400, "malformed", message)
