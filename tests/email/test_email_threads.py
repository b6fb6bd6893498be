"""What ties a mail to its conversation can't be guessed, made up, or used for another thing."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.email.threads import Signer
from tests.email.conftest import SIGNER

IDS = st.uuids().map(str)
OTHER = Signer("another secret that is long enough as well", SIGNER.address)


@given(IDS)
def test_a_reply_address_leads_back_to_its_conversation(conversation: str) -> None:
    address = SIGNER.reply_address(conversation)
    assert len(address.partition("@")[0]) <= 64
    assert SIGNER.conversation_of([address], []) == conversation
    assert SIGNER.conversation_of([address.upper()], []) == conversation


@given(IDS, st.uuids().map(lambda made: made.hex[:16]))
def test_a_message_id_leads_back_to_its_conversation(conversation: str, mail: str) -> None:
    message_id = SIGNER.message_id(conversation, mail)
    assert SIGNER.conversation_of([], ["<other@example.com>", message_id]) == conversation


@given(IDS, st.integers(0, 52))
def test_a_changed_letter_leads_nowhere(conversation: str, place: int) -> None:
    address = SIGNER.reply_address(conversation)
    changed = "2" if address[place] != "2" else "3"
    broken = address[:place] + changed + address[place + 1 :]
    assert SIGNER.conversation_of([broken], []) is None


def test_a_last_letter_that_would_say_the_same_leads_nowhere() -> None:
    conversation = "bb67ebed-fa21-7e56-fff3-fdedcfcd89e6"
    address = SIGNER.reply_address(conversation)
    assert address[31] == "y"
    assert SIGNER.conversation_of([address[:31] + "2" + address[32:]], []) is None


def test_another_installations_address_leads_nowhere() -> None:
    conversation = str(uuid.uuid4())
    assert SIGNER.conversation_of([OTHER.reply_address(conversation)], []) is None
    assert SIGNER.conversation_of([], [OTHER.message_id(conversation, "1")]) is None


@pytest.mark.parametrize("purpose", ["choose", "reminders"])
def test_a_link_is_good_for_its_purpose_alone(purpose: str) -> None:
    conversation = str(uuid.uuid4())
    link = SIGNER.link(purpose, conversation, "AbC-_9")
    assert SIGNER.followed(purpose, link) == (conversation, "AbC-_9")
    assert SIGNER.followed("other", link) is None
    assert SIGNER.followed(purpose, link.replace("AbC-_9", "AbC-_8")) is None
    assert SIGNER.followed(purpose, link[:-1]) is None


@given(st.text())
def test_nonsense_leads_nowhere_and_harms_nothing(text: str) -> None:
    assert SIGNER.conversation_of([text, f"reply+{text}@shop.example"], [text]) is None
    assert SIGNER.followed("choose", text) is None


def test_the_parts_of_one_thing_are_no_other() -> None:
    conversation = str(uuid.uuid4())
    mac = SIGNER.reply_address(conversation).split(".")[1].split("@")[0]
    forged = SIGNER.message_id(conversation, "x").rsplit(".", 2)[0]
    assert SIGNER.conversation_of([], [f"{forged}.{mac}@shop.example>"]) is None
