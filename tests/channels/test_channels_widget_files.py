"""The widget's files, its words, and the in-app page, as a browser gets them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from bot.channels.errors import ApiError, on_api_error, on_http_error
from bot.channels.headers import SecurityHeaders
from bot.channels.static import WidgetFiles
from bot.languages import LANGUAGES
from bot.nlg import Wording
from tests.channels.gateway_client import SHOP_PAGE, Gateway, settings_of

LAUNCHER = "console.log('launcher')"
PART = "panel-Ab3_-x9Z.js"
PAGE = (
    '<html lang="{{language}}"><meta content="{{origins}}"><title>{{title}}</title>'
    '<script type="module" src="/widget/app-Ab3_-x9Z.js"></script></html>'
)


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A folder as the build leaves it."""
    (tmp_path / "widget").mkdir()
    (tmp_path / "support-chat.js").write_text(LAUNCHER, encoding="utf-8")
    (tmp_path / "widget" / PART).write_text("export {}", encoding="utf-8")
    (tmp_path / "app.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "secret.js").write_text("no part of it", encoding="utf-8")
    return tmp_path


@pytest.fixture
def client(dist: Path, wording: Wording) -> TestClient:
    """A browser before that folder."""
    return _client(dist, wording)


def _client(folder: Path, wording: Wording) -> TestClient:
    files = WidgetFiles(wording, frozenset({SHOP_PAGE}), folder)
    app = Starlette(
        routes=files.routes,
        exception_handlers={ApiError: on_api_error, HTTPException: on_http_error},
    )
    return TestClient(app)


def test_the_launcher_is_a_script_that_is_asked_for_again(client: TestClient) -> None:
    answer = client.get("/support-chat.js")
    assert answer.text == LAUNCHER
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


def test_a_part_is_kept_for_a_year(client: TestClient) -> None:
    answer = client.get(f"/widget/{PART}")
    assert answer.text == "export {}"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["/support-chat.js", f"/widget/{PART}", "/widget/words/th.json"])
def test_what_is_known_is_not_sent_again(client: TestClient, path: str) -> None:
    etag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_new_build_is_sent_anew(client: TestClient, dist: Path) -> None:
    etag = client.get("/support-chat.js").headers["etag"]
    (dist / "support-chat.js").write_text(LAUNCHER + "// 2", encoding="utf-8")
    os.utime(dist / "support-chat.js", (1, 1))
    answer = client.get("/support-chat.js", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.text) == (200, LAUNCHER + "// 2")


def test_it_is_compressed_where_that_is_understood(client: TestClient) -> None:
    packed = client.get("/support-chat.js", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/support-chat.js", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text == LAUNCHER
    assert "Accept-Encoding" in plain.headers["vary"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_words(client: TestClient, language: str) -> None:
    answer = client.get(f"/widget/words/{language}.json")
    words = answer.json()
    assert set(words) == set(client.get("/widget/words/en.json").json())
    assert all(words.values())
    assert answer.headers["content-type"] == "application/json"
    assert "max-age" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/widget/words/xx.json",
        "/widget/words/..%2Fen.json",
        "/widget/panel-00000000.js",
        "/widget/..%2fsecret.js",
        "/widget/%2e%2e/secret.js",
        "/widget/app.html",
        "/secret.js",
    ],
)
def test_nothing_else_is_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_before_the_build_it_says_how_to_build(tmp_path: Path, wording: Wording) -> None:
    client = _client(tmp_path, wording)
    for path in ("/support-chat.js", f"/widget/{PART}", "/app"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "widget_not_built"
        assert "scripts/widget.sh" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("?language=pt-BR", "de", "pt"),
        ("", "ja, th;q=0.9", "th"),
        ("", "ja", "en"),
        ('?language="><script>', "", "en"),
    ],
)
def test_the_page_is_in_the_language_that_is_asked_for(
    client: TestClient, query: str, accepted: str, language: str
) -> None:
    answer = client.get(f"/app{query}", headers={"Accept-Language": accepted})
    assert f'<html lang="{language}">' in answer.text
    assert "{{" not in answer.text
    assert "Accept-Language" in answer.headers["vary"]


def test_the_page_names_the_pages_that_it_talks_to_and_holds_no_script(client: TestClient) -> None:
    answer = client.get("/app")
    assert f'content="{SHOP_PAGE}"' in answer.text
    assert "<script>" not in answer.text


def test_only_allowed_pages_frame_the_page(dist: Path, wording: Wording, tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "var")
    client = TestClient(SecurityHeaders(_client(dist, wording).app, settings))
    policy = client.get("/app").headers["content-security-policy"]
    framed_by = next(part for part in policy.split("; ") if part.startswith("frame-ancestors"))
    assert SHOP_PAGE in framed_by
    assert "https://evil.example" not in framed_by
    assert "unsafe" not in policy


def test_the_gateway_lets_browsers_keep_words_but_no_messages(any_gateway: Gateway) -> None:
    words = any_gateway.client.get("/widget/words/en.json", headers={"Origin": SHOP_PAGE})
    assert words.headers["cache-control"] == "public, max-age=3600"
    assert words.headers["access-control-allow-origin"] == SHOP_PAGE
    assert any_gateway.client.get("/health").headers["cache-control"] == "no-store"


def test_a_strangers_page_gets_no_words(any_gateway: Gateway) -> None:
    answer = any_gateway.client.get(
        "/widget/words/en.json", headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
