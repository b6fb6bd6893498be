"""Lost connections, restarts, other tabs and other people: the log stays whole and in order."""

from __future__ import annotations

import time

import pytest

from bot.orders.demo_shop import demo_order
from tests.browser.chat_page import Chat, until
from tests.browser.conftest import NewChat
from tests.whole.running_bot import Bot, Refused
from tests.whole.test_nothing_is_lost import kill

pytestmark = pytest.mark.slow

QUESTION = "Which payment methods do you accept?"
ANSWER = "utter_ask_payment_methods"


def begun(new_chat: NewChat, path: str = "/?lang=en") -> Chat:
    chat = new_chat().visit(path)
    chat.launcher.click()
    chat.is_greeted()
    return chat


def ask(chat: Chat, text: str = QUESTION) -> None:
    chat.field.fill(text)
    chat.field.press("Enter")


def opens(bot: Bot, token: str) -> bool:
    """Whether a token opens its conversation."""
    try:
        return bool(bot.call("GET", "/api/v1/messages?after=0", token=token))
    except Refused:
        return False


def assert_whole(bot: Bot, chat: Chat) -> None:
    """What is on screen is what is stored, in its order, and nothing twice."""

    def stored() -> list[str]:
        told = bot.call("GET", "/api/v1/messages?after=0", token=chat.token())["messages"]
        return ["".join(message["text"].split()) for message in told]

    def shown() -> list[str]:
        return ["".join(text.split()) for text in chat.texts()]

    until(lambda: shown() == stored(), "a whole log", 30)


def test_a_page_that_is_loaded_again_shows_the_same_conversation(
    bot: Bot, new_chat: NewChat
) -> None:
    chat = begun(new_chat)
    ask(chat)
    chat.answered(response=ANSWER)
    chat.page.reload()
    chat.launcher.wait_for()
    chat.launcher.click()
    until(lambda: len(chat.texts()) == 3, "the log of before")
    assert_whole(bot, chat)


def test_what_is_written_without_a_connection_is_sent_once_when_it_is_back(
    bot: Bot, new_chat: NewChat
) -> None:
    chat = begun(new_chat)
    ask(chat)
    chat.answered(response=ANSWER)
    chat.page.context.set_offline(True)
    ask(chat, "Where can I use a coupon?")
    ask(chat, "How long does delivery take?")
    time.sleep(10)
    chat.page.context.set_offline(False)
    until(lambda: len(chat.texts()) >= 7, "the answers", 40)
    assert_whole(bot, chat)
    # The browser itself tells of calls that could not go.
    chat.errors = [error for error in chat.errors if "ERR_INTERNET_DISCONNECTED" not in error]


def test_a_gateway_that_dies_in_the_middle_loses_and_doubles_nothing(
    bot: Bot, new_chat: NewChat
) -> None:
    chat = begun(new_chat)
    ask(chat)
    chat.answered(response=ANSWER)
    kill(bot, "gateway")
    ask(chat, "How long does delivery take?")
    until(lambda: len(chat.texts()) >= 5, "the answer", 60)
    assert_whole(bot, chat)
    chat.errors = [error for error in chat.errors if not _is_of_a_dead_gateway(error)]


def _is_of_a_dead_gateway(error: str) -> bool:
    return any(sign in error for sign in ("ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "WebSocket"))


def test_two_tabs_show_one_conversation(bot: Bot, new_chat: NewChat) -> None:
    first = begun(new_chat)
    ask(first)
    first.answered(response=ANSWER)
    second = new_chat(beside=first).visit("/?lang=en")
    second.launcher.click()
    until(lambda: len(second.texts()) == 3, "the conversation in the second tab")
    ask(second, "How long does delivery take?")
    until(lambda: len(second.texts()) == 5, "the answer in the second tab")
    until(lambda: first.texts() == second.texts(), "the same in the first")
    assert_whole(bot, first)


def test_a_guest_who_signs_in_takes_the_conversation_along(bot: Bot, new_chat: NewChat) -> None:
    chat = begun(new_chat, "/?lang=en&as=guest")
    ask(chat)
    chat.answered(response=ANSWER)
    before = chat.token()
    chat.page.evaluate(
        "document.querySelector('support-chat').identify(async () =>"
        " (await (await fetch('/shop/token?customer=demo-en')).json()).token)"
    )
    order = demo_order("en", "delivered")
    until(lambda: chat.token() != before and opens(bot, chat.token()), "a new token")
    ask(chat, f"Where is my order {order}?")
    told = chat.answered(code="track.delivered")
    assert told["decision"]["order_number"] == order
    assert_whole(bot, chat)


def test_who_comes_next_to_the_same_screen_sees_nothing_of_the_one_before(
    new_chat: NewChat,
) -> None:
    chat = begun(new_chat)
    ask(chat)
    chat.answered(response=ANSWER)
    chat.visit("/?lang=en&as=second")
    chat.launcher.click()
    until(lambda: any("Priya" in text for text in chat.texts()), "a greeting of their own")
    assert QUESTION not in chat.texts()
