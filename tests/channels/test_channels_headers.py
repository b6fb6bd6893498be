"""What browsers are told with every answer, and what they tell when a page breaks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from bot.channels import csp_reports
from bot.channels.headers import SecurityHeaders
from tests.attachments import given_files as files
from tests.channels.gateway_client import SHOP_PAGE, Gateway, settings_of
from tests.channels.test_channels_attachments import download, upload

REPORT = {
    "effectiveDirective": "script-src-elem",
    "blockedURL": "https://evil.example/x.js?token=secret",
    "documentURL": "http://127.0.0.1:8123/app#secret",
    "sample": "alert('secret')",
}
OLD_REPORT = {
    "csp-report": {
        "violated-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/x.js?token=secret",
        "document-uri": "http://127.0.0.1:8123/app",
    }
}


def pages(scheme: str, folder: Path) -> TestClient:
    async def page(_: Any) -> HTMLResponse:
        return HTMLResponse("<p>hello")

    async def data(_: Any) -> JSONResponse:
        return JSONResponse({})

    routes = [Route(path, page) for path in ("/", "/app", "/app/x", "/apple")]
    app = Starlette(routes=[*routes, Route("/data", data)])
    return TestClient(SecurityHeaders(app, settings_of(folder)), base_url=f"{scheme}://testserver")


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return pages("http", tmp_path)


def policy(headers: Any) -> dict[str, str]:
    parts = headers["Content-Security-Policy"].split("; ")
    return {name: rest for name, _, rest in (part.partition(" ") for part in parts)}


def test_a_page_loads_nothing_from_elsewhere_and_runs_no_script_of_its_own_text(
    client: TestClient,
) -> None:
    headers = client.get("/").headers
    said = policy(headers)
    assert said["default-src"] == "'none'"
    assert said["script-src"] == said["style-src"] == said["connect-src"] == "'self'"
    assert said["img-src"] == "'self' blob: data:"
    assert (said["base-uri"], said["frame-ancestors"]) == ("'none'", "'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert said["report-uri"] == csp_reports.PATH
    assert headers["Reporting-Endpoints"] == f'csp="{csp_reports.PATH}"'


@pytest.mark.parametrize("path", ["/app", "/app/x"])
def test_the_page_for_web_views_may_be_framed_by_the_allowed_origins(
    client: TestClient, path: str
) -> None:
    framed_by = policy(client.get(path).headers)["frame-ancestors"].split()
    assert "'self'" in framed_by
    assert SHOP_PAGE in framed_by
    assert "*" not in framed_by


def test_no_other_page_may(client: TestClient) -> None:
    assert policy(client.get("/apple").headers)["frame-ancestors"] == "'none'"


def test_data_may_load_nothing_at_all(client: TestClient) -> None:
    said = policy(client.get("/data").headers)
    assert said == {"default-src": "'none'", "frame-ancestors": "'none'", "base-uri": "'none'"}


def test_tls_is_asked_for_where_there_is_some(tmp_path: Path) -> None:
    name = "Strict-Transport-Security"
    assert name not in pages("http", tmp_path).get("/").headers
    assert pages("https", tmp_path).get("/").headers[name].startswith("max-age=")


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/health", {}),
        ("GET", "/nowhere", {}),
        ("POST", "/api/v1/messages", {}),
        ("GET", "/api/v1/openapi.json", {}),
        ("GET", "/health", {"Origin": "https://evil.example"}),
        ("OPTIONS", "/health", {"Origin": SHOP_PAGE, "Access-Control-Request-Method": "GET"}),
    ],
)
def test_every_answer_of_the_gateway_has_them(
    any_gateway: Gateway, method: str, path: str, headers: dict[str, str]
) -> None:
    told = any_gateway.client.request(method, path, headers=headers).headers
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Referrer-Policy"] == "no-referrer"
    assert told["Cache-Control"] == "no-store"
    assert "camera=()" in told["Permissions-Policy"]
    assert policy(told)["default-src"] == "'none'"


def test_a_file_keeps_its_own(any_gateway: Gateway) -> None:
    talk = any_gateway.talk()
    headers = download(talk, upload(talk, files.image("PNG")).body["id"]).headers
    assert headers.get_list("Content-Security-Policy") == ["sandbox; default-src 'none'"]
    assert headers.get_list("Cache-Control") == ["private, max-age=3600"]


@pytest.fixture
def reported() -> Iterator[list[Any]]:
    with capture_logs() as logs:
        yield logs


def report(gateway: Gateway, body: bytes, kind: str = "application/reports+json") -> Any:
    return gateway.client.post(
        csp_reports.PATH, content=body, headers={"Content-Type": kind}
    ).status_code


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (OLD_REPORT, "application/csp-report"),
        ([{"type": "csp-violation", "body": REPORT}], "application/reports+json"),
    ],
)
def test_a_report_stands_in_the_log_without_what_is_nobodys_business(
    any_gateway: Gateway, reported: list[Any], said: Any, kind: str
) -> None:
    assert report(any_gateway, json.dumps(said).encode(), kind) == 204
    (line,) = [entry for entry in reported if entry["event"] == "csp_report"]
    assert line == {
        "event": "csp_report",
        "log_level": "info",
        "directive": "script-src-elem",
        "blocked": "https://evil.example/x.js",
        "page": "http://127.0.0.1:8123/app",
    }


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/reports+json", 400),
        (b"\xff", "application/reports+json", 400),
        (b"[" * 10_000, "application/reports+json", 400),
        (b" " * 20_000, "application/reports+json", 413),
        (b"{}", "text/plain", 415),
        (b'[1, null, {}, {"body": 3}]', "application/reports+json", 204),
        (b'{"csp-report": {"blocked-uri": ["x"]}}', "application/csp-report", 204),
    ],
)
def test_a_bad_report_is_refused_or_passed_over(
    any_gateway: Gateway, body: bytes, kind: str, status: int
) -> None:
    assert report(any_gateway, body, kind) == status


def test_many_reports_are_cut(any_gateway: Gateway, reported: list[Any]) -> None:
    many = [{"body": {**REPORT, "blockedURL": "x" * 9_00}}] * 12
    assert report(any_gateway, json.dumps(many).encode()) == 204
    lines = [entry for entry in reported if entry["event"] == "csp_report"]
    assert len(lines) == csp_reports.MOST_REPORTS
    assert len(lines[0]["blocked"]) == csp_reports.SHOWN_CHARACTERS
