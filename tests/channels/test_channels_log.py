"""What a failure of ours leaves in the log: where it happened, and no word of a customer."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.database.engine import writing
from tests.channels.gateway_client import JWT_SECRET, NewGateway, url_of
from tests.conversations.scripted_responder import SECRET

WORDS = "where is my secret parcel"


def test_a_failure_is_logged_without_words_tokens_or_secrets(
    new_gateway: NewGateway, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway = new_gateway(url_of(engine))
    talk = gateway.talk()
    with writing(engine) as connection:
        connection.execute(sa.text("ALTER TABLE messages RENAME COLUMN digest TO digested"))
    told = talk.send(text=WORDS)
    assert told.status == 500
    logged = capsys.readouterr().out
    assert told.message[-8:] in logged
    assert "Traceback" in logged
    for hidden in (WORDS, talk.token, JWT_SECRET, SECRET):
        assert hidden not in logged
