"""Numbers run from one without a gap, whoever writes at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy.engine import Engine

from bot.conversations import outbox
from tests.conversations.messages_for import HOLDER, NOW, answer, begun, history, of, received

WRITERS, MESSAGES = 8, 4


def write(engine: Engine, conversation: str, gate: Barrier, writer: int) -> None:
    """Brings messages and answers some of them, as a gateway does, while others do so too."""
    gate.wait()
    for count in range(MESSAGES):
        asked = received(engine, conversation, f"{writer}-{count}", f"gateway-{writer}").message
        current = of(engine, conversation)
        if count % 2:
            given = answer(*("hi" for _ in range(count)))
            outbox.store_replies(engine, current, asked, given, HOLDER, NOW)
        else:
            outbox.tell_answer_follows(engine, conversation, asked, "follows", NOW)


def test_numbers_have_no_gap_under_many_writers(engine: Engine) -> None:
    conversation, gate = begun(engine), Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda writer: write(engine, conversation, gate, writer), range(WRITERS)))
    kept = history(engine, conversation)
    assert [message.seq for message in kept] == list(range(1, len(kept) + 1))
    assert of(engine, conversation).last_seq == len(kept)
    asked = [message for message in kept if message.author == "customer"]
    assert len(asked) == WRITERS * MESSAGES
    assert sum(message.text == "hi" for message in kept) == WRITERS * (1 + 3)


def test_conversations_are_numbered_by_themselves(engine: Engine) -> None:
    both = [begun(engine) for _ in range(2)]
    gate = Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda writer: write(engine, both[writer % 2], gate, writer), range(WRITERS)))
    for conversation in both:
        numbers = [message.seq for message in history(engine, conversation)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_a_message_comes_before_its_replies_and_replies_stand_together(engine: Engine) -> None:
    conversation, gate = begun(engine), Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda writer: write(engine, conversation, gate, writer), range(WRITERS)))
    kept = history(engine, conversation)
    for asked in (message for message in kept if message.author == "customer"):
        numbers = [message.seq for message in kept if message.reply_to == asked.id]
        if numbers:
            assert asked.seq < numbers[0]
            assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
