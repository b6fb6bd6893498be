"""At the end: a rating, and the right to be forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.conversations.rating import rate
from bot.conversations.tables import satisfaction
from bot.database.engine import engine_of, reading
from tests.attachments import given_files as files
from tests.channels.gateway_client import BEGIN, Gateway, Talk, Told, now
from tests.channels.test_channels_attachments import download, upload
from tests.channels.test_channels_openapi import described

RATE, ERASE = "/api/v1/satisfaction", f"{BEGIN}/erase"


def rated(talk: Talk, **body: Any) -> Told:
    return talk.gateway.call("POST", RATE, body, talk.token)


def kept(talk: Talk) -> tuple[int, str | None]:
    engine = engine_of(talk.gateway.settings.database)
    with reading(engine) as connection:
        row = connection.execute(
            sa.select(satisfaction).where(satisfaction.c.conversation_id == talk.id)
        ).one()
    engine.dispose()
    return row.rating, row.comment


def test_a_conversation_is_rated_and_the_rating_changed(gateway: Gateway) -> None:
    talk = gateway.talk()
    told = rated(talk, rating=2, comment=" so\u202e-so, my card is 4111 1111 1111 1111 ")
    assert (told.status, told.body) == (204, None)
    assert kept(talk) == (2, "so-so, my card is 4111 11** **** 1111")
    assert rated(talk, rating=5).status == 204
    assert kept(talk) == (5, None)


def test_after_an_hour_it_stays(gateway: Gateway) -> None:
    talk = gateway.talk()
    engine = engine_of(gateway.settings.database)
    rate(engine, talk.id, 1, None, now() - timedelta(minutes=61))
    engine.dispose()
    told = rated(talk, rating=5)
    assert (told.status, told.code) == (409, "already_rated")
    assert described(told, "post", RATE) == []
    assert kept(talk) == (1, None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"rating": 0},
        {"rating": 6},
        {"rating": "5"},
        {"rating": True},
        {"rating": 4.5},
        {"rating": 5, "comment": "x" * 1001},
        {"rating": 5, "comment": 3},
        {"rating": 5, "more": 1},
    ],
)
def test_a_bad_rating_is_refused(any_gateway: Gateway, body: dict[str, Any]) -> None:
    told = rated(any_gateway.talk(), **body)
    assert (told.status, told.code) == (422, "invalid_field")


def test_a_customer_has_it_all_forgotten(gateway: Gateway) -> None:
    talk = gateway.talk("c-1")
    made = upload(talk, files.image("PNG")).body["id"]
    talk.send(text="my secret", attachments=[made])
    told = gateway.call("POST", ERASE, token=talk.token)
    assert (told.status, told.body) == (204, None)
    assert described(told, "post", ERASE) == []
    assert talk.read().code == "ended_token"
    assert gateway.call("POST", ERASE, token=talk.token).status == 401
    talk.token = gateway.conversation_token(talk)
    assert talk.read().body == {"messages": [], "owner": "closed"}
    assert download(talk, made).status_code == 404
    assert list((gateway.settings.var / "attachments").iterdir()) == []
