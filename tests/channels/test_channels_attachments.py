"""Uploads and downloads over HTTP: good files, traps, limits, and whose they are."""

from __future__ import annotations

import asyncio
import io
import uuid
from typing import Any

import pytest
from PIL import Image
from starlette.requests import Request

from bot.attachments import keeping
from bot.attachments.decoding import MOST_BYTES
from bot.channels import attachments, uploads
from bot.channels.errors import ApiError
from tests.attachments import given_files as files
from tests.channels.gateway_client import PLENTY, Gateway, NewGateway, Talk, Told
from tests.channels.test_channels_openapi import described
from tests.conversations.scripted_responder import ScriptedResponder

PATH = "/api/v1/attachments"
ONE = "/api/v1/attachments/{attachment_id}"


def form(content: bytes, name: str = "photo.png", field: str = "file") -> tuple[bytes, str]:
    """A multipart form with one file, and its content type."""
    boundary = uuid.uuid4().hex
    shown = name.encode("utf-8", "replace").replace(b'"', b"%22")
    head = b'Content-Disposition: form-data; name="%s"; filename="%s"' % (field.encode(), shown)
    body = b"--%s\r\n%s\r\nContent-Type: image/png\r\n\r\n%s\r\n--%s--\r\n"
    return (
        body % (boundary.encode(), head, content, boundary.encode()),
        f"multipart/form-data; boundary={boundary}",
    )


def upload(talk: Talk, content: bytes, name: str = "photo.png", field: str = "file") -> Told:
    body, kind = form(content, name, field)
    return talk.gateway.call("POST", PATH, body, talk.token, Content_Type=kind)


def download(talk: Talk, attachment_id: str, query: str = "") -> Any:
    return talk.gateway.client.get(
        f"{PATH}/{attachment_id}{query}", headers={"Authorization": f"Bearer {talk.token}"}
    )


def refused(told: Told, status: int, code: str, path: str = PATH) -> None:
    assert (told.status, told.code) == (status, code), told.body
    assert described(told, "post" if path == PATH else "get", path) == []


def test_a_photo_is_uploaded_sent_and_given_back(
    gateway: Gateway, responder: ScriptedResponder
) -> None:
    talk = gateway.talk()
    told = upload(talk, files.photo_with_metadata(), "Küche.jpg")
    assert told.status == 201
    assert described(told, "post", PATH) == []
    made = told.body
    assert made == {
        "id": made["id"],
        "name": "Küche.jpg",
        "content_type": "image/jpeg",
        "size": made["size"],
        "width": 30,
        "height": 40,
    }
    answer = talk.send(text="here", attachments=[made["id"]])
    assert answer.status == 200
    assert responder.turns[-1]["attachments"] == [{"id": made["id"], "content_type": "image/jpeg"}]
    shown = {name: made[name] for name in ("id", "name", "content_type", "size")}
    assert talk.read().body["messages"][1]["attachments"] == [shown]
    assert described(talk.read(), "get", "/api/v1/messages") == []
    given = download(talk, made["id"])
    assert (given.status_code, len(given.content)) == (200, made["size"])
    assert given.headers["Content-Type"] == "image/jpeg"
    assert given.headers["Content-Disposition"] == "attachment; filename*=UTF-8''K%C3%BCche.jpg"
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert given.headers["Cache-Control"].startswith("private")
    assert given.headers["Content-Security-Policy"].startswith("sandbox")
    small = download(talk, made["id"], "?thumbnail=1")
    with Image.open(io.BytesIO(small.content)) as image:
        assert (image.format, image.size) == ("JPEG", (30, 40))


def test_a_document_has_no_small_picture(any_gateway: Gateway) -> None:
    talk = any_gateway.talk()
    made = upload(talk, files.document(), "bank.pdf").body
    assert "width" not in made
    assert download(talk, made["id"]).content == files.document()
    assert download(talk, made["id"], "?thumbnail=1").status_code == 404


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "broken_file"),
        (files.archive(), 415, "unsupported_type"),
        (files.SVG, 415, "unsupported_type"),
        (files.PAGE + files.document(), 415, "unsupported_type"),
        (files.image("JPEG", (400, 300))[:500], 422, "broken_file"),
        (files.bomb(), 413, "too_large"),
    ],
    ids=["empty", "zip named png", "svg", "pdf behind a page", "truncated", "bomb"],
)
def test_a_bad_file_is_refused(
    any_gateway: Gateway, content: bytes, status: int, code: str
) -> None:
    refused(upload(any_gateway.talk(), content), status, code)


def test_a_polyglot_loses_its_other_half(any_gateway: Gateway) -> None:
    talk = any_gateway.talk()
    made = upload(talk, files.image("PNG") + files.archive() + files.PAGE).body
    given = download(talk, made["id"]).content
    assert b"<script>" not in given
    assert b"PK" not in given


async def test_an_upload_without_end_is_cut_off() -> None:
    body, kind = form(files.image("PNG"))
    taken = 0

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1
        assert taken < 5_000, "five gigabytes were taken"
        part = body[:400] if taken == 1 else b"\0" * 1_000_000
        return {"type": "http.request", "body": part, "more_body": True}

    request = Request({"type": "http", "headers": [(b"content-type", kind.encode())]}, receive)
    with pytest.raises(ApiError) as refusal:
        await uploads.read_upload(request)
    assert (refusal.value.status, refusal.value.code) == (413, "too_large")
    assert taken <= 13


async def test_an_upload_that_comes_too_slowly_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    _, kind = form(b"")
    monkeypatch.setattr(uploads, "SECONDS", 0.01)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(10)
        return {}

    request = Request({"type": "http", "headers": [(b"content-type", kind.encode())]}, receive)
    with pytest.raises(ApiError, match="too long"):
        await uploads.read_upload(request)


def test_a_length_that_is_too_long_is_refused_unread(any_gateway: Gateway) -> None:
    talk = any_gateway.talk()
    _, kind = form(b"")
    told = any_gateway.call(
        "POST",
        PATH,
        b"x",
        talk.token,
        Content_Type=kind,
        Content_Length=str(MOST_BYTES + uploads.FORM_BYTES + 1),
    )
    refused(told, 413, "too_large")
    assert told.headers["Connection"] == "close"


FORM = "multipart/form-data; boundary=b"
NO_NAME = b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"
NO_FILE = b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n'


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{}", "application/json", 415, "unsupported_media_type"),
        (b"x", "multipart/form-data", 400, "malformed"),
        (b"x", FORM, 400, "malformed"),
        (b"", FORM, 422, "invalid_field"),
        (NO_NAME, FORM, 400, "malformed"),
        (NO_FILE, FORM, 422, "invalid_field"),
        (NO_FILE.replace(b"file", b"photo"), FORM, 422, "invalid_field"),
    ],
)
def test_a_bad_form_is_refused(
    any_gateway: Gateway, body: bytes, kind: str, status: int, code: str
) -> None:
    told = any_gateway.call("POST", PATH, body, any_gateway.talk().token, Content_Type=kind)
    refused(told, status, code)


def test_a_file_in_another_field_is_refused(any_gateway: Gateway) -> None:
    told = upload(any_gateway.talk(), files.image("PNG"), field="photo")
    refused(told, 422, "invalid_field")


def test_two_files_at_once_are_refused(any_gateway: Gateway) -> None:
    body, kind = form(files.image("PNG"))
    boundary = body.split(b"\r\n")[0]
    twice = body.replace(boundary + b"--\r\n", b"") + body
    told = any_gateway.call("POST", PATH, twice, any_gateway.talk().token, Content_Type=kind)
    refused(told, 400, "malformed")


def test_a_file_is_given_to_its_own_conversation_alone(any_gateway: Gateway) -> None:
    talk, other = any_gateway.talk("c-1"), any_gateway.talk("c-1")
    made = upload(talk, files.image("PNG")).body["id"]
    for response in (
        download(other, made),
        download(talk, str(uuid.uuid4())),
        download(talk, "..%2F..%2Fbot.sqlite3"),
        download(talk, "nonsense"),
    ):
        assert response.status_code == 404
    told = other.send(text="mine", attachments=[made])
    assert (told.status, told.code) == (422, "invalid_field")
    assert told.message.startswith("attachments:")
    assert talk.send(text="mine", attachments=[made, made]).status == 200


def test_uploads_have_limits_a_conversation_and_an_address(
    new_gateway: NewGateway, migrated_file: Any, tmp_path: Any
) -> None:
    url = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    (tmp_path / "bot.sqlite3").write_bytes(migrated_file.read_bytes())
    limits = f"{PLENTY},upload=1/hour,upload_address=2/hour"
    gateway = new_gateway(url, limits=limits)
    talk = gateway.talk()
    assert upload(talk, b"x").status == 415
    told = upload(talk, b"x")
    refused(told, 429, "too_many_requests")
    assert int(told.headers["Retry-After"]) > 0
    assert upload(gateway.talk(), b"x").status == 415
    assert upload(gateway.talk(), b"x").status == 429


def test_a_full_conversation_takes_no_more(
    any_gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_UNSENT", 0)
    refused(upload(any_gateway.talk(), files.image("PNG")), 429, "too_many")


def test_too_many_uploads_at_once_are_asked_to_come_again(
    any_gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "WAITING_AT_MOST", 0)
    refused(upload(any_gateway.talk(), files.image("PNG")), 429, "too_many_requests")
