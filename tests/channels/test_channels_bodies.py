"""Bodies are read strictly: JSON objects in UTF-8, up to 64 KB."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

import pytest

from tests.channels.gateway_client import BEGIN, SEND, Gateway

MOST = 64 * 1024


def padded(size: int) -> bytes:
    """The body of a good message, of so many bytes."""
    body = json.dumps({"client_id": str(uuid.uuid4()), "text": "hi"}).encode()
    return body + b" " * (size - len(body))


def test_a_body_of_64_kilobytes_is_taken_and_one_byte_more_is_not(any_gateway: Gateway) -> None:
    talk = any_gateway.talk()
    assert talk.send(padded(MOST)).status == 200
    told = talk.send(padded(MOST + 1))
    assert (told.status, told.code) == (413, "too_large")
    assert len(talk.read().body["messages"]) == 3


@pytest.mark.parametrize(("size", "status"), [(MOST, 200), (MOST + 1, 413), (10 * MOST, 413)])
def test_a_body_that_does_not_tell_its_length_is_measured(
    any_gateway: Gateway, size: int, status: int
) -> None:
    def parts() -> Iterator[bytes]:
        body = padded(size)
        for at in range(0, size, 1000):
            yield body[at : at + 1000]

    headers = {
        "Authorization": f"Bearer {any_gateway.talk().token}",
        "Content-Type": "application/json",
    }
    response = any_gateway.client.post(SEND, content=parts(), headers=headers)
    assert "content-length" not in response.request.headers
    assert response.status_code == status


def test_a_length_that_is_told_too_small_helps_nobody(any_gateway: Gateway) -> None:
    talk = any_gateway.talk()
    told = any_gateway.call("POST", SEND, padded(MOST + 1), talk.token, Content_Length="10")
    assert told.status == 413


@pytest.mark.parametrize("length", ["many", "-1", "１２", "9" * 30])
def test_an_odd_length_is_no_failure_of_ours(any_gateway: Gateway, length: str) -> None:
    headers = [
        (b"authorization", f"Bearer {any_gateway.talk().token}".encode()),
        (b"content-type", b"application/json"),
        (b"content-length", length.encode()),
    ]
    response = any_gateway.client.post(SEND, content=padded(100), headers=headers)
    assert response.status_code == (413 if length.startswith("9") else 200)


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/json;",
    ],
)
def test_json_may_be_announced_in_several_ways(any_gateway: Gateway, kind: str) -> None:
    told = any_gateway.call("POST", BEGIN, b'{"channel": "widget"}', Content_Type=kind)
    assert told.status == 201


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json", "*/*"],
)
def test_what_is_not_announced_as_json_is_refused(any_gateway: Gateway, kind: str) -> None:
    told = any_gateway.call("POST", BEGIN, b'{"channel": "widget"}', Content_Type=kind)
    assert (told.status, told.code) == (415, "unsupported_media_type")


MALFORMED = {
    "nothing": b"",
    "half an object": b"{",
    "two objects": b"{}{}",
    "words": b"hello",
    "a list": b"[]",
    "a string": b'"widget"',
    "a number": b"5",
    "null": b"null",
    "single quotes": b"{'channel': 'widget'}",
    "not UTF-8": b'{"channel": "wid\xff"}',
    "UTF-16": '{"channel": "widget"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"channel": "widget"}',
    "half a character in UTF-8": b'{"channel": "\xed\xa0\x80"}',
    "a bare control": b'{"channel": "wid\nget"}',
    "deep nesting": b'{"channel": ' + b"[" * 60_000,
    "deep nesting, closed": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_json_object_is_refused(any_gateway: Gateway, body: bytes) -> None:
    told = any_gateway.call("POST", BEGIN, body)
    assert (told.status, told.code) == (400, "malformed")


@pytest.mark.parametrize("number", [b"1" * 5000, b"1e999", b"-0", b"NaN", b"Infinity"])
def test_an_odd_number_is_no_failure_of_ours(any_gateway: Gateway, number: bytes) -> None:
    told = any_gateway.call("POST", BEGIN, b'{"channel": %s}' % number)
    assert told.status in (400, 422)


def test_who_asks_is_looked_at_before_what_is_asked(any_gateway: Gateway) -> None:
    assert any_gateway.call("POST", SEND, padded(MOST + 1)).status == 401
    assert any_gateway.call("POST", SEND, b"{", token="nonsense").status == 401
