"""``GET /api/v1/stream``: a conversation as it goes on, over a WebSocket. See docs/stream.md."""

from __future__ import annotations

from datetime import datetime, timezone

import anyio
import structlog
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.admission import opened_by
from bot.channels.errors import ApiError, error_response
from bot.channels.following import Following
from bot.channels.limiting import Limits
from bot.channels.places import ADDRESS, CONVERSATION, NOBODY, Places, too_many_sockets
from bot.channels.requests import FirstFrame, checked
from bot.channels.sockets import Socket, Unread
from bot.channels.tokens import ConversationToken, read_conversation_token
from bot.conversations.following import state_of
from bot.conversations.presence import Presence
from bot.conversations.turns import Turns
from bot.settings import Settings

log = structlog.get_logger("stream")

TOKEN_SECONDS = 10.0
"""So long a client may take to say whose the socket is."""

DOOR_SECONDS = 1.0
"""So long who came too often stays counted at the door."""


class Stream:
    """The sockets of a gateway."""

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        turns: Turns,
        presence: Presence,
        limits: Limits,
    ) -> None:
        self._settings, self._engine, self._turns = settings, engine, turns
        self._hub, self._presence, self._limits = turns.hub, presence, limits
        self._places = Places(settings.sockets_per_address)

    async def serve(self, websocket: WebSocket) -> None:
        """One socket, from its opening to its end."""
        # As for every call: a proxy in front must be told to uvicorn.
        address = websocket.client.host if websocket.client else "unknown"
        with self._places.at_the_door(address) as worth_telling:
            if not worth_telling:
                await websocket.send_denial_response(error_response(too_many_sockets()))
                return
            await websocket.accept()
            socket = Socket(websocket)
            try:
                with self._places.taken(ADDRESS, address):
                    await self._limits.count("address", address)
                    await self._follow(socket)
            except ApiError as error:
                log.info("stream_refused", status=error.status, code=error.code)
                await socket.refuse(error)
                if error.status == 429:
                    # Its place at the door is free once the socket is surely gone.
                    await anyio.sleep(DOOR_SECONDS)
            except SQLAlchemyError as error:
                # Without its text, which shows what customers wrote.
                log.warning("database_away", reason=type(error).__name__)
                await socket.refuse(ApiError(503, "unavailable", "try again in a moment"))
            except Unread:
                log.info("stream_unread")
            except WebSocketDisconnect:
                pass

    async def _follow(self, socket: Socket) -> None:
        with self._places.taken(NOBODY):
            first, token = await self._introduced(socket)
        talk = token.conversation_id
        with self._places.taken(CONVERSATION, talk), self._hub.listening(talk) as listener:
            await self._turns.in_thread(opened_by, self._engine, token)
            owner, last_seq = await self._turns.in_thread(state_of, self._engine, talk)
            listener.owner = owner
            listener.seq = last_seq if first.after is None else min(first.after, last_seq)
            listener.wake()
            following = Following(socket, listener, self._turns, self._presence, self._read, token)
            with self._presence.connected(talk):
                await following.begin(last_seq)

    async def _introduced(self, socket: Socket) -> tuple[FirstFrame, ConversationToken]:
        """Whose the socket is, as its first frame says."""
        try:
            with anyio.fail_after(TOKEN_SECONDS):
                frame = await socket.hear()
        except TimeoutError as error:
            raise ApiError(
                408, "token_missing", f"send the token within {TOKEN_SECONDS:.0f} s"
            ) from error
        first: FirstFrame = checked(FirstFrame, frame)
        return first, self._read(first.token)

    def _read(self, token: str) -> ConversationToken:
        return read_conversation_token(self._settings, token, datetime.now(timezone.utc))


async def upgrade_required(_: Request) -> Response:
    """426: the stream is no plain call."""
    raise ApiError(426, "upgrade_required", "open a WebSocket here", {"Upgrade": "websocket"})
