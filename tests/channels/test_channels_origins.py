"""Pages of our own and of the shop may call the API from a browser; strange ones may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.origins import own_origins
from tests.channels.gateway_client import BEGIN, SEND, SHOP_PAGE, Gateway, NewGateway, settings_of

OWN = ("http://127.0.0.1:8123", "http://localhost:8123", "http://[::1]:8123")
STRANGE = (
    "https://evil.example",
    "null",
    "",
    "http://shop.example",
    "https://shop.example:8443",
    "https://shop.example.evil.example",
    "https://evil-shop.example",
    "https://shop.example/",
    "https://SHOP.example",
    "http://127.0.0.1",
    "http://127.0.0.1:8124",
    "https://127.0.0.1:8123",
    "http://192.0.2.1:8123",
    "*",
)
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize("origin", [*OWN, SHOP_PAGE, "http://localhost:3000"])
def test_our_own_pages_and_the_shops_may_call(any_gateway: Gateway, origin: str) -> None:
    told = any_gateway.begin(Origin=origin)
    assert told.status == 201
    assert told.headers["Access-Control-Allow-Origin"] == origin
    assert told.headers["Vary"] == "Origin"
    assert told.headers["Access-Control-Expose-Headers"] == "Retry-After"


@pytest.mark.parametrize("origin", STRANGE)
def test_a_strange_page_is_refused(any_gateway: Gateway, origin: str) -> None:
    told = any_gateway.begin(Origin=origin)
    assert (told.status, told.code) == (403, "origin_not_allowed")
    assert "Access-Control-Allow-Origin" not in told.headers


def test_a_strange_page_can_neither_read_nor_send(any_gateway: Gateway) -> None:
    talk = any_gateway.talk()
    for method, path in (
        ("GET", SEND),
        ("POST", SEND),
        ("GET", "/health"),
        ("GET", "/api/v1/openapi.json"),
        ("GET", "/nowhere"),
    ):
        told = any_gateway.call(method, path, token=talk.token, Origin=STRANGE[0])
        assert told.status == 403
    assert len(talk.read().body["messages"]) == 1


def test_apps_and_servers_send_no_origin_and_pass(any_gateway: Gateway) -> None:
    told = any_gateway.begin()
    assert told.status == 201
    assert not [name for name in told.headers if name.lower().startswith("access-control")]


def test_a_browser_that_asks_first_is_told_what_it_may(any_gateway: Gateway) -> None:
    told = any_gateway.call(
        "OPTIONS",
        SEND,
        Origin=SHOP_PAGE,
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="authorization,content-type",
    )
    assert (told.status, told.body) == (204, None)
    assert told.headers["Access-Control-Allow-Origin"] == SHOP_PAGE
    assert {"GET", "POST"} <= set(told.headers["Access-Control-Allow-Methods"].split(", "))
    allowed = told.headers["Access-Control-Allow-Headers"].lower()
    assert {"authorization", "content-type"} <= set(allowed.split(", "))
    assert int(told.headers["Access-Control-Max-Age"]) > 0


def test_a_strange_page_that_asks_first_is_refused(any_gateway: Gateway) -> None:
    told = any_gateway.call(
        "OPTIONS", SEND, Origin=STRANGE[0], Access_Control_Request_Method="POST"
    )
    assert told.status == 403


def test_asking_for_options_without_a_page_is_no_call_of_ours(any_gateway: Gateway) -> None:
    assert any_gateway.call("OPTIONS", SEND).status == 405


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", BEGIN, {"channel": "widget"}, 201),
        ("POST", BEGIN, {}, 422),
        ("POST", BEGIN, b"{", 400),
        ("GET", SEND, None, 401),
        ("GET", BEGIN, None, 405),
        ("GET", "/nowhere", None, 404),
        ("GET", "/health", None, 200),
    ],
)
def test_every_answer_can_be_read_by_the_page_and_is_not_kept(
    any_gateway: Gateway, method: str, path: str, body: object, status: int
) -> None:
    told = any_gateway.call(method, path, body, Origin=SHOP_PAGE)
    assert told.status == status
    assert told.headers["Access-Control-Allow-Origin"] == SHOP_PAGE
    assert {name: told.headers[name] for name in SECURITY} == SECURITY


def test_a_failure_of_ours_can_be_read_by_the_page_too(
    new_gateway: NewGateway, empty_database_url: str
) -> None:
    told = new_gateway(empty_database_url).begin(Origin=SHOP_PAGE)
    assert told.status == 500
    assert told.headers["Access-Control-Allow-Origin"] == SHOP_PAGE
    assert {name: told.headers[name] for name in SECURITY} == SECURITY


@pytest.mark.parametrize(
    ("host", "port", "own", "strange"),
    [
        ("127.0.0.1", 8000, "http://127.0.0.1:8000", "http://127.0.0.1"),
        ("support.shop.example", 8000, "http://support.shop.example:8000", "http://0.0.0.0:8000"),
        ("0.0.0.0", 8000, "http://localhost:8000", "http://0.0.0.0:8000"),  # noqa: S104
        ("127.0.0.1", 80, "http://localhost", "https://localhost"),
        ("support.shop.example", 80, "http://support.shop.example", "http://shop.example"),
        ("2001:db8::1", 8000, "http://[2001:db8::1]:8000", "http://2001:db8::1:8000"),
        ("::", 8000, "http://[::1]:8000", "http://[::]:8000"),
    ],
)
def test_our_own_pages_are_named_as_a_browser_names_them(
    tmp_path: Path, host: str, port: int, own: str, strange: str
) -> None:
    origins = own_origins(settings_of(tmp_path, host=host, port=port))
    assert own in origins
    assert strange not in origins
