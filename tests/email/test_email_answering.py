"""A mail is answered by one letter: its words, its headers, and nothing of a stranger's own."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from structlog.testing import capture_logs

from bot.channels.email.composing import letter
from bot.conversations import opening
from bot.orders.importing import import_data
from tests.attachments.given_files import photo_with_metadata
from tests.conversations.scripted_responder import ScriptedResponder
from tests.email.conftest import Bridge, offering
from tests.email.letters import ANA, html_of, mail, queued, stored, text_of
from tests.orders.shop_rows import customer

STRANGER = "stranger@elsewhere.example"
PHOTO = photo_with_metadata()


@pytest.fixture
def engine(any_engine: Engine) -> Engine:
    """SQLite: the statements of both databases are run by test_email_once.py."""
    return any_engine


async def test_a_mail_gets_one_letter_with_all_that_is_said(
    bridge: Bridge, engine: Engine, responder: ScriptedResponder
) -> None:
    responder.script["Two things please"] = {
        "messages": [{"text": "The first answer."}, {"text": "The second <answer>."}]
    }
    letter = await bridge.exchange(mail("Two things please", subject="Two things"))
    assert letter["To"] == ANA
    assert letter["Subject"] == "Re: Two things"
    assert letter["From"].addresses[0].display_name == "Jama"
    for body in (text_of(letter), html_of(letter)):
        assert body.index("Hello Ana Reis,") < body.index("The first answer.")
        assert body.index("The first answer.") < body.index("The second")
    assert "The second &lt;answer&gt;." in html_of(letter)
    (row,) = stored(engine)
    assert (row["state"], row["text"]) == ("answered", "")


async def test_a_letter_has_the_headers_that_thread_it_and_keep_machines_quiet(
    bridge: Bridge,
) -> None:
    letter = await bridge.exchange(mail(message_id="<first@example.com>", References="<a@b> <c@d>"))
    assert letter["In-Reply-To"] == "<first@example.com>"
    assert letter["References"] == "<a@b> <c@d> <first@example.com>"
    assert letter["Auto-Submitted"] == "auto-replied"
    assert letter["X-Support-Bot"]
    assert letter["X-Auto-Response-Suppress"] == "All"
    assert str(letter["Reply-To"]).startswith("reply+")
    assert letter.get_content_type() == "multipart/alternative"
    assert letter["List-Unsubscribe"] is None


async def test_the_next_mail_goes_on_in_the_same_conversation(
    bridge: Bridge, engine: Engine, responder: ScriptedResponder
) -> None:
    first = await bridge.exchange(mail("One"))
    second = await bridge.exchange(mail("Two", answers=first))
    assert second["Subject"] == "Re: Payment"
    assert len({row["conversation_id"] for row in stored(engine)}) == 1
    assert responder.texts == ["One", "Two"]
    assert first["Message-ID"] != second["Message-ID"]


async def test_the_message_id_alone_finds_the_thread_where_the_reply_address_is_lost(
    bridge: Bridge, engine: Engine
) -> None:
    first = await bridge.exchange(mail("One"))
    del first["Reply-To"]
    await bridge.exchange(mail("Two", answers=first))
    assert len({row["conversation_id"] for row in stored(engine)}) == 1


async def test_the_same_subject_alone_ties_nothing(bridge: Bridge, engine: Engine) -> None:
    await bridge.exchange(mail("One", subject="Kettle"))
    await bridge.exchange(mail("Two", subject="Re: Kettle"))
    assert len({row["conversation_id"] for row in stored(engine)}) == 2


async def test_a_verified_customer_is_known_and_nobody_else(
    bridge: Bridge, responder: ScriptedResponder
) -> None:
    await bridge.exchange(mail("Mine"))
    await bridge.exchange(mail("Forged", verified=False))
    await bridge.exchange(mail("Stranger", sender=STRANGER))
    who = [turn["identity"] for turn in responder.turns]
    assert who == [
        {"assurance": "email", "customer_id": "c-1"},
        {"assurance": "anonymous", "customer_id": None},
        {"assurance": "anonymous", "customer_id": None},
    ]
    assert {turn["channel"] for turn in responder.turns} == {"email"}


async def test_a_verified_mail_makes_its_sender_known_for_another_day(
    bridge: Bridge, responder: ScriptedResponder
) -> None:
    letter = await bridge.exchange(mail("One"))
    for text in ("Two", "Three"):
        bridge.clock.passes(hours=20)
        letter = await bridge.exchange(mail(text, answers=letter))
    assert {turn["identity"]["assurance"] for turn in responder.turns} == {"email"}


async def test_who_gets_an_account_later_is_known_from_then_on(
    bridge: Bridge, engine: Engine, responder: ScriptedResponder
) -> None:
    letter = await bridge.exchange(mail("One", sender="new@example.com"))
    import_data(engine, {"customers": [customer("c-2", email="new@example.com")]})
    await bridge.exchange(mail("Two", sender="new@example.com", answers=letter))
    assert [turn["identity"]["customer_id"] for turn in responder.turns] == [None, "c-2"]


async def test_nothing_of_a_strangers_words_comes_back(bridge: Bridge) -> None:
    bridge_letter = await bridge.exchange(
        mail("What do you accept?", subject="BUY GOLD at evil.example", verified=False)
    )
    assert "GOLD" not in str(bridge_letter["Subject"])
    assert "Your message to Jama" in str(bridge_letter["Subject"])
    for body in (text_of(bridge_letter), html_of(bridge_letter)):
        assert "GOLD" not in body
        assert "Somebody" not in body
        assert "Ana" not in body


@pytest.mark.parametrize("verified", [True, False])
async def test_a_stranger_in_a_thread_begins_a_conversation_of_their_own(
    bridge: Bridge, engine: Engine, responder: ScriptedResponder, verified: bool
) -> None:
    first = await bridge.exchange(mail("One"))
    letter = await bridge.exchange(
        mail("Cancel it", answers=first, sender=STRANGER, verified=verified)
    )
    assert letter["To"] == STRANGER
    rows = stored(engine)
    assert rows[0]["conversation_id"] != rows[1]["conversation_id"]
    assert responder.turns[1]["identity"]["assurance"] == "anonymous"


async def test_a_forged_from_with_the_right_reply_address_stays_outside(
    bridge: Bridge, engine: Engine, responder: ScriptedResponder
) -> None:
    first = await bridge.exchange(mail("One"))
    letter = await bridge.exchange(mail("Cancel it", answers=first, verified=False))
    rows = stored(engine)
    assert rows[0]["conversation_id"] != rows[1]["conversation_id"]
    assert responder.turns[1]["identity"]["assurance"] == "anonymous"
    assert letter["To"] == ANA


async def test_an_unproven_sender_goes_on_in_their_own_thread(
    bridge: Bridge, engine: Engine
) -> None:
    first = await bridge.exchange(mail("One", sender=STRANGER, verified=False))
    second = await bridge.exchange(mail("Two", sender=STRANGER, verified=False, answers=first))
    assert len({row["conversation_id"] for row in stored(engine)}) == 1
    assert "Your message to Jama" in str(second["Subject"])


async def test_cc_and_reply_to_gain_nothing(bridge: Bridge) -> None:
    letter = await bridge.exchange(mail("One", Cc=STRANGER, Reply_To=STRANGER))
    assert letter["To"] == ANA
    assert letter["Cc"] is None


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, "auto_submitted"),
        ({"List_Id": "<list.example>"}, "mailing_list"),
        ({"X_Support_Bot": "reply"}, "our_own"),
        ({"Return_Path": "<>"}, "null_return_path"),
        ({"Precedence": "bulk"}, "precedence"),
    ],
)
async def test_what_no_machine_should_answer_is_stored_with_its_reason(
    bridge: Bridge, engine: Engine, headers: dict[str, str], reason: str
) -> None:
    assert bridge.take(mail(**headers)) == "silent"
    await bridge.answer()
    (row,) = stored(engine)
    assert (row["reason"], row["conversation_id"], row["text"]) == (reason, None, "")
    assert queued(engine) == []


async def test_a_mail_without_words_is_taken_by_its_subject(
    bridge: Bridge, responder: ScriptedResponder
) -> None:
    await bridge.exchange(mail("", subject="Re: Where is my order?"))
    assert responder.texts == ["Where is my order?"]


async def test_a_mail_with_nothing_at_all_is_asked_for_words(
    bridge: Bridge, responder: ScriptedResponder
) -> None:
    letter = await bridge.exchange(mail("-- \nAna Reis\nLisbon", subject=""))
    assert "without any words" in text_of(letter)
    assert responder.turns == []


async def test_a_card_number_is_cut_before_it_is_stored_and_the_customer_is_told(
    bridge: Bridge, engine: Engine, responder: ScriptedResponder
) -> None:
    bridge.take(mail("My card is 4111 1111 1111 1111, please look"))
    (row,) = stored(engine)
    assert "4111 1111 1111 1111" not in row["text"]
    await bridge.answer()
    assert "1111 1111" not in responder.texts[0]
    messages = opening.messages_after(engine, row["conversation_id"], 0)
    assert "utter_card_number.cut" in [message.response for message in messages]


async def test_files_go_along_and_those_that_are_not_taken_are_told(
    bridge: Bridge, responder: ScriptedResponder
) -> None:
    files = (("photo.jpg", "image/jpeg", PHOTO), ("run.exe", "application/exe", b"MZ"))
    letter = await bridge.exchange(mail("It is broken", files=files))
    (file,) = responder.turns[0]["attachments"]
    assert file["content_type"] == "image/jpeg"
    assert "Not everything that was attached" in text_of(letter)


async def test_files_of_earlier_mails_are_told_of_until_a_ticket_has_them(
    bridge: Bridge, responder: ScriptedResponder
) -> None:
    responder.script["Open it"] = {
        "messages": [{"text": "Done.", "handoff": {"number": "T-1", "category": "defect"}}]
    }
    first = await bridge.exchange(mail("Broken", files=(("a.jpg", "image/jpeg", PHOTO),)))
    second = await bridge.exchange(mail("The blue one", answers=first))
    third = await bridge.exchange(mail("Open it", answers=second))
    await bridge.exchange(mail("Thanks a lot", answers=third))
    sent = [{name: responder.turns[0]["attachments"][0][name] for name in ("id", "content_type")}]
    earlier = [turn["context"].get("earlier_attachments") for turn in responder.turns]
    assert earlier == [None, sent, sent, []]
    assert all(turn["context"]["asks_at_once"] for turn in responder.turns)


async def test_while_the_responder_is_away_the_mail_waits_and_is_answered_once(
    bridge: Bridge, engine: Engine, responder: ScriptedResponder
) -> None:
    responder.hang_up()
    bridge.take(mail("Still there?"))
    await bridge.answering.answer_waiting()
    assert queued(engine) == []
    responder.listen()
    for _ in range(100):
        bridge.clock.passes(seconds=5)
        await bridge.answering.answer_waiting()
        if queued(engine):
            break
        await asyncio.sleep(0.1)
    (letter,) = queued(engine)
    assert "heard: Still there?" in text_of(letter)
    assert "follows" not in text_of(letter)


async def test_a_conversation_that_a_person_has_gets_no_letter_of_the_bots(
    bridge: Bridge, engine: Engine, responder: ScriptedResponder
) -> None:
    responder.script["A person please"] = {
        "messages": [
            {
                "text": "A person takes over.",
                "handoff": {"number": "T-2", "category": "person", "queue": True},
            }
        ]
    }
    first = await bridge.exchange(mail("A person please"))
    assert bridge.take(mail("Are you there?", answers=first)) == "waiting"
    await bridge.answer()
    assert len(queued(engine)) == 1
    assert [row["state"] for row in stored(engine)] == ["answered", "answered"]


async def test_a_mail_that_we_fail_at_is_put_aside_and_holds_up_no_other(
    bridge: Bridge, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_at_first(*given: Any, **more: Any) -> Any:
        if "poison" in given[2].messages[0].text:
            raise LookupError("a mistake of ours")
        return letter(*given, **more)

    monkeypatch.setattr("bot.channels.email.answering.letter", fail_at_first)
    bridge.take(mail("poison", sender="a@example.com"))
    bridge.take(mail("fine", sender="b@example.com"))
    with capture_logs() as logged:
        await bridge.answer()
    assert [row["state"] for row in stored(engine)] == ["failed", "answered"]
    (line,) = [line for line in logged if line["event"] == "mail_not_answered"]
    assert line["reference"] == stored(engine)[0]["reason"]


async def test_the_letter_is_in_the_language_of_the_answer(
    bridge: Bridge, responder: ScriptedResponder
) -> None:
    responder.script["Hallo"] = {"language": {"code": "de"}, "messages": [offering("Was?", "Eins")]}
    letter = await bridge.exchange(mail("Hallo", subject="AW: Frage"))
    assert letter["Content-Language"] == "de"
    assert letter["Subject"] == "Re: Frage"
    assert '<html lang="de">' in html_of(letter)
