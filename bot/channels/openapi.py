"""The API's own description: OpenAPI 3.1, the request bodies from the shapes that check them."""

from __future__ import annotations

from typing import Any

from pydantic.schema import schema

from bot.channels.requests import NewConversation, NewMessage
from bot.languages import LANGUAGES

_REF = "#/components/schemas/"


def document() -> dict[str, Any]:
    """The OpenAPI document of the gateway."""
    bodies = schema([NewConversation, NewMessage], ref_prefix=_REF)["definitions"]
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
    }


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


_TEXT = {"type": "string"}
_MOMENT = {"type": "string", "format": "date-time"}
_LANGUAGE = {"type": "string", "enum": list(LANGUAGES)}
_OWNER = {"type": "string", "enum": ["bot", "queue", "agent", "closed"]}
_MESSAGES = {"type": "array", "items": {"$ref": _REF + "Message"}}

_ANSWERS: dict[str, Any] = {
    "Message": _object(
        {
            "id": _TEXT,
            "seq": {"type": "integer"},
            "author": {"type": "string", "enum": ["customer", "bot", "agent"]},
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
            "agent": _object({"name": _TEXT}),
            "sent_at": _MOMENT,
        },
        ("decision", "response", "ticket", "agent"),
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
    "Error": _object({"error": _object({"code": _TEXT, "message": _TEXT})}),
}
