"""Letters travel whole: whatever is in them, their headers are those that they may have."""

from __future__ import annotations

import uuid
from dataclasses import asdict, replace
from datetime import datetime, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from bot.attachments.store import FileStore
from bot.channels.email.composing import Content, Shop, letter
from bot.channels.email.following import MOST_REFERENCES, Thread, references
from bot.channels.email.keeping_files import MOST_FILES, keeper
from bot.channels.email.numbered_choices import numbered
from bot.channels.email.parsed_mail import MailAttachment
from bot.channels.email.reading import read_mail
from bot.conversations.messages import StoredMessage
from bot.languages import LANGUAGES
from bot.outgoing_mail.letters import BadLetter, Letter, letter_of
from tests.attachments.given_files import photo_with_metadata
from tests.email.conftest import SIGNER, Bridge
from tests.email.letters import SUPPORT, html_of, mail, stored, text_of
from tests.projects_wording import projects_wording

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)
SHOP = Shop("Jämå ร้าน", "https://help.shop.example", SIGNER, projects_wording())
CONVERSATION = str(uuid.UUID(int=7))
THREAD = Thread(CONVERSATION, "a@b.example", "a@b.example", True, "Kettle", None, [], 0)
CHOICE = {"id": "AbC-_9", "label": "Yes, please", "payload": {"intent": "affirm", "entities": {}}}


def said(text: str = "Hello", *choices: dict[str, object], language: str = "en") -> StoredMessage:
    return StoredMessage(
        id="m-1",
        conversation_id=CONVERSATION,
        seq=2,
        author="bot",
        language=language,
        text=text,
        sent_at=NOW,
        choices=choices,
    )


def travelled(*messages: StoredMessage, thread: Thread = THREAD, **more: object) -> EmailMessage:
    content = Content(
        messages=messages,
        numbered=numbered([(m.id, m.choices) for m in messages]),
        language=messages[-1].language,
        **more,  # type: ignore[arg-type]
    )
    made = letter(SHOP, thread, content, "0123456789abcdef", unasked=False)
    sent = letter_of(asdict(made), "a@b.example", SUPPORT, SHOP.brand, NOW).as_bytes()
    assert sent.isascii()
    assert all(len(line) <= 998 for line in sent.split(b"\r\n"))
    read = message_from_bytes(sent, policy=default)
    assert isinstance(read, EmailMessage)
    return read


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_travels(language: str) -> None:
    text = SHOP.wording.say("utter_ask_help", language).text
    read = travelled(said(text, CHOICE, language=language))
    assert text.split("\n")[0] in text_of(read)
    assert read["From"].addresses[0].display_name == "Jämå ร้าน"
    assert f'lang="{language}"' in html_of(read)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_words_are_words_in_both_bodies(text: str) -> None:
    read = travelled(said(f"<{text}> {{{{ 7 * 7 }}}} {{% raw %}}"))
    assert "{{ 7 * 7 }} {% raw %}" in text_of(read)
    assert "{{ 7 * 7 }} {% raw %}" in html_of(read)
    assert f"<{text}>" not in html_of(read) or not text


def test_the_mark_above_the_answer_is_the_one_that_reading_cuts_at() -> None:
    read = travelled(said("Which one?", CHOICE))
    answer = f"The blue one.\n\n{text_of(read)}"
    raw = mail(answer).replace(b"\r\n", b"\n")
    found = read_mail(raw, own_addresses=[SUPPORT], authserv_id=None)
    assert found.text == "The blue one."


def test_a_long_thread_keeps_its_ids_whole() -> None:
    ids = [f"<{'x' * 90}{n}@long.example>" for n in range(30)]
    parsed = replace(
        read_mail(mail(), own_addresses=[], authserv_id=None), references=tuple(ids[:-1])
    )
    chain = references(parsed, ids[-1])
    assert (chain[0], chain[-1], len(chain)) == (ids[0], ids[-1], MOST_REFERENCES)
    read = travelled(said(), thread=replace(THREAD, in_reply_to=ids[-1], references=chain))
    assert str(read["References"]).split() == chain
    assert read["In-Reply-To"] == ids[-1]


def test_a_message_id_that_is_none_is_not_repeated() -> None:
    parsed = replace(
        read_mail(mail(), own_addresses=[], authserv_id=None),
        references=("<a b@c>", "<fine@c.example>", "<no-at>", "<ü@c>"),
    )
    assert references(parsed, None) == ["<fine@c.example>"]


@pytest.mark.parametrize(
    ("subject", "headers"),
    [
        ("a\nBcc: b@c.example", {}),
        ("a", {"References": "<a@b>\r\nBcc: b@c.example"}),
        ("a", {"Bcc": "b@c.example"}),
        ("a", {"From": "b@c.example"}),
    ],
)
def test_no_header_can_be_smuggled_into_a_letter(subject: str, headers: dict[str, str]) -> None:
    with pytest.raises(BadLetter):
        Letter(subject, "text", "<p>text</p>", headers)


def test_small_pictures_within_the_text_are_no_evidence(
    any_engine: Engine, bridge: Bridge, store: FileStore
) -> None:
    photo = photo_with_metadata()
    large = photo + b"\0" * 20_000
    bridge.take(mail())
    conversation = stored(any_engine)[0]["conversation_id"]
    parsed = replace(
        read_mail(mail(), own_addresses=[], authserv_id=None),
        attachments=(
            MailAttachment("logo.jpg", "image/jpeg", photo, inline=True),
            MailAttachment("camera.jpg", "image/jpeg", large, inline=True),
            MailAttachment("small.jpg", "image/jpeg", photo, inline=False),
            MailAttachment("words.docx", "application/zip", b"PK\x03\x04", inline=False),
        ),
    )
    kept = keeper(any_engine, store, bridge.clock)(conversation, parsed)
    assert (len(kept.ids), kept.refused) == (2, 1)
    many = replace(parsed, attachments=parsed.attachments[2:3] * (MOST_FILES + 3))
    kept = keeper(any_engine, store, bridge.clock)(conversation, many)
    assert (len(kept.ids), kept.refused) == (MOST_FILES, 3)


@pytest.fixture
def engine(any_engine: Engine) -> Engine:
    """SQLite: no database changes what a letter is."""
    return any_engine


@pytest.fixture
def store(bridge: Bridge) -> FileStore:
    """Where the files of the test's mails lie."""
    return bridge.store
