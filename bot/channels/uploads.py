"""A file that is uploaded, read as it comes and cut off where it is too long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from bot.attachments.decoding import MOST_BYTES
from bot.channels.errors import ApiError, invalid

FIELD = "file"

FORM_BYTES = 16 * 1024
"""What a form may need beside the file itself: boundaries and headers."""

SECONDS = 300
"""How long an upload may take in all: ten megabytes over a slow telephone."""


async def read_upload(request: Request) -> UploadFile:
    """The file of a multipart form; to be closed by the caller. It lies in memory up to a
    megabyte and in a temporary file beyond. Raises 400, 413, 415 or 422 :class:`ApiError`."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise ApiError(415, "unsupported_media_type", "send multipart/form-data")
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > MOST_BYTES + FORM_BYTES:
        raise too_large()
    parser = MultiPartParser(
        request.headers, _counted(request), max_files=1, max_fields=5, max_part_size=FORM_BYTES
    )
    try:
        form = await asyncio.wait_for(parser.parse(), SECONDS)
    except MultiPartException as error:
        raise ApiError(400, "malformed", f"the form can't be read: {error.message}") from error
    except asyncio.TimeoutError as error:
        raise ApiError(400, "malformed", "the upload took too long") from error
    except ClientDisconnect as error:
        raise ApiError(400, "malformed", "the request broke off") from error
    file = form.get(FIELD)
    if not isinstance(file, UploadFile):
        await form.close()
        raise invalid(FIELD, "a file was expected in this field")
    return file


def too_large() -> ApiError:
    """413; the rest of the upload is not waited for."""
    return ApiError(
        413,
        "too_large",
        f"a file holds {MOST_BYTES // 1024 // 1024} MB at most",
        {"Connection": "close"},
    )


async def _counted(request: Request) -> AsyncGenerator[bytes, None]:
    read = 0
    async for part in request.stream():
        read += len(part)
        if read > MOST_BYTES + FORM_BYTES:
            raise too_large()
        yield part
