"""A mail has the headers it needs and no others, whatever is in its facts."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.languages import LANGUAGES
from bot.outgoing_mail.composing import BadAddress, address_of, compose
from bot.outgoing_mail.queueing import Mail
from tests.orders.shop_rows import NOW
from tests.projects_wording import projects_wording

WORDING = projects_wording()
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
]


def composed(
    response: str = "utter_mail.code",
    sender: str = "no-reply@localhost",
    brand: str = "Jama",
    **changes: Any,
) -> EmailMessage:
    given_: dict[str, Any] = {
        "id": "b7c1",
        "address": "ana@example.com",
        "response": response,
        "facts": {"code": "004211", "minutes": 10},
        "language": "en",
        "locale": None,
        "timezone": None,
        "tries": 1,
        **changes,
    }
    message = compose(Mail(**given_), WORDING, sender, {"brand": brand}, NOW)
    travelled = message_from_bytes(message.as_bytes(), policy=default)
    assert isinstance(travelled, EmailMessage)
    return travelled


def test_a_mail_has_exactly_the_headers_it_needs() -> None:
    message = composed()
    assert sorted(message.keys()) == sorted(HEADERS)
    assert message["From"] == "no-reply@localhost"
    assert message["To"] == "ana@example.com"
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == "<b7c1@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"


def test_the_code_stands_in_the_text_and_not_in_the_subject() -> None:
    message = composed()
    assert "004211" in message.get_content()
    assert "004211" not in str(message["Subject"])
    assert "Jama" in str(message["Subject"])


@pytest.mark.parametrize("language", [*LANGUAGES])
def test_every_language_travels_in_seven_bits(language: str) -> None:
    message = composed(language=language, brand="Jämå ร้าน Ж")
    assert "Jämå ร้าน Ж" in str(message["Subject"])
    assert "Jämå ร้าน Ж" in message.get_content()
    sent = compose_bytes(language)
    assert sent.isascii()
    assert all(len(line) <= 998 for line in sent.split(b"\r\n"))


def compose_bytes(language: str) -> bytes:
    mail = Mail(
        "b7c1",
        "ana@example.com",
        "utter_mail.code",
        {"code": "004211", "minutes": 10},
        language,
        None,
        None,
        1,
    )
    return compose(mail, WORDING, "no-reply@localhost", {"brand": "ร้าน"}, NOW).as_bytes()


def test_each_line_of_the_response_is_a_paragraph() -> None:
    facts = {"name": "Ana", "text": "Is it there?", "order_number": "JM-1"}
    message = composed("utter_mail.reminder", facts=facts)
    assert message.get_content().splitlines()[:4] == ["Hello Ana,", "", "Is it there?", ""]
    assert str(message["Subject"]) == "About your order JM-1"


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=60))
def test_nothing_in_a_fact_makes_a_header(text: str) -> None:
    evil = f"{text}\r\nBcc: eve@example.com\n\r\n{text}"
    facts = {"name": evil, "text": evil, "order_number": evil}
    message = composed("utter_mail.reminder", facts=facts, brand=evil)
    assert sorted(message.keys()) == sorted(HEADERS)
    assert message["To"].addresses[0].addr_spec == "ana@example.com"
    assert "Bcc: eve@example.com" in str(message["Subject"])


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "@example.com",
        "ana@",
        "ana@example.com, eve@example.com",
        "ana@example.com\r\nBcc: eve@example.com",
        "ana@example.com\n",
        "Ana <ana@example.com>",
        "ana@exa mple.com",
        "änä@example.com",
        "a@" + "ü" * 80 + ".example",
    ],
)
def test_what_is_not_one_address_is_refused(address: str) -> None:
    if address == "ana@example.com\n":
        assert address_of(address).addr_spec == "ana@example.com"  # trimmed
        return
    with pytest.raises(BadAddress):
        composed(address=address)


@given(st.text(max_size=40))
def test_whatever_the_address_there_is_one_or_a_refusal(text: str) -> None:
    try:
        found = address_of(text)
    except BadAddress:
        return
    assert found.addr_spec.isascii()
    assert not set("\r\n") & set(found.addr_spec)


def test_a_domain_in_another_script_is_written_as_servers_want_it() -> None:
    assert address_of("ana@bücher.example").addr_spec == "ana@xn--bcher-kva.example"
