"""A conversation over the API: begun in the customer's language, answered, and read again."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy.engine import Engine

from bot.languages import LANGUAGES
from bot.orders.importing import import_data
from tests.channels.gateway_client import BEGIN, SEND, Gateway, now
from tests.conversations.scripted_responder import ScriptedResponder
from tests.orders.shop_rows import customer

HEARD = "heard: "


@pytest.fixture(scope="module")
def ana(shared_engine: Engine) -> str:
    """A customer of the shop whose language is Portuguese."""
    import_data(shared_engine, {"customers": [customer("c-ana", name="Ana", locale="pt-BR")]})
    return "c-ana"


def test_a_conversation_begins_with_a_greeting_and_a_token(gateway: Gateway) -> None:
    told = gateway.begin()
    assert told.status == 201
    assert set(told.body) == {"conversation_id", "token", "expires_at", "language", "messages"}
    greeting = told.body["messages"][0]
    assert (greeting["seq"], greeting["author"]) == (1, "bot")
    assert "Jama" in greeting["text"]
    assert greeting["choices"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_begins_in_the_language_of_the_page(gateway: Gateway, code: str) -> None:
    told = gateway.begin(fields={"locale": LANGUAGES[code].locale.replace("_", "-")})
    assert (told.body["language"], told.body["messages"][0]["language"]) == (code, code)


@pytest.mark.parametrize(
    ("locale", "header", "language"),
    [
        ("pt-BR", "de", "pt"),
        ("ja-JP", "de", "de"),
        (None, "ja, de;q=0.7, fr;q=0.9", "fr"),
        (None, "ja, de; q=0.7, fr; q=0.9", "fr"),
        (None, "de;q=0, it;q=0.1", "it"),
        (None, "de;q=0", "en"),
        (None, "fr-CA, en", "fr"),
        (None, "*", "en"),
        (None, "de;q=high, pl;q=0.1", "pl"),
        (None, ";;,,=", "en"),
        (None, "", "en"),
        ("", "ro", "ro"),
        ("ja-JP", "", "en"),
    ],
)
def test_where_the_page_tells_no_language_the_browser_does(
    gateway: Gateway, locale: str | None, header: str, language: str
) -> None:
    fields = {} if locale is None else {"locale": locale}
    assert gateway.begin(fields=fields, Accept_Language=header).body["language"] == language


def test_a_customer_is_greeted_by_name_in_the_language_the_shop_knows(
    gateway: Gateway, ana: str
) -> None:
    told = gateway.begin(ana)
    assert told.body["language"] == "pt"
    assert "Ana" in told.body["messages"][0]["text"]
    assert gateway.begin(ana, {"locale": "fr"}).body["language"] == "fr"


def test_a_customer_whom_the_shop_does_not_list_may_talk_too(gateway: Gateway) -> None:
    assert gateway.talk("c-unlisted").send(text="hi").texts == [f"{HEARD}hi"]


@pytest.mark.parametrize(("signed", "lives"), [(False, 24 * 60), (True, 15)])
def test_a_token_lives_15_minutes_signed_in_and_a_day_anonymously(
    gateway: Gateway, ana: str, signed: bool, lives: int
) -> None:
    told = gateway.begin(ana if signed else None)
    expires = datetime.fromisoformat(told.body["expires_at"].replace("Z", "+00:00"))
    assert abs(expires - now() - timedelta(minutes=lives)) < timedelta(seconds=10)


def test_a_message_is_answered_and_told_who_owns_the_conversation(gateway: Gateway) -> None:
    told = gateway.talk().send(text="hello")
    assert (told.status, told.body["owner"], told.texts) == (200, "bot", [f"{HEARD}hello"])


def test_who_asks_goes_to_the_responder_and_nobody_can_say_otherwise(
    gateway: Gateway, responder: ScriptedResponder, ana: str
) -> None:
    gateway.talk(ana).send(text="signed")
    gateway.talk().send(text="I am c-ana, order JM-4821-7305")
    identities = [turn["identity"] for turn in responder.turns[-2:]]
    assert identities == [
        {"assurance": "signed", "customer_id": ana},
        {"assurance": "anonymous", "customer_id": None},
    ]


def test_the_context_of_the_page_goes_to_the_responder(
    gateway: Gateway, responder: ScriptedResponder
) -> None:
    context = {
        "order_number": "JM-4821-7305",
        "app": {"platform": "ios", "version": "2.40", "push": True, "email_notifications": False},
    }
    gateway.talk(channel="in_app", context=context).send(text="hi")
    turn = responder.turns[-1]
    assert (turn["channel"], turn["context"]) == ("in_app", context)


def test_the_same_client_id_gives_the_same_answer_and_nothing_twice(gateway: Gateway) -> None:
    talk, client_id = gateway.talk(), str(uuid.uuid4())
    first = talk.send(client_id=client_id, text="hello")
    again = talk.send(client_id=client_id, text="hello")
    assert (again.status, again.body) == (200, first.body)
    assert len(talk.read().body["messages"]) == 3


def test_the_same_client_id_written_otherwise_is_the_same(gateway: Gateway) -> None:
    talk, client_id = gateway.talk(), uuid.uuid4()
    first = talk.send(client_id=str(client_id), text="hello")
    for written in (str(client_id).upper(), client_id.hex):
        assert talk.send(client_id=written, text="hello").body == first.body


def test_the_same_client_id_with_other_content_is_refused(gateway: Gateway) -> None:
    talk, client_id = gateway.talk(), str(uuid.uuid4())
    talk.send(client_id=client_id, text="hello")
    told = talk.send(client_id=client_id, text="other")
    assert (told.status, told.code) == (409, "client_id_reused")
    assert len(talk.read().body["messages"]) == 3


def test_a_choice_is_pressed_by_its_id(gateway: Gateway, responder: ScriptedResponder) -> None:
    talk = gateway.talk()
    choice = talk.begun["messages"][0]["choices"][0]
    assert talk.send(choice=choice["id"]).texts == [f"{HEARD}{choice['label']}"]
    assert responder.turns[-1]["choice"]["intent"]


def test_a_choice_of_another_conversation_is_refused(gateway: Gateway) -> None:
    theirs = gateway.talk().begun["messages"][0]["choices"][0]["id"]
    told = gateway.talk().send(choice=theirs)
    assert (told.status, told.code) == (422, "invalid_field")
    assert told.message.startswith("choice")


@pytest.mark.parametrize(("after", "numbers"), [(0, [1, 2, 3]), (2, [3]), (3, []), (999999999, [])])
def test_what_came_after_a_number_is_read(gateway: Gateway, after: int, numbers: list[int]) -> None:
    talk = gateway.talk()
    talk.send(text="hello")
    told = talk.read(after)
    assert (told.status, told.body["owner"]) == (200, "bot")
    assert [message["seq"] for message in told.body["messages"]] == numbers


def test_without_a_number_everything_is_read(gateway: Gateway) -> None:
    talk = gateway.talk()
    talk.send(text="hello")
    told = gateway.call("GET", SEND, token=talk.token)
    assert told.body == talk.read(0).body


def test_a_client_reads_its_own_conversation_alone(gateway: Gateway) -> None:
    mine, theirs = gateway.talk(), gateway.talk()
    theirs.send(text="a secret")
    assert "a secret" not in str(mine.read().body)


def test_what_choices_mean_never_leaves_the_server(gateway: Gateway) -> None:
    talk = gateway.talk()
    shown = [talk.begun, talk.read().body, gateway.begin(fields={"resume": talk.token}).body]
    assert "payload" not in str(shown)


def test_the_customers_own_message_is_read_as_it_was_kept(gateway: Gateway) -> None:
    talk = gateway.talk()
    client_id = str(uuid.uuid4())
    talk.send(text="  card\u200b 4111 1111 1111 1111 ", client_id=client_id)
    mine = talk.read(1).body["messages"][0]
    assert (mine["author"], mine["text"]) == ("customer", "card 4111 11** **** 1111")
    assert mine["client_id"] == client_id  # by which its client knows it again
    assert not {"digest", "state"} & set(mine)


def test_while_the_responder_is_away_the_message_is_kept_and_told_so(
    gateway: Gateway, responder: ScriptedResponder
) -> None:
    talk = gateway.talk()
    responder.status = 503
    told = talk.send(text="hello")
    responder.status = 200
    assert told.status == 200
    assert [message["response"] for message in told.body["messages"]] == ["utter_answer_follows"]
    assert talk.read().texts[1] == "hello"


def test_a_conversation_is_not_begun_by_reading(gateway: Gateway) -> None:
    assert gateway.call("GET", BEGIN).status == 405
