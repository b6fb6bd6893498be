"""What the API answers, as the schemas of its description."""

from __future__ import annotations

from typing import Any

from bot.languages import LANGUAGES

REF = "#/components/schemas/"


def object_of(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """The schema of an object with these properties, all of them there but the optional ones."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}
_MOMENT = {"type": "string", "format": "date-time"}
_LANGUAGE = {"type": "string", "enum": list(LANGUAGES)}
_OWNER = {"type": "string", "enum": ["bot", "queue", "agent", "closed"]}
_FILE = {
    "id": {"type": "string", "format": "uuid"},
    "name": {"type": "string", "maxLength": 100},
    "content_type": _TEXT,
    "size": {"type": "integer"},
}
_PIXELS = {"type": "integer", "minimum": 1}
_MESSAGES = {"type": "array", "items": {"$ref": REF + "Message"}}


def _frame(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    return object_of({"type": {"const": kind}, **properties})


_AUTHOR = {"type": "string", "enum": ["customer", "bot", "agent"]}
_ERROR = object_of({"code": _TEXT, "message": _TEXT})

ANSWERS: dict[str, Any] = {
    "Message": object_of(
        {
            "id": _TEXT,
            "seq": _NUMBER,
            "author": _AUTHOR,
            "language": _LANGUAGE,
            "text": _TEXT,
            "choices": {"type": "array", "items": object_of({"id": _TEXT, "label": _TEXT})},
            "decision": object_of(
                {
                    "code": _TEXT,
                    "outcome": {"type": "string", "enum": ["answer", "act", "escalate", "refuse"]},
                    "facts": {"type": "object"},
                    "order_number": _TEXT,
                    "title": _TEXT | {"description": "Of the order's first item."},
                    "timezone": _TEXT | {"description": "In which the text tells moments."},
                },
                ("order_number", "title", "timezone"),
            ),
            "response": _TEXT,
            "ticket": object_of({"number": _TEXT, "category": _TEXT}),
            "attachments": {"type": "array", "items": object_of(_FILE)},
            "client_id": {"type": "string", "format": "uuid"},
            "agent": object_of({"name": _TEXT}),
            "sent_at": _MOMENT,
        },
        ("decision", "response", "ticket", "attachments", "client_id", "agent"),
    ),
    "Opened": object_of(
        {
            "conversation_id": _TEXT,
            "token": _TEXT,
            "expires_at": _MOMENT,
            "language": _LANGUAGE,
            "messages": _MESSAGES,
        }
    ),
    "Identified": object_of(
        {"conversation_id": _TEXT, "token": _TEXT, "expires_at": _MOMENT, "language": _LANGUAGE}
    ),
    "Token": object_of({"token": _TEXT, "expires_at": _MOMENT}),
    "Replies": object_of({"messages": _MESSAGES, "owner": _OWNER}),
    "Attachment": object_of({**_FILE, "width": _PIXELS, "height": _PIXELS}, ("width", "height")),
    "Health": object_of(
        {"status": _TEXT, "parts": {"type": "object", "additionalProperties": _TEXT}}
    ),
    "Error": object_of({"error": _ERROR}),
    "ServerFrame": {
        "oneOf": [
            _frame("ready", {"owner": _OWNER, "last_seq": _NUMBER, "expires_at": _MOMENT}),
            _frame("message", {"message": {"$ref": REF + "Message"}}),
            _frame("typing", {"author": _AUTHOR}),
            _frame("owner", {"owner": _OWNER}),
            _frame("renewed", {"expires_at": _MOMENT}),
            _frame("error", {"error": _ERROR}),
        ]
    },
}
