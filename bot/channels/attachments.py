"""The calls of the API that files go by: handed in by a customer, and given back to them."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.attachments import keeping
from bot.attachments.errors import AttachmentError, UnknownFile
from bot.attachments.keeping import Attachment
from bot.attachments.store import FileStore
from bot.channels.errors import ApiError
from bot.channels.uploads import read_upload
from bot.channels.web import WebChannel

DECODED_AT_ONCE = 2
WAITING_AT_MOST = 20
"""Uploads that wait to be decoded; more are asked to come again."""

BUSY_SECONDS = 5

T = TypeVar("T")

_STATUS = {"too_large": 413, "unsupported_type": 415, "broken_file": 422, "too_many": 429}
_TOLD = {
    "too_large": "a file holds 10 MB and 50 million pixels at most",
    "unsupported_type": "send an image (PNG, JPEG, WebP, HEIC) or a PDF",
    "broken_file": "the file can't be read; a PDF must open without a password",
    "too_many": "this conversation holds as many files as it may",
}
HOUR = 3600


class AttachmentCalls:
    """Takes files in and gives them out, each to its own conversation."""

    def __init__(self, web: WebChannel, store: FileStore) -> None:
        self._web, self._store = web, store
        # Threads of their own: a file that takes long to decode keeps no message waiting.
        self._threads = ThreadPoolExecutor(DECODED_AT_ONCE, thread_name_prefix="attachments")
        self._waiting = 0

    def stop(self) -> None:
        """Takes no more files in."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def upload(self, request: Request) -> JSONResponse:
        """``POST /api/v1/attachments``: keeps one file for a message to come."""
        address = await self._web.count_address(request)
        conversation = await self._web.admitted(request)
        await self._web.limits.count("upload", conversation.id)
        await self._web.limits.count("upload_address", address)
        if self._waiting >= WAITING_AT_MOST:
            raise _busy()
        self._waiting += 1
        try:
            file = await read_upload(request)
            try:
                kept = await self._in_thread(
                    partial(
                        keeping.keep,
                        self._web.engine,
                        self._store,
                        file.file,
                        conversation_id=conversation.id,
                        name=file.filename or "",
                        now=self._web.turns.clock(),
                    )
                )
            finally:
                await file.close()
        except AttachmentError as error:
            raise _refusal(error) from error
        finally:
            self._waiting -= 1
        return JSONResponse(as_json(kept), status_code=201)

    async def download(self, request: Request) -> Response:
        """``GET /api/v1/attachments/{attachment_id}``, with ``?thumbnail=1`` its small picture."""
        await self._web.count_address(request)
        conversation = await self._web.admitted(request)
        thumbnail = request.query_params.get("thumbnail") == "1"
        try:
            wanted = str(uuid.UUID(request.path_params["attachment_id"]))
            kept = await self._web.turns.in_thread(
                keeping.find, self._web.engine, wanted, conversation.id
            )
            pieces = keeping.content(self._store, kept, thumbnail=thumbnail)
            first = await self._web.turns.in_thread(next, pieces, b"")
        except (ValueError, UnknownFile, FileNotFoundError) as error:
            raise ApiError(404, "not_found", "no such file in this conversation") from error

        def all_pieces() -> Any:
            yield first
            yield from pieces

        return StreamingResponse(
            all_pieces(),
            media_type=keeping.THUMBNAIL_TYPE if thumbnail else kept.content_type,
            headers=headers_of(kept, thumbnail=thumbnail),
        )

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def headers_of(kept: Attachment, *, thumbnail: bool = False) -> dict[str, str]:
    """How a stranger's file is given out: to be saved, never to be shown as a page of ours."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(kept.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, max-age=3600",
    }
    if not thumbnail:
        headers["Content-Length"] = str(kept.size)
    return headers


def as_json(kept: Attachment) -> dict[str, Any]:
    """The file as the API tells it; pixels only where it has some."""
    told = {
        "id": kept.id,
        "name": kept.name,
        "content_type": kept.content_type,
        "size": kept.size,
    }
    if kept.width is not None:
        told.update(width=kept.width, height=kept.height)
    return told


def _refusal(error: AttachmentError) -> ApiError:
    wait = {"Retry-After": str(HOUR)} if error.code == "too_many" else None
    return ApiError(_STATUS[error.code], error.code, _TOLD[error.code], wait)


def _busy() -> ApiError:
    return ApiError(
        429,
        "too_many_requests",
        f"too many uploads at once; try again in {BUSY_SECONDS} s",
        {"Retry-After": str(BUSY_SECONDS)},
    )
