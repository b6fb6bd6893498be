"""The API's own description: OpenAPI 3.1, the request bodies from the shapes that check them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.schema import schema

from bot.channels.requests import (
    FirstFrame,
    NewConversation,
    NewMessage,
    RenewFrame,
    SeenFrame,
    TypingFrame,
)
from bot.languages import LANGUAGES

_REF = "#/components/schemas/"


def document() -> dict[str, Any]:
    """The OpenAPI document of the gateway."""
    forms: list[type[BaseModel]] = [
        NewConversation,
        NewMessage,
        FirstFrame,
        TypingFrame,
        RenewFrame,
        SeenFrame,
    ]
    bodies = schema(forms, ref_prefix=_REF)["definitions"]
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
            "schemas": {**bodies, **_ANSWERS},
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
    }


def _stream() -> dict[str, Any]:
    """The WebSocket, as far as OpenAPI can tell of one: its frames stand in extensions."""
    call = _call("Follow the conversation over a WebSocket", 101, "", (403, 426, 429))
    call["description"] = _FOLLOW
    call["responses"]["101"] = {"description": "The connection is a WebSocket from here on"}
    call["x-client-frames"] = [
        {"$ref": _REF + name} for name in ("FirstFrame", "TypingFrame", "RenewFrame", "SeenFrame")
    ]
    call["x-server-frames"] = {"$ref": _REF + "ServerFrame"}
    return call


_FOLLOW = (
    "The first frame holds the conversation's token, within 10 seconds; it is never sent in the "
    "address. Every message after `after` follows, in order, each once. A refusal is told in a "
    "frame of the type error; the socket is then closed with 4000 and the HTTP status."
)


def _call(
    summary: str,
    status: int,
    answer: str,
    errors: tuple[int, ...],
    *,
    body: str | None = None,
    security: list[dict[str, Any]] | None = None,
    parameters: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    call: dict[str, Any] = {
        "summary": summary,
        "responses": {
            str(status): _content(answer, "Done"),
            **{
                str(error): _content("Health" if error == 503 else "Error", "Refused")
                for error in errors
            },
        },
    }
    if body:
        call["requestBody"] = {"required": True, **_content(body, "")}
        call["requestBody"].pop("description")
    if security is not None:
        call["security"] = security
    if parameters:
        call["parameters"] = parameters
    return call


def _content(name: str, description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"$ref": _REF + name}}},
    }


def _object(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def _frame(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    return _object({"type": {"const": kind}, **properties})


_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}
_AUTHOR = {"type": "string", "enum": ["customer", "bot", "agent"]}
_ERROR = _object({"code": _TEXT, "message": _TEXT})
_MOMENT = {"type": "string", "format": "date-time"}
_LANGUAGE = {"type": "string", "enum": list(LANGUAGES)}
_OWNER = {"type": "string", "enum": ["bot", "queue", "agent", "closed"]}
_MESSAGES = {"type": "array", "items": {"$ref": _REF + "Message"}}

_ANSWERS: dict[str, Any] = {
    "Message": _object(
        {
            "id": _TEXT,
            "seq": _NUMBER,
            "author": _AUTHOR,
            "language": _LANGUAGE,
            "text": _TEXT,
            "choices": {"type": "array", "items": _object({"id": _TEXT, "label": _TEXT})},
            "decision": _object(
                {
                    "code": _TEXT,
                    "outcome": {"type": "string", "enum": ["answer", "act", "escalate", "refuse"]},
                    "facts": {"type": "object"},
                    "order_number": _TEXT,
                },
                ("order_number",),
            ),
            "response": _TEXT,
            "ticket": _object({"number": _TEXT, "category": _TEXT}),
            "client_id": {"type": "string", "format": "uuid"},
            "sent_at": _MOMENT,
        },
        ("decision", "response", "ticket", "client_id"),
    ),
    "Opened": _object(
        {
            "conversation_id": _TEXT,
            "token": _TEXT,
            "expires_at": _MOMENT,
            "language": _LANGUAGE,
            "messages": _MESSAGES,
        }
    ),
    "Replies": _object({"messages": _MESSAGES, "owner": _OWNER}),
    "Health": _object(
        {"status": _TEXT, "parts": {"type": "object", "additionalProperties": _TEXT}}
    ),
    "Error": _object({"error": _ERROR}),
    "ServerFrame": {
        "oneOf": [
            _frame("ready", {"owner": _OWNER, "last_seq": _NUMBER, "expires_at": _MOMENT}),
            _frame("message", {"message": {"$ref": _REF + "Message"}}),
            _frame("typing", {"author": _AUTHOR}),
            _frame("owner", {"owner": _OWNER}),
            _frame("renewed", {"expires_at": _MOMENT}),
            _frame("error", {"error": _ERROR}),
        ]
    },
}
