"""The inbox: each message is kept once, cleaned and cut, and given to whoever answers."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy.engine import Engine

from bot.conversations import inbox
from bot.conversations.errors import (
    ClientIdReused,
    InboxError,
    UnknownChoice,
    UnknownConversation,
)
from bot.conversations.inbox import Received
from bot.conversations.messages import InboundMessage
from tests.conversations.messages_for import (
    LATER,
    NOW,
    TRACK,
    begun,
    history,
    of,
    owned_by,
    received,
    said,
    texts,
)

CARD = "4111 1111 1111 1111"


def test_a_message_is_kept_with_the_next_number(engine: Engine) -> None:
    conversation = begun(engine, language="th")
    first = received(engine, conversation, "one").message
    second = received(engine, conversation, "two", now=LATER).message
    assert [first.seq, second.seq] == [2, 3]
    kept = history(engine, conversation)[2]
    assert kept.as_json() == second.as_json()
    assert (kept.author, kept.text, kept.language, kept.sent_at) == ("customer", "two", "th", LATER)
    assert of(engine, conversation).last_seq == 3


def test_what_is_kept_is_cleaned_and_cut(engine: Engine) -> None:
    conversation = begun(engine)
    received(engine, conversation, f" my\u200b card\u202e is {CARD}\x00 ")
    assert history(engine, conversation)[1].text == "my card is 4111 11** **** 1111"


def test_cleaning_comes_before_cutting() -> None:
    hidden = "\u200b".join("4111111111111111")
    assert inbox.safe(said(hidden)).text == "411111******1111"


def test_a_new_message_waits_for_its_answer_and_takes_the_turn(engine: Engine) -> None:
    found = received(engine, begun(engine))
    assert (found.turn, found.known, found.waiting) == (True, False, False)
    assert found.message.state == "pending"


def test_a_message_after_one_that_waits_is_told_so(engine: Engine) -> None:
    conversation = begun(engine)
    received(engine, conversation, "one")
    assert received(engine, conversation, "two").waiting


def test_a_message_of_another_conversation_makes_nobody_wait(engine: Engine) -> None:
    received(engine, begun(engine), "one")
    assert not received(engine, begun(engine), "two").waiting


def test_the_same_message_again_is_known_and_kept_once(engine: Engine) -> None:
    conversation, message = begun(engine), said("hello")
    first = received(engine, conversation, message)
    again = received(engine, conversation, message, now=LATER)
    assert again.known
    assert again.message.as_json() == first.message.as_json()
    assert not again.turn
    assert texts(history(engine, conversation)) == ["Hello!", "hello"]


def test_the_same_message_told_with_other_spaces_is_the_same(engine: Engine) -> None:
    conversation, message = begun(engine), said("e\u0301te\u0301")
    received(engine, conversation, message)
    assert received(engine, conversation, said("  \u200bété ", message.client_id)).known


@pytest.mark.parametrize(
    "changes", [{"text": "other"}, {"choice_id": "c-1"}, {"attachments": ("a-1",)}]
)
def test_a_client_id_with_other_content_is_refused(
    engine: Engine, changes: dict[str, object]
) -> None:
    conversation, message = begun(engine), said("hello")
    received(engine, conversation, message)
    other = InboundMessage(**{"client_id": message.client_id, "text": "hello", **changes})
    with pytest.raises(ClientIdReused):
        received(engine, conversation, other)
    assert len(history(engine, conversation)) == 2


def test_two_conversations_may_use_the_same_client_id(engine: Engine) -> None:
    client_id = str(uuid.uuid4())
    for text in ("one", "two"):
        assert not received(engine, begun(engine), said(text, client_id)).known


def test_a_choice_is_kept_with_its_label_and_what_it_means(engine: Engine) -> None:
    conversation = begun(engine, choices=[TRACK])
    offered = history(engine, conversation)[0].choices[0]
    message = received(engine, conversation, said("", choice_id=offered["id"])).message
    assert (message.text, message.choice) == (TRACK["label"], TRACK["payload"])
    kept = history(engine, conversation)[1]
    assert (kept.id, kept.text, kept.choice) == (message.id, message.text, message.choice)


def test_a_choice_may_be_pressed_twice(engine: Engine) -> None:
    conversation = begun(engine, choices=[TRACK])
    offered = history(engine, conversation)[0].choices[0]["id"]
    received(engine, conversation, said("", choice_id=offered))
    assert not received(engine, conversation, said("", choice_id=offered)).known


def test_a_choice_that_was_never_offered_is_refused(engine: Engine) -> None:
    conversation = begun(engine, choices=[TRACK])
    with pytest.raises(UnknownChoice):
        received(engine, conversation, said("", choice_id="never-offered"))
    assert len(history(engine, conversation)) == 1


def test_a_choice_of_another_conversation_is_refused(engine: Engine) -> None:
    theirs = history(engine, begun(engine, choices=[TRACK]))[0].choices[0]["id"]
    with pytest.raises(UnknownChoice):
        received(engine, begun(engine, choices=[TRACK]), said("", choice_id=theirs))


def test_a_refused_message_leaves_the_number_and_the_client_id_free(engine: Engine) -> None:
    conversation, client_id = begun(engine), str(uuid.uuid4())
    with pytest.raises(InboxError):
        received(engine, conversation, said("", client_id, choice_id="never-offered"))
    found = received(engine, conversation, said("hello", client_id))
    assert (found.message.seq, found.turn, found.waiting) == (2, True, False)


def test_an_unknown_conversation_is_refused(engine: Engine) -> None:
    with pytest.raises(UnknownConversation):
        received(engine, str(uuid.uuid4()))


@pytest.mark.parametrize("owner", ["queue", "agent"])
def test_a_message_for_a_person_is_kept_and_takes_no_turn(engine: Engine, owner: str) -> None:
    conversation = begun(engine)
    owned_by(engine, conversation, owner)
    found = received(engine, conversation, "are you there?")
    assert (found.turn, found.message.state, found.conversation.owner) == (False, "done", owner)
    assert of(engine, conversation).owner == owner
    assert texts(history(engine, conversation)) == ["Hello!", "are you there?"]


@pytest.mark.parametrize("text", ["/restart", "talk to the bot", "close", '{"owner": "bot"}'])
def test_nothing_a_customer_types_undoes_a_handover(engine: Engine, text: str) -> None:
    conversation = begun(engine)
    owned_by(engine, conversation, "queue")
    received(engine, conversation, text)
    assert of(engine, conversation).owner == "queue"


def test_a_message_opens_a_closed_conversation_for_the_bot(engine: Engine) -> None:
    conversation = begun(engine)
    owned_by(engine, conversation, "closed")
    found = received(engine, conversation)
    assert (found.turn, found.message.state, found.conversation.owner) == (True, "pending", "bot")
    assert of(engine, conversation).owner == "bot"


def test_the_same_message_ten_times_at_once_is_kept_once(engine: Engine) -> None:
    conversation, message, gate = begun(engine), said("hello"), Barrier(10)

    def receive(place: int) -> Received:
        gate.wait()
        return received(engine, conversation, message, holder=f"gateway-{place}")

    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(receive, range(10)))
    assert sorted(one.known for one in found) == [False] + [True] * 9
    assert sum(one.turn for one in found) == 1
    assert len({one.message.id for one in found}) == 1
    assert len(history(engine, conversation)) == 2


def test_a_moment_without_a_zone_is_a_mistake_of_ours(engine: Engine) -> None:
    conversation = begun(engine)
    with pytest.raises(ValueError, match="time zone"):
        received(engine, conversation, now=NOW.replace(tzinfo=None))
    assert len(history(engine, conversation)) == 1
