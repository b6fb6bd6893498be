"""A photo on its way into a claim, sign-in in the middle, and all of it forgotten, through the real
processes."""

from __future__ import annotations

import http.client
import io
import json
import sqlite3
import urllib.request
import uuid
from typing import Any

import pytest
from PIL import Image

from bot.orders.demo_shop import demo_order
from tests.attachments import given_files as files
from tests.whole.running_bot import Bot, Conversation, Refused, tiny_photo

pytestmark = pytest.mark.slow


def rows(bot: Bot, question: str, *values: str) -> list[Any]:
    with sqlite3.connect(bot.var / "support-bot.sqlite3") as database:
        return database.execute(question, values).fetchall()


def download(bot: Bot, talk: Conversation, attachment_id: str) -> bytes:
    request = urllib.request.Request(f"{bot.url}/api/v1/attachments/{attachment_id}")
    request.add_header("Authorization", f"Bearer {talk.token}")
    with urllib.request.urlopen(request, timeout=30) as response:
        return bytes(response.read())


def test_a_photo_of_a_defect_is_found_on_its_ticket(bot: Bot) -> None:
    talk = bot.conversation("demo-en", "en", order_number=demo_order("en", "delivered"))
    talk.say("My item arrived broken")
    talk.say("The screen has a crack from one corner to the other.")
    photo = talk.upload(files.photo_with_metadata(), "crack.jpg")
    told = bot.call(
        "POST",
        "/api/v1/messages",
        {"client_id": str(uuid.uuid4()), "attachments": [photo["id"]]},
        talk.token,
    )
    said = [message.get("response") for message in told["messages"]]
    assert said == ["utter_ticket.opened"], told
    number = told["messages"][0]["ticket"]["number"]
    ((evidence,),) = rows(bot, "SELECT evidence FROM tickets WHERE number = ?", number)
    assert json.loads(evidence)["photo"] == [photo["id"]]
    kept = download(bot, talk, photo["id"])
    assert files.WORDS_OF_METADATA not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (30, 40)


def test_a_photo_that_comes_first_of_all_is_not_asked_for_again(bot: Bot) -> None:
    talk = bot.conversation("demo-en", "en", order_number=demo_order("en", "return_closing"))
    answer = talk.attach(1)
    assert answer.responses == ["utter_attachment.received"]
    talk.choose(answer.choice("The item is faulty"))
    answer = talk.say("The left hand of the clock is missing, it fell off.")
    assert "utter_ask_photo" not in answer.responses, answer


def test_an_upload_of_five_gigabytes_is_refused_at_once(bot: Bot) -> None:
    talk = bot.conversation(None, "en")
    client = http.client.HTTPConnection("127.0.0.1", bot.port, timeout=10)
    client.putrequest("POST", "/api/v1/attachments")
    client.putheader("Authorization", f"Bearer {talk.token}")
    client.putheader("Content-Type", "multipart/form-data; boundary=b")
    client.putheader("Content-Length", str(5 * 1024**3))
    client.endheaders()
    with client.getresponse() as response:
        assert response.status == 413
    client.close()
    assert talk.say("hello").messages


def test_a_trap_is_refused_and_the_bot_stays_up(bot: Bot) -> None:
    talk = bot.conversation(None, "en")
    for content, status in ((files.bomb(), 413), (files.archive(), 415), (files.SVG, 415)):
        with pytest.raises(Refused) as caught:
            talk.upload(content)
        assert caught.value.status == status
    assert talk.upload(tiny_photo())["content_type"] == "image/png"
    assert bot.health()[0] == 200


def test_who_signs_in_in_the_middle_is_answered_about_the_order_they_named(bot: Bot) -> None:
    number = demo_order("en", "shipped")
    talk = bot.conversation(None, "en")
    asked = talk.say(f"Where is my order {number}?")
    assert asked.code is None
    told = bot.call(
        "POST",
        "/api/v1/conversations/identify",
        {"conversation": talk.token},
        bot.customer_token("demo-en"),
    )
    old, talk.token = talk.token, told["token"]
    answer = talk.say(f"Where is my order {number}?")
    assert answer.code == "track.shipped"
    with pytest.raises(Refused) as caught:
        bot.call("GET", "/api/v1/messages", token=old)
    assert caught.value.status == 401


def test_of_another_customers_order_nothing_is_told_after_signing_in(bot: Bot) -> None:
    number = demo_order("de", "shipped")
    talk = bot.conversation(None, "en")
    talk.say(f"Where is my order {number}?")
    told = bot.call(
        "POST",
        "/api/v1/conversations/identify",
        {"conversation": talk.token},
        bot.customer_token("demo-en"),
    )
    talk.token = told["token"]
    for text in ("Where is it?", "Cancel it", "yes"):
        for message in talk.say(text).messages:
            assert (message.get("decision") or {}).get("order_number") != number


def test_what_is_erased_is_in_no_table_any_more(bot: Bot) -> None:
    talk = bot.conversation("demo-en", "en")
    talk.say("My secret word is rhododendron, where is my order?")
    photo = talk.upload(tiny_photo(), "rhododendron.png")
    bot.call("POST", "/api/v1/satisfaction", {"rating": 1, "comment": "rhododendron"}, talk.token)
    before = everything(bot)
    assert "rhododendron" in before
    assert talk.id in "".join(str(row) for row in rows(bot, "SELECT * FROM trackers"))
    bot.call("POST", "/api/v1/conversations/erase", token=talk.token)
    assert "rhododendron" not in everything(bot)
    assert rows(bot, "SELECT * FROM trackers WHERE conversation_id = ?", talk.id) == []
    assert not (bot.var / "attachments" / photo["id"]).exists()
    with pytest.raises(Refused) as caught:
        talk.say("hello")
    assert caught.value.status == 401


def everything(bot: Bot) -> str:
    names = [name for (name,) in rows(bot, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return "".join(str(rows(bot, f'SELECT * FROM "{name}"')) for name in names)  # noqa: S608
