"""The calls at a conversation's end: how satisfied the customer was, and to forget it all."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bot.attachments.store import FileStore
from bot.channels.admission import now
from bot.channels.errors import ApiError
from bot.channels.requests import Satisfaction, checked, read_body
from bot.channels.web import WebChannel
from bot.conversations.errors import AlreadyRated
from bot.conversations.rating import rate
from bot.erasure.erasing import erase


class LeavingCalls:
    """Satisfaction and erasure."""

    def __init__(self, web: WebChannel, store: FileStore) -> None:
        self._web, self._store = web, store

    async def rate(self, request: Request) -> Response:
        """``POST /api/v1/satisfaction``: one to five, and a few words."""
        await self._web.count_address(request)
        conversation = await self._web.admitted(request)
        await self._web.limits.count("conversation", conversation.id)
        asked: Satisfaction = checked(Satisfaction, await read_body(request))
        try:
            await self._web.turns.in_thread(
                rate, self._web.engine, conversation.id, asked.rating, asked.comment, now()
            )
        except AlreadyRated as error:
            raise ApiError(
                409, error.code, "this conversation was rated more than an hour ago"
            ) from error
        return Response(status_code=204)

    async def erase(self, request: Request) -> Response:
        """``POST /api/v1/conversations/erase``: forgets what the conversation held, and ends its
        tokens."""
        await self._web.count_address(request)
        conversation = await self._web.admitted(request)
        await self._web.turns.in_thread(
            erase, self._web.engine, self._store, conversation.id, now()
        )
        self._web.turns.hub.wake(conversation.id)  # whoever listens is let go
        return Response(status_code=204)
