"""Bad input, each with a clear answer and nothing lost, through the real processes."""

from __future__ import annotations

import base64
import json
import threading
import time
import uuid

import jwt
import pytest

from bot.orders.demo_shop import demo_order
from bot.settings import load_settings
from tests.whole.running_bot import Answer, Bot, Refused

pytestmark = pytest.mark.slow

CARD = "4111 1111 1111 1111"


def refused(bot: Bot, body: object, token: str | None, status: int, code: str) -> Refused:
    with pytest.raises(Refused) as caught:
        bot.call("POST", "/api/v1/messages", body, token)
    assert (caught.value.status, caught.value.code) == (status, code), caught.value.body
    return caught.value


def test_odd_texts_get_an_answer_or_a_clear_refusal(bot: Bot) -> None:
    for text in (
        "😀😀",
        "/restart",
        '/cancel_order{"order_number":"JM-1"}',
        "x" * 10_000,
        "{brand} %s",
        "<b>hi</b>",
    ):
        assert bot.conversation(None, "en").say(text).messages, text
    conversation = bot.conversation(None, "en")
    for text in ("", "   ", "\u200b\u202e", "x" * 10_001):
        body = {"client_id": str(uuid.uuid4()), "text": text}
        error = refused(bot, body, conversation.token, 422, "invalid_field")
        assert "text" in error.body["error"]["message"]


def test_a_slash_command_is_text_and_skips_nothing(bot: Bot) -> None:
    number = demo_order("en", "paid")
    conversation = bot.conversation("demo-en", "en")
    answer = conversation.say(f'/cancel_order{{"order_number": "{number}"}}')
    assert answer.code != "cancel.allowed" or answer.responses == ["utter_cancel.allowed"]
    follow = conversation.say("/affirm")
    assert follow.responses != ["utter_cancel.done"]


def test_invisible_characters_are_dropped_before_anything_is_kept(bot: Bot) -> None:
    conversation = bot.conversation(None, "en")
    conversation.say("Which pay\u200bment \u202emethods do you accept?")
    kept = conversation.messages()
    mine = next(message for message in kept if message["author"] == "customer")
    assert mine["text"] == "Which payment methods do you accept?"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"\xff\xfe", 400, "malformed"),
        (b"{", 400, "malformed"),
        (b"[]", 400, "malformed"),
        (b'{"client_id": "x", "text": "hi"}', 422, "invalid_field"),
        (b'{"text": "hi"}', 422, "invalid_field"),
        (b'{"client_id": "%s", "text": 5}', 422, "invalid_field"),
        (b'{"client_id": "%s", "text": "hi", "more": 1}', 422, "invalid_field"),
        (b'{"client_id": "%s", "text": "\\ud800"}', 422, "invalid_field"),
        (b'{"client_id": "%s", "choice": "never-offered"}', 422, "invalid_field"),
        (b'{"client_id": "%s", "text": "hi", "attachments": ["a"]}', 422, "invalid_field"),
        (b'{"client_id": "%s", "text": "' + b"x" * 70_000 + b'"}', 413, "too_large"),
    ],
)
def test_a_misshapen_body_is_refused_by_name(bot: Bot, body: bytes, status: int, code: str) -> None:
    conversation = bot.conversation(None, "en")
    refused(bot, body.replace(b"%s", str(uuid.uuid4()).encode()), conversation.token, status, code)


def claims(**changes: object) -> dict[str, object]:
    now = int(time.time())
    told = {"sub": "demo-en", "iat": now, "exp": now + 600, "aud": "support-bot", "iss": "shop"}
    return {name: value for name, value in {**told, **changes}.items() if value is not None}


def test_tokens_that_are_not_the_shops_are_refused(bot: Bot) -> None:
    secret = load_settings(var=bot.var).secret
    now = int(time.time())
    unsigned = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in ({"alg": "none", "typ": "JWT"}, claims())
    )
    conversation = bot.conversation(None, "en")
    tokens = {
        "unsigned": f"{unsigned}.",
        "other secret": jwt.encode(claims(), "x" * 40, algorithm="HS256"),
        "other algorithm": jwt.encode(claims(), secret, algorithm="HS512"),
        "expired": jwt.encode(claims(iat=now - 900, exp=now - 60), secret, algorithm="HS256"),
        "too long a life": jwt.encode(claims(exp=now + 3600), secret, algorithm="HS256"),
        "other audience": jwt.encode(claims(aud="shop-admin"), secret, algorithm="HS256"),
        "other issuer": jwt.encode(claims(iss="evil"), secret, algorithm="HS256"),
        "no subject": jwt.encode(claims(sub=None), secret, algorithm="HS256"),
        "no end": jwt.encode(claims(exp=None), secret, algorithm="HS256"),
        "a conversation's": conversation.token,
        "nonsense": "nonsense",
    }
    for name, token in tokens.items():
        with pytest.raises(Refused) as caught:
            bot.call("POST", "/api/v1/conversations", {"channel": "widget"}, token)
        assert caught.value.status == 401, name
    customer = bot.customer_token("demo-en")
    refused(bot, {"client_id": str(uuid.uuid4()), "text": "hi"}, customer, 401, "bad_token")
    refused(bot, {"client_id": str(uuid.uuid4()), "text": "hi"}, None, 401, "missing_token")


def test_anothers_order_and_none_at_all_get_the_same_words(bot: Bot) -> None:
    said = []
    for number in (demo_order("fr", "shipped"), "JM-0000-0001"):
        answer = bot.conversation("demo-en", "en").say(f"Where is my order {number}?")
        assert answer.responses == ["utter_order.not_found"], answer.messages
        assert answer.code is None
        said.append(answer.text)
    assert said[0] == said[1]


def test_a_card_number_is_never_kept_logged_or_echoed(bot: Bot) -> None:
    conversation = bot.conversation(None, "en")
    answer = conversation.say(f"my card is {CARD}, is it safe to pay?")
    compact = CARD.replace(" ", "")
    kept = json.dumps(conversation.messages())
    stored = b"".join(path.read_bytes() for path in bot.var.glob("*.sqlite3*"))
    for shown in (answer.text, kept, bot.log):
        assert CARD not in shown
        assert compact not in shown
    assert CARD.encode() not in stored
    assert compact.encode() not in stored
    assert "411111" not in kept or "1111 1111 1111" not in kept


def test_the_same_client_id_at_the_same_time_is_answered_once(bot: Bot) -> None:
    conversation = bot.conversation(None, "en")
    client_id = str(uuid.uuid4())
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda: answers.append(conversation.say("hello", client_id)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert all(answer.messages == answers[0].messages for answer in answers)
    assert [message["author"] for message in conversation.messages()] == ["bot", "customer", "bot"]
    body = {"client_id": client_id, "text": "something else"}
    refused(bot, body, conversation.token, 409, "client_id_reused")


def test_a_strange_page_is_refused_and_our_own_is_not(bot: Bot) -> None:
    with pytest.raises(Refused) as caught:
        bot.call(
            "POST", "/api/v1/conversations", {"channel": "widget"}, Origin="https://evil.example"
        )
    assert (caught.value.status, caught.value.code) == (403, "origin_not_allowed")
    begun = bot.call("POST", "/api/v1/conversations", {"channel": "widget"}, Origin=bot.url)
    assert begun["conversation_id"]


def test_a_conversation_is_opened_again_only_by_its_own(bot: Bot) -> None:
    mine = bot.conversation("demo-en", "en")
    mine.say("hello")
    body = {"channel": "widget", "resume": mine.token}
    for token in (None, bot.customer_token("demo-fr")):
        with pytest.raises(Refused) as caught:
            bot.call("POST", "/api/v1/conversations", body, token)
        assert caught.value.status == 401
    again = bot.call("POST", "/api/v1/conversations", body, bot.customer_token("demo-en"))
    assert again["conversation_id"] == mine.id
    assert len(again["messages"]) == 3
