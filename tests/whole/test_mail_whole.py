"""Customers who write mails to the whole bot: real Rasa, a real mailbox, a real mail server."""

from __future__ import annotations

import json
import re
import sqlite3
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bot.languages import LANGUAGES
from bot.orders.demo_shop.states import demo_order
from bot.settings import ROOT
from tests.attachments.given_files import photo_with_metadata
from tests.email.letters import SUPPORT, links, mail, text_of
from tests.whole.mail_correspondent import Correspondent, Post, with_mail
from tests.whole.running_bot import Bot

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PHOTO = (("IMG_0001.JPG", "image/jpeg", photo_with_metadata()),)
LETTER = {
    "en": "Hello,\n\n{}\n\nKind regards\nAlex",
    "de": "Guten Tag,\n\n{}\n\nMit freundlichen Grüßen\nAlex",
    "fr": "Bonjour,\n\n{}\n\nCordialement,\nAlex",
}


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    """A mailbox and a mail server."""
    made = Post()
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def mail_bot(post: Post, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """The bot with its email worker."""
    running = with_mail(Bot(tmp_path_factory.mktemp("bot")), post)
    running.start()
    try:
        yield running
    finally:
        running.stop()


def rows(bot: Bot, query: str, *given: Any) -> list[tuple[Any, ...]]:
    with sqlite3.connect(bot.var / "support-bot.sqlite3") as database:
        return database.execute(query, given).fetchall()


def words_of(language: str) -> dict[str, str]:
    path = ROOT / "tests" / "whole" / "dialogues" / "words" / f"{language}.yml"
    words: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_defect_is_claimed_in_three_mails_with_a_photo(
    mail_bot: Bot, post: Post, language: str
) -> None:
    words, number = words_of(language), demo_order(language, "delivered")
    ((title,),) = rows(
        mail_bot, "SELECT title FROM items WHERE order_number = ? AND position = 0", number
    )
    customer = Correspondent(post, f"demo-{language}@example.com")
    story = LETTER.get(language, "{}").format(words["defect"])
    first = customer.writes(story, subject="AW: 4711")
    assert (first["Subject"], first["Content-Language"]) == ("Re: 4711", language)
    chosen = re.search(rf"^(\d+)\) .*{re.escape(title)}", text_of(first), re.M)
    # Where the order is not among the choices, its number says which.
    second = customer.writes(chosen[1] if chosen else number)
    assert second["Content-Language"] == language
    conversation = conversation_of(mail_bot, f"demo-{language}")
    asked = [r for (r,) in rows(mail_bot, _RESPONSES, conversation) if r.startswith("utter_ask_")]
    assert asked[-2:] == ["utter_ask_description", "utter_ask_photo"]
    third = customer.writes(words["defect_description"], files=PHOTO)
    ((ticket, category, evidence),) = rows(
        mail_bot,
        "SELECT number, category, evidence FROM tickets WHERE conversation_id = ?",
        conversation,
    )
    assert category == "defect"
    assert ticket in text_of(third)
    given = json.loads(evidence)
    assert given["description"] == words["defect_description"]
    assert len(given["photo"]) == 1


_RESPONSES = (
    "SELECT response FROM messages WHERE conversation_id = ? AND author = 'bot' ORDER BY seq"
)


def conversation_of(bot: Bot, customer: str) -> str:
    ((found,),) = rows(
        bot,
        "SELECT id FROM conversations WHERE customer_id = ? AND channel = 'email' "
        "ORDER BY created_at DESC LIMIT 1",
        customer,
    )
    return str(found)


def test_a_whole_story_with_its_photo_needs_one_question_less(mail_bot: Bot, post: Post) -> None:
    number = demo_order("en", "delivered")
    customer = Correspondent(post, "demo-en@example.com")
    story = (
        f"Dear team,\n\nI am writing about order {number}. It arrived broken: there is a long "
        "crack in the casing, and it does not switch on at all, whatever I try with it.\n\n"
        "Kind regards,\nEmily Carter\n\nSent from my iPhone"
    )
    customer.writes(story, subject="Broken", files=PHOTO)
    conversation = conversation_of(mail_bot, "demo-en")
    asked = [r for (r,) in rows(mail_bot, _RESPONSES, conversation)]
    assert "utter_ask_photo" not in asked, asked
    assert "utter_ask_description" not in asked, asked


def test_two_wishes_in_one_mail_are_answered_in_one_letter(mail_bot: Bot, post: Post) -> None:
    stranger = Correspondent(post, "two@elsewhere.example")
    letter = stranger.writes(
        "Hello, which payment methods do you accept? And how long may a delivery take at most? Bye"
    )
    responses = [
        r
        for (r,) in rows(
            mail_bot,
            "SELECT response FROM messages WHERE reply_to = "
            "(SELECT id FROM messages WHERE text LIKE '%payment methods do you accept? And%')",
        )
    ]
    assert len(responses) >= 2, responses
    assert len(post.letters("two@elsewhere.example")) == 1
    assert "PayPal" in text_of(letter)


def test_a_stranger_shows_by_a_code_who_they_are(mail_bot: Bot, post: Post) -> None:
    writer = Correspondent(post, "private@elsewhere.example", verified=False)
    writer.writes("Where is my order?", subject="SECRET WORDS")
    letter = writer.writes("demo-fr@example.com")
    assert "SECRET WORDS" not in str(letter)
    (code_mail,) = post.await_letters(1, "demo-fr@example.com")[-1:]
    code = re.search(r"\b\d{6}\b", str(code_mail.get_content()))
    assert code is not None
    answer = writer.writes(code[0])
    assert answer["To"] == "private@elsewhere.example"
    assert rows(mail_bot, "SELECT assurance FROM conversations WHERE customer_id = 'demo-fr'")


def test_a_link_is_pressed_and_the_answer_comes_by_mail(mail_bot: Bot, post: Post) -> None:
    customer = Correspondent(post, "demo-it-one@example.com")
    letter = customer.writes(words_of("it")["cancel"], subject="Ordine")
    before = len(post.letters("demo-it-one@example.com"))
    paths = links(letter)
    if not paths:
        pytest.skip("the demo shop's only order offers no choice today")
    with urllib.request.urlopen(mail_bot.url + paths[0]) as page:
        assert b"<form" in page.read()
    assert len(post.letters("demo-it-one@example.com")) == before
    request = urllib.request.Request(
        mail_bot.url + paths[0], data=b"", headers={"Origin": mail_bot.url}, method="POST"
    )
    with urllib.request.urlopen(request) as page:
        assert page.status == 200
    post.await_letters(before + 1, "demo-it-one@example.com")


def test_what_no_machine_should_answer_gets_nothing(mail_bot: Bot, post: Post) -> None:
    before = len(post.letters())
    quiet = {
        "bounce@mx.example": {"Return_Path": "<>", "Content_Language": "en"},
        "list@lists.example": {"List_Id": "<offers.lists.example>"},
        "away@office.example": {"Auto_Submitted": "auto-replied"},
        "mailer-daemon@mx.example": {},
        "no-reply@shop2.example": {},
        SUPPORT: {},
    }
    post.dovecot.deliver(*(mail(sender=who, **more) for who, more in quiet.items()))
    asker = Correspondent(post, "asks@elsewhere.example")
    asker.writes("Which payment methods do you accept?")
    assert len(post.letters()) == before + 1
    reasons = {r for (r,) in rows(mail_bot, "SELECT reason FROM mails WHERE state = 'silent'")}
    assert reasons >= {
        "null_return_path",
        "mailing_list",
        "auto_submitted",
        "daemon",
        "no_reply",
        "our_own",
    }


@pytest.mark.usefixtures("mail_bot")
def test_a_forged_sender_learns_nothing_of_an_order(post: Post) -> None:
    number = demo_order("pl", "shipped")
    forger = Correspondent(post, "demo-pl@example.com", verified=False)
    letter = forger.writes(f"Where is my order {number}?", subject="Order")
    assert number not in text_of(letter)
    forged = Correspondent(post, "demo-ro@example.com", verified=False)
    other = "mx.evil.example; dmarc=pass header.from=example.com"
    letter = forged.writes(
        f"Where is my order {demo_order('ro', 'shipped')}?", Authentication_Results=other
    )
    assert demo_order("ro", "shipped") not in text_of(letter)
