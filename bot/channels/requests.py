"""The shapes of the API's request bodies and of clients' frames, and how a body is read: strictly,
and within limits."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConstrainedInt,
    Extra,
    Field,
    StrictBool,
    StrictStr,
    ValidationError,
    validator,
)
from pydantic.errors import DictError
from starlette.requests import ClientDisconnect, Request

from bot.channels.errors import ApiError, invalid
from bot.conversations.cleaning import clean, has_surrogates

BODY_BYTES = 64 * 1024
TEXT_CHARACTERS = 10_000
COMMENT_CHARACTERS = 1000
MOST_ATTACHMENTS = 5
SHOWN_CHARACTERS = 100
"""So much of an unknown field's name is repeated."""

Model = TypeVar("Model", bound="_Body")


class _Body(BaseModel):
    class Config:
        extra = Extra.forbid

    @classmethod
    def validate(cls: type[Model], value: Any) -> Model:
        """Takes a JSON object alone: pydantic itself would make one of a list of pairs."""
        if not isinstance(value, dict):
            raise DictError
        return super().validate(value)

    @validator("*", pre=True)
    def _no_half_characters(cls, value: Any) -> Any:
        if isinstance(value, str) and has_surrogates(value):
            raise ValueError("holds half a character, which no text can")
        return value


def _cleaned(value: str | None) -> str | None:
    """A text as it may be kept; None where nothing of it shows."""
    return clean(value or "") or None


class AppContext(_Body):
    """What the app tells about itself."""

    platform: Literal["ios", "android", "web"] | None = None
    version: StrictStr | None = Field(None, max_length=64)
    push: StrictBool | None = None
    email_notifications: StrictBool | None = None

    _version = validator("version", allow_reuse=True)(_cleaned)


class Context(_Body):
    """What the page or app that opens the chat has at hand."""

    order_number: StrictStr | None = Field(None, min_length=1, max_length=64)
    app: AppContext | None = None

    _order_number = validator("order_number", allow_reuse=True)(_cleaned)


class NewConversation(_Body):
    """The body of ``POST /api/v1/conversations``."""

    channel: Literal["widget", "in_app"]
    locale: StrictStr | None = Field(None, max_length=64)
    context: Context | None = None
    resume: StrictStr | None = Field(None, max_length=4096)


class HeldConversation(_Body):
    """The body of ``POST /api/v1/conversations/identify`` and ``…/token``: the token of the
    conversation that the device holds."""

    conversation: StrictStr = Field(..., max_length=4096)


class Stars(ConstrainedInt):
    """A whole number from 1, not at all, to 5, very much."""

    strict, ge, le = True, 1, 5


class Satisfaction(_Body):
    """The body of ``POST /api/v1/satisfaction``."""

    rating: Stars
    comment: StrictStr | None = Field(None, max_length=COMMENT_CHARACTERS)


class Identifier(StrictStr):
    """A UUID."""

    @classmethod
    def __modify_schema__(cls, schema: dict[str, Any]) -> None:
        schema["format"] = "uuid"


class NewMessage(_Body):
    """The body of ``POST /api/v1/messages``: text, a choice, or attachments."""

    client_id: Identifier
    text: StrictStr | None = Field(None, max_length=TEXT_CHARACTERS)
    choice: StrictStr | None = Field(None, min_length=1, max_length=100)
    attachments: list[Identifier] = Field([], max_items=MOST_ATTACHMENTS)

    @validator("client_id", "attachments", each_item=True)
    def _uuid(cls, value: str) -> str:
        if not re.match(r"^[0-9a-fA-F-]{32,36}$", value):
            raise ValueError("a UUID was expected")
        return str(uuid.UUID(value))


class Number(ConstrainedInt):
    """A message's number, or 0."""

    strict = True
    ge = 0
    le = 10**9


class FirstFrame(_Body):
    """A client's first frame on the stream: whose it is, and from where it goes on."""

    token: StrictStr = Field(max_length=4096)
    after: Number | None = None


class TypingFrame(_Body):
    """The customer is typing."""

    type: Literal["typing"]


class RenewFrame(_Body):
    """A new token of the same conversation, before the old one expires."""

    type: Literal["token"]
    token: StrictStr = Field(max_length=4096)


class SeenFrame(_Body):
    """The customer has seen every message up to this number."""

    type: Literal["seen"]
    seq: Number


FRAMES: dict[str, type[_Body]] = {"typing": TypingFrame, "token": RenewFrame, "seen": SeenFrame}
"""A client's later frames by their type."""


async def read_body(request: Request) -> dict[str, Any]:
    """The JSON object of a request. Raises 413, 415 or 400 :class:`ApiError`."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise ApiError(415, "unsupported_media_type", "send application/json")
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > BODY_BYTES:
        raise _too_large()
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > BODY_BYTES:
                raise _too_large()
    except ClientDisconnect as error:
        raise ApiError(400, "malformed", "the request broke off") from error
    try:
        found = json.loads(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ApiError(400, "malformed", "the body is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "malformed", "the body is not JSON") from error
    if not isinstance(found, dict):
        raise ApiError(400, "malformed", "a JSON object was expected")
    return found


def checked(form: type[Any], body: dict[str, Any]) -> Any:
    """The body in its form. Raises 422 with the first field that does not fit."""
    try:
        return form.parse_obj(body)
    except ValidationError as error:
        first = error.errors()[0]
        field = _shown(".".join(str(part) for part in first["loc"]))
        message = {
            "value_error.extra": "unknown field",
            "value_error.missing": "is missing",
        }.get(first["type"], first["msg"])
        raise invalid(field, message) from error


def _shown(field: str) -> str:
    """The name of a field as an answer can hold it, however odd or long."""
    return field[:SHOWN_CHARACTERS].encode("utf-8", "backslashreplace").decode()


def _too_large() -> ApiError:
    return ApiError(
        413, "too_large", f"a body holds {BODY_BYTES // 1024} KB at most", {"Connection": "close"}
    )
