"""kill -9 of any part at any moment loses and doubles nothing."""

from __future__ import annotations

import os
import signal
import threading
import time
import uuid

import psutil
import pytest

from tests.whole.running_bot import Answer, Bot, Conversation

pytestmark = pytest.mark.slow

QUESTION = "Which payment methods do you accept?"
MODULES = {"gateway": "bot.channels", "actions": "actions", "rasa": "bot.responder"}


def pid_of(bot: Bot, part: str) -> int:
    assert bot.process is not None
    for child in psutil.Process(bot.process.pid).children(recursive=True):
        if child.cmdline()[1:3] == ["-m", MODULES[part]]:
            return int(child.pid)
    raise AssertionError(f"{part} is not running")


def kill(bot: Bot, part: str) -> None:
    os.kill(pid_of(bot, part), signal.SIGKILL)


def until(check: object, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if check():  # type: ignore[operator]
            return
        time.sleep(0.2)
    raise AssertionError("it did not come to pass")


def answers_in(conversation: Conversation, response: str) -> int:
    return sum(message.get("response") == response for message in conversation.messages())


@pytest.mark.timeout(400)
def test_an_answer_follows_once_rasa_or_the_actions_are_back(own_bot: Bot) -> None:
    conversation = own_bot.conversation("demo-en", "en")
    kill(own_bot, "rasa")
    client_id = str(uuid.uuid4())
    told = conversation.say(QUESTION, client_id)
    assert told.responses == ["utter_answer_follows"], told.messages
    until(lambda: answers_in(conversation, "utter_ask_payment_methods") == 1)
    again = conversation.say(QUESTION, client_id)
    assert again.responses == ["utter_answer_follows", "utter_ask_payment_methods"]

    own_bot.wait_until_well()
    kill(own_bot, "actions")
    listed = conversation.say("Show me my orders")
    assert listed.responses[0] in ("utter_answer_follows", "utter_orders.list"), listed.messages
    until(lambda: answers_in(conversation, "utter_orders.list") == 1)
    time.sleep(2)
    assert answers_in(conversation, "utter_orders.list") == 1
    assert answers_in(conversation, "utter_ask_payment_methods") == 1


@pytest.mark.timeout(400)
def test_a_killed_gateway_leaves_no_message_unanswered_and_none_answered_twice(
    own_bot: Bot,
) -> None:
    conversations = [own_bot.conversation(None, "en") for _ in range(6)]
    sent: dict[str, tuple[Conversation, str]] = {}
    answers: list[Answer] = []

    def talk(conversation: Conversation) -> None:
        for _ in range(5):
            client_id = str(uuid.uuid4())
            sent[client_id] = (conversation, QUESTION)
            try:
                answers.append(conversation.say(QUESTION, client_id))
            except OSError:
                return  # the gateway was killed: the client would send it again

    threads = [threading.Thread(target=talk, args=(c,)) for c in conversations]
    for thread in threads:
        thread.start()
    time.sleep(0.15)
    kill(own_bot, "gateway")
    for thread in threads:
        thread.join()
    own_bot.wait_until_well()
    for client_id, (conversation, text) in sent.items():
        conversation.say(text, client_id)
    for conversation in conversations:
        until(lambda c=conversation: _all_answered(c), 60)
        messages = conversation.messages()
        assert [message["seq"] for message in messages] == list(range(1, len(messages) + 1))
        asked = sum(message["author"] == "customer" for message in messages)
        assert asked == sum(c is conversation for c, _ in sent.values())
        assert answers_in(conversation, "utter_ask_payment_methods") == asked


def _all_answered(conversation: Conversation) -> bool:
    messages = conversation.messages()
    asked = sum(message["author"] == "customer" for message in messages)
    return answers_in(conversation, "utter_ask_payment_methods") >= asked


def test_ctrl_c_stops_every_part_within_five_seconds(own_bot: Bot) -> None:
    assert own_bot.process is not None
    parts = [pid_of(own_bot, part) for part in MODULES]
    assert own_bot.stop() < 5
    assert not [pid for pid in parts if psutil.pid_exists(pid)]
