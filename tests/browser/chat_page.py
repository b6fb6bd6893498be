"""The demo shop in a real browser, and the chat on it as a customer handles it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, Response

from tests.whole.running_bot import note

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
PLACEHOLDER = re.compile(r"\{[a-z_]+(:[a-z]+)?\}")
ANSWER_SECONDS = 20.0


def until(check: Callable[[], Any], what: str, seconds: float = ANSWER_SECONDS) -> Any:
    """What ``check`` gives once it is true; fails where it does not become so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := check():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come to pass in {seconds:.0f} s")


class Chat:
    """A page with the chat, and what went wrong on it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.errors: list[str] = []
        self.heard: list[dict[str, Any]] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("response", self._response)
        page.on("websocket", lambda socket: socket.on("framereceived", self._frame))

    # What the page is given

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(f"{message.type}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.url.endswith(("/api/v1/messages", "/api/v1/conversations")):
            # A page that goes on to another has no body left to read.
            try:
                self._hear(response.json().get("messages", ()))
            except Exception:  # noqa: BLE001 - playwright raises its own, of many kinds
                return

    def _frame(self, frame: str | bytes) -> None:
        told = json.loads(frame)
        if told.get("type") == "message":
            self._hear([told["message"]])

    def _hear(self, messages: Any) -> None:
        known = {message["id"] for message in self.heard}
        self.heard += [message for message in messages if message["id"] not in known]
        note(list(messages))

    # What the customer does

    def visit(self, path: str) -> Chat:
        self.page.goto(self.address + path)
        self.launcher.wait_for()
        return self

    @property
    def launcher(self) -> Locator:
        return self.page.locator("support-chat button.launch")

    @property
    def field(self) -> Locator:
        return self.page.locator("support-chat support-chat-composer textarea")

    @property
    def send_button(self) -> Locator:
        return self.page.locator("support-chat support-chat-composer button.send")

    @property
    def choices(self) -> Locator:
        """The choices that may still be pressed."""
        return self.page.locator("support-chat .choices button:not([disabled])")

    @property
    def rows(self) -> Locator:
        return self.page.locator("support-chat support-chat-log .row:not(:has(.dots))")

    def texts(self) -> list[str]:
        """Every message on screen, in its order there, without who wrote it."""
        return self.rows.locator(".bubble > span[lang]").all_inner_texts()

    def is_greeted(self) -> None:
        until(lambda: self.rows.count() >= 1, "the greeting")

    def answered(self, response: str | None = None, code: str | None = None) -> dict[str, Any]:
        """The newest message that is on screen and fits: by response or by the rules' code."""

        def look() -> dict[str, Any] | None:
            # Playwright hands out what the page was given only while it is called.
            self.page.wait_for_timeout(1)
            for message in sorted(self.heard, key=lambda one: -int(one["seq"])):
                said = (message.get("decision") or {}).get("code")
                if code in (None, said) and response in (None, message.get("response")):
                    return message
            return None

        message: dict[str, Any] = until(look, f"{response or code}, of {self._lately()}")
        first = message["text"].splitlines()[0][:40]
        until(lambda: any(first in text for text in self.texts()), f"{first!r} on screen")
        return message

    def _lately(self) -> list[str]:
        return [
            f"{message.get('response')} {(message.get('decision') or {}).get('code')}"
            for message in self.heard[-4:]
        ]

    def token(self) -> str:
        """The conversation's token, as the page keeps it."""
        kept = self.page.evaluate(
            "Object.entries(localStorage).find(([name, value]) =>"
            " name.startsWith('support-chat:') && value.includes('conversation_id'))[1]"
        )
        return str(json.loads(kept)["token"])

    def assert_well_said(self, language: str) -> None:
        """Everything on screen is in the language and whole."""
        languages = self.rows.locator(".bubble > span[lang]").evaluate_all(
            "found => found.map(one => one.lang)"
        )
        assert set(languages) == {language}
        for text in self.page.locator("support-chat").all_inner_texts():
            assert not PLACEHOLDER.search(text), text
