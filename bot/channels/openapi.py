"""The API's own description: OpenAPI 3.1, the request bodies from the shapes that check them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.schema import schema

from bot.channels.openapi_answers import ANSWERS, REF, object_of
from bot.channels.requests import (
    FirstFrame,
    HeldConversation,
    NewConversation,
    NewMessage,
    RenewFrame,
    Satisfaction,
    SeenFrame,
    TypingFrame,
)

BODIES = (NewConversation, HeldConversation, NewMessage, Satisfaction)
"""The shapes of all request bodies."""

FRAMES = (FirstFrame, TypingFrame, RenewFrame, SeenFrame)
"""The shapes of what a client sends over a stream."""


def document() -> dict[str, Any]:
    """The OpenAPI document of the gateway."""
    forms: list[type[BaseModel]] = [*BODIES, *FRAMES]
    bodies = schema(forms, ref_prefix=REF)["definitions"]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Support bot",
            "version": "1",
            "description": "A customer's conversation with the shop's support. "
            "Begin one, send messages with its token, read what came since.",
        },
        "paths": _paths(),
        "components": {
            "schemas": {**bodies, **ANSWERS},
            "securitySchemes": {
                "customer": {"type": "http", "scheme": "bearer", "description": _CUSTOMER},
                "conversation": {"type": "http", "scheme": "bearer"},
            },
        },
    }


_CUSTOMER = "HS256 with sub, iat, exp, aud and iss, signed by the shop; 15 minutes at most."


def _paths() -> dict[str, Any]:
    return {
        "/health": {"get": _call("Whether a message would be answered", 200, "Health", (503,))},
        "/api/v1/conversations": {
            "post": _call(
                "Begin a conversation, or open one again",
                201,
                "Opened",
                (400, 401, 403, 413, 415, 422, 429),
                body="NewConversation",
                security=[{}, {"customer": []}],
            )
        },
        "/api/v1/conversations/identify": {
            "post": _call(
                "Make the anonymous conversation that this device holds the signed-in customer's",
                200,
                "Identified",
                (400, 401, 403, 409, 413, 415, 422, 429),
                body="HeldConversation",
                security=[{"customer": []}],
            )
        },
        "/api/v1/conversations/token": {
            "post": _call(
                "A new token for the conversation that this device holds; one of a signed-in "
                "customer wants the customer's token too",
                200,
                "Token",
                (400, 401, 403, 413, 415, 422, 429),
                body="HeldConversation",
                security=[{}, {"customer": []}],
            )
        },
        "/api/v1/conversations/sign-out": {
            "post": _call(
                "End all tokens of the conversation, on every device",
                204,
                None,
                (401, 403, 429),
                security=[{"conversation": []}],
            )
        },
        "/api/v1/conversations/erase": {
            "post": _call(
                "Forget all that the conversation held, files and tickets' words included, and end "
                "its tokens",
                204,
                None,
                (401, 403, 429),
                security=[{"conversation": []}],
            )
        },
        "/api/v1/satisfaction": {
            "post": _call(
                "Rate the conversation, once; for an hour it may be changed",
                204,
                None,
                (400, 401, 403, 409, 413, 415, 422, 429),
                body="Satisfaction",
                security=[{"conversation": []}],
            )
        },
        "/api/v1/messages": {
            "post": _call(
                "Send a message and get the replies",
                200,
                "Replies",
                (400, 401, 403, 409, 413, 415, 422, 429),
                body="NewMessage",
                security=[{"conversation": []}],
            ),
            "get": _call(
                "Read every message after a number",
                200,
                "Replies",
                (401, 403, 422, 429),
                security=[{"conversation": []}],
                parameters=[
                    {
                        "name": "after",
                        "in": "query",
                        "schema": {"type": "integer", "minimum": 0, "default": 0},
                    }
                ],
            ),
        },
        "/api/v1/stream": {"get": _stream()},
        "/api/v1/attachments": {
            "post": _call(
                "Upload one image (PNG, JPEG, WebP, HEIC) or PDF, of 10 MB at most, for a message "
                "that sends its id within a day; images are written anew without metadata",
                201,
                "Attachment",
                (400, 401, 403, 413, 415, 422, 429),
                form={"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
                security=[{"conversation": []}],
            )
        },
        "/api/v1/attachments/{attachment_id}": {
            "get": _call(
                "A file of the conversation's own, or of an image its small picture, a JPEG",
                200,
                ("image/png", "image/jpeg", "image/webp", "application/pdf"),
                (401, 403, 404, 429),
                security=[{"conversation": []}],
                parameters=[
                    {
                        "name": "attachment_id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string", "format": "uuid"},
                    },
                    {
                        "name": "thumbnail",
                        "in": "query",
                        "schema": {"type": "string", "enum": ["1"]},
                    },
                ],
            )
        },
    }


def _stream() -> dict[str, Any]:
    """The WebSocket, as far as OpenAPI can tell of one: its frames stand in extensions."""
    call = _call("Follow the conversation over a WebSocket", 101, "", (403, 426, 429))
    call["description"] = _FOLLOW
    call["responses"]["101"] = {"description": "The connection is a WebSocket from here on"}
    call["x-client-frames"] = [
        {"$ref": REF + name} for name in ("FirstFrame", "TypingFrame", "RenewFrame", "SeenFrame")
    ]
    call["x-server-frames"] = {"$ref": REF + "ServerFrame"}
    return call


_FOLLOW = (
    "The first frame holds the conversation's token, within 10 seconds; it is never sent in the "
    "address. Every message after `after` follows, in order, each once. A refusal is told in a "
    "frame of the type error; the socket is then closed with 4000 and the HTTP status."
)


def _call(
    summary: str,
    status: int,
    answer: str | tuple[str, ...] | None,
    errors: tuple[int, ...],
    *,
    body: str | None = None,
    form: dict[str, Any] | None = None,
    security: list[dict[str, Any]] | None = None,
    parameters: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    call: dict[str, Any] = {
        "summary": summary,
        "responses": {
            str(status): _answer(answer),
            **{
                str(error): _content("Health" if error == 503 else "Error", "Refused")
                for error in errors
            },
        },
    }
    if body:
        call["requestBody"] = {"required": True, **_content(body, "")}
        call["requestBody"].pop("description")
    if form:
        content = {"multipart/form-data": {"schema": object_of(form)}}
        call["requestBody"] = {"required": True, "content": content}
    if security is not None:
        call["security"] = security
    if parameters:
        call["parameters"] = parameters
    return call


def _answer(answer: str | tuple[str, ...] | None) -> dict[str, Any]:
    """A success: a schema's name, the content types of a file, or None for nothing at all."""
    if answer is None:
        return {"description": "Done"}
    if isinstance(answer, str):
        return _content(answer, "Done")
    return {"description": "Done", "content": {kind: {} for kind in answer}}


def _content(name: str, description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"$ref": REF + name}}},
    }
