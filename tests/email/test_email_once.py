"""The same mail is taken once, wherever and however often it lies in the mailbox."""

from __future__ import annotations

import asyncio

from sqlalchemy.engine import Engine

from tests.conversations.scripted_responder import ScriptedResponder
from tests.email.conftest import Bridge
from tests.email.letters import mail, queued, stored


async def test_found_again_before_it_was_marked_it_is_known(bridge: Bridge, engine: Engine) -> None:
    raw = mail()
    assert [bridge.take(raw, uid=7), bridge.take(raw, uid=7)] == ["waiting", "known"]
    await bridge.answer()
    assert bridge.take(raw, uid=7) == "known"
    assert len(queued(engine)) == 1


async def test_under_another_uidvalidity_it_is_known(bridge: Bridge) -> None:
    raw = mail()
    assert [bridge.take(raw, 1, 100), bridge.take(raw, 1, 200)] == ["waiting", "known"]


async def test_delivered_by_two_ways_it_is_known(bridge: Bridge) -> None:
    raw = mail(message_id="<twice@example.com>")
    other = b"Received: from elsewhere by mx2; Tue, 24 Nov 2026 11:59:00 +0000\r\n" + raw
    assert [bridge.take(raw), bridge.take(other)] == ["waiting", "known"]


async def test_another_mail_with_the_same_message_id_is_another(bridge: Bridge) -> None:
    first = mail("One", message_id="<same@example.com>")
    second = mail("Two", message_id="<same@example.com>")
    assert [bridge.take(first), bridge.take(second)] == ["waiting", "waiting"]


async def test_a_silenced_mail_is_known_as_well(bridge: Bridge) -> None:
    raw = mail(Auto_Submitted="auto-replied")
    assert [bridge.take(raw), bridge.take(raw)] == ["silent", "known"]


async def test_another_mail_under_the_same_numbers_is_not_lost(
    bridge: Bridge, engine: Engine
) -> None:
    """A server that gives the same UIDVALIDITY to a mailbox that it set up anew."""
    assert [bridge.take(mail("One"), 1, 1), bridge.take(mail("Two"), 1, 1)] == [
        "waiting",
        "waiting",
    ]
    assert len(stored(engine)) == 2


async def test_several_workers_answer_a_mail_once(
    bridge: Bridge, engine: Engine, responder: ScriptedResponder
) -> None:
    for index in range(12):
        bridge.take(mail(f"Question {index}", sender=f"c{index}@example.com"))
    await asyncio.gather(*(bridge.answer() for _ in range(4)))
    assert len(queued(engine)) == 12
    assert len(responder.turns) == 12
    assert {row["state"] for row in stored(engine)} == {"answered"}


async def test_mails_of_a_conversation_are_answered_in_their_order(
    bridge: Bridge, responder: ScriptedResponder
) -> None:
    first = await bridge.exchange(mail("0"))
    for index in range(1, 5):
        bridge.take(mail(f"Number {index} is here", answers=first))
    await asyncio.gather(*(bridge.answer() for _ in range(3)))
    assert responder.texts[1:] == [f"Number {index} is here" for index in range(1, 5)]


async def test_a_worker_that_died_with_a_mail_in_hand_leaves_it_to_the_next(
    bridge: Bridge, engine: Engine, responder: ScriptedResponder
) -> None:
    bridge.take(mail("Where were we?"))
    from bot.channels.email.answering import inbound_of, take_due

    (held,) = take_due(engine, bridge.clock())
    inbound = inbound_of(held)
    assert inbound is not None
    # It got as far as the answer, but not to the letter.
    await bridge.turns.take(held["conversation_id"], inbound)
    await bridge.answer()
    assert queued(engine) == []
    bridge.clock.passes(minutes=3)
    await bridge.answer()
    assert len(queued(engine)) == 1
    assert len(responder.turns) == 1
