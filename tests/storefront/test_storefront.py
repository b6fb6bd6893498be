"""The demo shop's page: who may be signed in on it, and what it shows of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from bot.languages import LANGUAGES
from bot.nlg import Wording
from bot.orders import tables
from bot.orders.demo_shop import load_demo_shop
from bot.settings import load_settings
from bot.storefront import Storefront

NOW = datetime(2026, 11, 28, 12, tzinfo=timezone.utc)


async def uncounted(_: Request) -> None:
    """As a gateway that has counted few."""


@contextmanager
def opened(engine: Engine, wording: Wording) -> Iterator[TestClient]:
    load_demo_shop(engine, NOW)
    front = Storefront("Jama", engine, wording, sign="token of {}".format, count=uncounted)
    with TestClient(Starlette(routes=front.routes())) as client:
        yield client


@pytest.fixture(scope="module")
def shop(shared_engine: Engine, wording: Wording) -> Iterator[TestClient]:
    """The shop of all tests that only look at it."""
    with opened(shared_engine, wording) as client:
        yield client


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_sees_its_own_people_things_and_orders(
    shop: TestClient, language: str
) -> None:
    page = shop.get(f"/?lang={language}").text
    assert f'<html lang="{language}">' in page
    assert f'data-customer="demo-{language}"' in page
    assert page.count('class="ask"') == 12
    assert page.count('class="thing"') == 6
    assert not re.search(r"\{[a-z_:]+\}", page)


def test_the_browsers_language_is_spoken_where_none_was_chosen(shop: TestClient) -> None:
    page = shop.get("/", headers={"Accept-Language": "ja, tr-TR;q=0.8, en;q=0.5"}).text
    assert '<html lang="tr">' in page


def test_a_guest_sees_no_orders_and_nobody_is_signed_in(shop: TestClient) -> None:
    page = shop.get("/?lang=en&as=guest").text
    assert 'data-customer=""' in page
    assert 'class="ask"' not in page


def test_somebody_made_up_in_the_address_is_a_guest(shop: TestClient) -> None:
    assert 'data-customer=""' in shop.get("/?lang=en&as=demo-de").text


@pytest.mark.parametrize("customer", ["c-1", "", "demo-en-one", "demo-xx", "demo-en "])
def test_only_the_two_people_on_the_page_ever_get_a_token(shop: TestClient, customer: str) -> None:
    assert shop.get("/shop/token", params={"customer": customer}).status_code == 404


def test_the_person_on_the_page_gets_a_token(shop: TestClient) -> None:
    got = shop.get("/shop/token", params={"customer": "demo-th-many"})
    assert got.json() == {"token": "token of demo-th-many"}


def test_a_title_with_markup_stays_text(engine: Engine, wording: Wording) -> None:
    with opened(engine, wording) as shop:
        with engine.begin() as connection:
            connection.execute(
                sa.update(tables.items).values(title='<img src=x onerror="alert(1)">{{7*7}}')
            )
        page = shop.get("/?lang=en").text
    assert "<img" not in page
    assert "&lt;img src=x" in page
    assert "{{7*7}}" in page


def test_every_picture_that_is_named_is_there(shop: TestClient) -> None:
    pictures = shop.get("/shop/things.svg").text
    for language in LANGUAGES:
        for person in ("first", "second"):
            page = shop.get(f"/?lang={language}&as={person}").text
            for name in re.findall(r"things\.svg#(\w+)", page):
                assert f'id="{name}"' in pictures


def test_the_shop_is_open_only_where_no_shop_signs_tokens_or_the_operator_wants_it() -> None:
    secret = "s" * 32
    assert load_settings(jwt_secret=None).shows_demo_shop
    assert not load_settings(jwt_secret=secret).shows_demo_shop
    assert load_settings(jwt_secret=secret, demo_shop="on").shows_demo_shop
    assert not load_settings(jwt_secret=None, demo_shop="off").shows_demo_shop
