"""One running bot, one Chromium; each test has a profile of its own and must leave no error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chat_page import CHROMIUM, FLAGS, Chat
from tests.whole.running_bot import Bot

NewChat = Callable[..., Chat]


@pytest.fixture(scope="session")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """The bot on SQLite with the demo shop and its page."""
    running = Bot(tmp_path_factory.mktemp("browser-bot"))
    running.start()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. A module's own: while Playwright is there, this thread has a running
    event loop, in which other tests can start none."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def new_chat(bot: Bot, chromium: Browser) -> Iterator[NewChat]:
    """Opens a page in a new profile, or, with ``beside``, as another tab of a chat's profile.

    When the test ends, no page may have had an error, nor the gateway a report of one.
    """
    opened: list[Chat] = []
    reports = bot.log.count("csp_report")

    def open_chat(*, beside: Chat | None = None, **options: Any) -> Chat:
        if beside is not None:
            page = beside.page.context.new_page()
        else:
            options = {"viewport": {"width": 1280, "height": 860}, **options}
            page = chromium.new_context(accept_downloads=True, **options).new_page()
        page.set_default_timeout(20_000)
        chat = Chat(page, bot.url)
        opened.append(chat)
        return chat

    yield open_chat
    for chat in opened:
        chat.page.context.close()
    assert [error for chat in opened for error in chat.errors] == []
    assert bot.log.count("csp_report") == reports
