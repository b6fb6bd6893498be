"""The desk in a real browser, as an agent handles it."""

from __future__ import annotations

import os
import subprocess

from playwright.sync_api import Browser, Page, expect

from tests.whole.running_bot import BIN, ROOT, Bot

PASSWORD = "a password of the tests"


def hire(bot: Bot, email: str, name: str, *options: str) -> None:
    """Lets somebody come to a running bot's desk, by the command line."""
    subprocess.run(
        [BIN / "support-bot", "agent", "add", email, "--name", name, *options],
        cwd=ROOT,
        env={**os.environ, "SUPPORT_BOT_VAR": str(bot.var)},
        input=f"{PASSWORD}\n",
        text=True,
        check=True,
        capture_output=True,
        timeout=60,
    )


class DeskPage:
    """A signed-in agent's browser, and what went wrong in it."""

    def __init__(self, chromium: Browser, bot: Bot, email: str) -> None:
        self.page: Page = chromium.new_context(base_url=bot.url, locale="en").new_page()
        self.page.set_default_timeout(20_000)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda told: self.errors.append(told.text) if told.type == "error" else None,
        )
        self.page.goto("/desk/")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/desk/")

    def open(self, number: str) -> None:
        """A ticket, as it is opened from the queue."""
        self.page.goto("/desk/?view=open")
        self.page.locator(f"a[href='/desk/tickets/{number}']").first.click()
        self.page.wait_for_url(f"**/desk/tickets/{number}**")

    def press(self, button: str) -> None:
        """A button of the ticket's page, which then shows what has become of it."""
        self.page.get_by_role("button", name=button, exact=True).click()

    def unfold(self, words: str) -> None:
        """What is shown when it is asked for."""
        self.page.locator("summary", has_text=words).click()

    def write(self, text: str) -> None:
        """Words for the customer."""
        self.page.locator("#text").fill(text)
        self.page.keyboard.press("Control+Enter")
        expect(self.page.locator("#messages .agent .text").last).to_have_text(text)

    def canned(self, words: str) -> str:
        """Puts the canned reply that means this into the field; what stands there then."""
        self.unfold("Canned replies")
        self.page.locator("[data-reply]", has_text=words).click()
        return self.page.locator("#text").input_value()

    def close(self) -> None:
        """Takes the ticket, and closes it as solved."""
        self.press("Take it")
        self.unfold("Close the ticket")
        self.press("Close it")
        expect(self.page.get_by_role("status").first).to_have_text("Closed.")

    def note(self, text: str) -> None:
        """Words that no customer sees."""
        self.page.locator("#note").fill(text)
        self.press("Add the note")
        expect(self.page.locator(".notes li").last).to_contain_text(text)
