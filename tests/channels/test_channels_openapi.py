"""The API's own description says what the gateway does: its calls, bodies, answers, errors."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, RefResolver
from starlette.routing import Route, WebSocketRoute

from bot.channels.openapi import BODIES, document
from bot.channels.requests import checked
from tests.channels.gateway_client import BEGIN, SEND, Gateway, Told
from tests.conversations.messages_for import handoff
from tests.conversations.scripted_responder import ScriptedResponder

ITSELF = "/api/v1/openapi.json"
DOCUMENT = document()
SCHEMAS = DOCUMENT["components"]["schemas"]
FORMS = {form.__name__: form for form in BODIES}
PATHS = {
    "NewConversation": BEGIN,
    "HeldConversation": f"{BEGIN}/token",
    "NewMessage": SEND,
    "Satisfaction": "/api/v1/satisfaction",
}


def calls() -> list[tuple[str, str]]:
    """Every call that is described, as method and path."""
    return [(method, path) for path, found in DOCUMENT["paths"].items() for method in found]


def routes(gateway: Gateway) -> set[tuple[str, str]]:
    """Every call that is served, as method and path."""
    app: Any = gateway.client.app
    while not hasattr(app, "routes"):
        app = app.app
    calls = {
        (method.lower(), route.path)
        for route in app.routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    sockets = {("get", route.path) for route in app.routes if isinstance(route, WebSocketRoute)}
    return calls | sockets


def fits(value: Any, schema: dict[str, Any]) -> list[str]:
    """What of the value the schema does not allow."""
    resolver = RefResolver.from_schema(DOCUMENT)
    validator = Draft202012Validator(schema, resolver=resolver)
    return [error.message for error in validator.iter_errors(value)]


def described(told: Told, method: str, path: str) -> list[str]:
    """What of an answer its description does not allow."""
    answer = DOCUMENT["paths"][path][method]["responses"].get(str(told.status))
    if answer is None:
        return [f"status {told.status} is not described"]
    if "content" not in answer:
        return [] if told.body is None else [f"nothing was to be said, not {told.body}"]
    return fits(told.body, answer["content"]["application/json"]["schema"])


def test_the_document_is_served(any_gateway: Gateway) -> None:
    told = any_gateway.call("GET", ITSELF)
    assert (told.status, told.body) == (200, DOCUMENT)


def test_every_call_that_is_served_is_described_and_none_else(any_gateway: Gateway) -> None:
    served = routes(any_gateway) - {("get", ITSELF)}
    api = {call for call in served if call[1].startswith("/api/") or call[1] == "/health"}
    assert api == set(calls())


def test_every_schema_is_one_and_every_reference_leads_somewhere() -> None:
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)
    references = set(_references(DOCUMENT))
    assert references == {f"#/components/schemas/{name}" for name in SCHEMAS}


def _references(value: Any) -> Any:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for part in value.values():
            yield from _references(part)
    elif isinstance(value, list):
        for part in value:
            yield from _references(part)


@pytest.mark.parametrize(("method", "path"), calls())
def test_a_call_that_wants_a_token_says_so(any_gateway: Gateway, method: str, path: str) -> None:
    security = DOCUMENT["paths"][path][method].get("security", [])
    wanted = bool(security) and {} not in security
    told = any_gateway.call(method.upper(), path, {} if method == "post" else None)
    assert (told.status == 401) is wanted


@pytest.mark.parametrize(("method", "path"), calls())
def test_errors_of_a_call_are_described(any_gateway: Gateway, method: str, path: str) -> None:
    if path == "/health":
        return
    has_body = "requestBody" in DOCUMENT["paths"][path][method]
    attempts: list[dict[str, Any]] = [{"token": "nonsense"}, {"token": any_gateway.talk().token}]
    if has_body:
        attempts += [{"body": b"{"}, {"body": b" " * 70_000}, {"body": {"more": 1}}]
        attempts += [{"body": b"{}", "Content_Type": "text/plain"}]
    token = any_gateway.talk().token if path == SEND else None
    for attempt in attempts:
        told = any_gateway.call(method.upper(), path, **{"token": token, **attempt})
        assert described(told, method, path) == [], attempt


def test_a_strange_page_is_described(any_gateway: Gateway) -> None:
    told = any_gateway.call("GET", SEND, Origin="https://evil.example")
    assert described(told, "get", SEND) == []


def test_answers_are_as_described(any_gateway: Gateway, responder: ScriptedResponder) -> None:
    decision = {"code": "track.shipped", "outcome": "answer", "facts": {"days": 3}}
    choices = [{"label": "Yes", "payload": {"intent": "affirm", "entities": {}}}]
    responder.script["all at once"] = {
        "messages": [
            {"text": "plain"},
            {"text": "choices", "choices": choices},
            {"text": "decided", "decision": {**decision, "order_number": "JM-4821-7305"}},
            {"text": "of no order", "decision": decision},
            {"text": "a person", "handoff": handoff()},
        ]
    }
    begun = any_gateway.begin()
    assert described(begun, "post", BEGIN) == []
    talk = any_gateway.talk()
    told = talk.send(text="all at once")
    assert len(told.body["messages"]) == 6  # and how it stands for who waits now
    assert described(told, "post", SEND) == []
    assert described(talk.read(), "get", SEND) == []
    assert described(any_gateway.begin(fields={"resume": talk.token}), "post", BEGIN) == []
    assert described(any_gateway.call("GET", "/health"), "get", "/health") == []


def test_an_answer_that_says_more_than_is_described_would_be_seen(any_gateway: Gateway) -> None:
    told = any_gateway.talk().send(text="hello")
    known = set(SCHEMAS["Message"]["properties"])
    assert all(set(message) <= known for message in told.body["messages"])
    assert set(told.body) == set(SCHEMAS["Replies"]["properties"])
    del told.body["owner"]
    assert described(told, "post", SEND) == ["'owner' is a required property"]


@pytest.mark.parametrize("name", FORMS)
def test_a_field_that_is_not_described_is_refused(any_gateway: Gateway, name: str) -> None:
    assert SCHEMAS[name]["additionalProperties"] is False
    path = PATHS[name]
    body = {
        "conversation": "token",
        "rating": 5,
        "channel": "widget",
        "client_id": str(uuid.uuid4()),
        "text": "hi",
        "surprise": 1,
    }
    known = set(SCHEMAS[name]["properties"])
    body = {field: value for field, value in body.items() if field in {*known, "surprise"}}
    assert fits(body, SCHEMAS[name])
    wanted = {"conversation": []} in DOCUMENT["paths"][path]["post"]["security"]
    token = any_gateway.talk().token if wanted else None
    told = any_gateway.call("POST", path, body, token)
    assert (told.status, told.message) == (422, "surprise: unknown field")


def bodies(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a schema of the document allows."""
    if "$ref" in schema:
        return bodies(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if "allOf" in schema:
        return bodies(schema["allOf"][0])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "object":
        fields = {name: bodies(field) for name, field in schema["properties"].items()}
        wanted = set(schema.get("required", ()))
        return st.fixed_dictionaries(
            {name: fields[name] for name in fields if name in wanted},
            optional={name: fields[name] for name in fields if name not in wanted},
        )
    if schema["type"] == "array":
        return st.lists(bodies(schema["items"]), max_size=schema.get("maxItems", 5))
    if schema["type"] == "boolean":
        return st.booleans()
    if schema["type"] == "integer":
        return st.integers(schema["minimum"], schema["maximum"])
    assert schema["type"] == "string", schema
    if schema.get("format") == "uuid":
        return st.uuids().map(str)
    most = min(schema.get("maxLength", 100), 100)
    return st.text(min_size=schema.get("minLength", 0), max_size=most)


@pytest.mark.parametrize("name", FORMS)
@settings(deadline=None)
@given(data=st.data())
def test_a_body_that_the_description_allows_has_the_right_form(
    name: str, data: st.DataObject
) -> None:
    body = data.draw(bodies(SCHEMAS[name]))
    assert fits(body, SCHEMAS[name]) == []
    form = checked(FORMS[name], body)
    assert set(form.__fields_set__) == set(body)


@pytest.mark.parametrize("name", FORMS)
def test_every_field_of_the_contract_is_described(name: str) -> None:
    contract = {
        "NewConversation": {"channel", "locale", "context", "resume"},
        "HeldConversation": {"conversation"},
        "Satisfaction": {"rating", "comment"},
        "NewMessage": {"client_id", "text", "choice", "attachments"},
    }
    assert set(SCHEMAS[name]["properties"]) == contract[name]
