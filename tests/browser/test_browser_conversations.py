"""A whole conversation in each language, by mouse and by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.languages import LANGUAGES
from bot.orders.demo_shop import demo_order
from tests.browser.chat_page import Chat
from tests.browser.conftest import NewChat

pytestmark = pytest.mark.slow

NEEDS = yaml.safe_load(
    (Path(__file__).parents[1] / "whole" / "needs.yml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_customer_asks_about_an_order_with_the_mouse(new_chat: NewChat, language: str) -> None:
    chat = new_chat().visit(f"/?lang={language}")
    order = demo_order(language, "paid")
    chat.page.locator(f"button.ask[data-order='{order}']").click()
    chat.is_greeted()
    chat.field.fill(NEEDS[language]["cancel_order"])
    chat.send_button.click()
    told = chat.answered(code="cancel.allowed")
    assert told["decision"]["order_number"] == order
    no = told["choices"][-1]["label"]
    chat.choices.get_by_text(no, exact=True).click()
    chat.answered(response="utter_cancel.kept")
    chat.field.fill(NEEDS[language]["track_order"])
    chat.send_button.click()
    chat.answered(code="track.paid")
    chat.assert_well_said(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_customer_needs_nothing_but_the_keyboard(new_chat: NewChat, language: str) -> None:
    chat = new_chat().visit(f"/?lang={language}")
    press = chat.page.keyboard.press
    chat.launcher.evaluate("button => button.getRootNode().host.scrollIntoView()")
    _tab_to(chat, "launch")
    press("Enter")
    chat.is_greeted()
    chat.page.keyboard.insert_text(NEEDS[language]["track_order"])
    press("Enter")
    asked = chat.answered(response="utter_order.which")
    _tab_to(chat, "choices", backwards=True)
    wanted = asked["choices"][-1]["label"]
    assert _focused(chat)[1] == wanted
    press("Enter")
    chat.answered(code="track.shipped")
    chat.assert_well_said(language)
    press("Escape")
    assert _focused(chat)[0] == "launch", "the focus is back where it came from"


def _focused(chat: Chat) -> tuple[str, str]:
    """Class and text of what has the focus, however deep: of a choice the class of its group."""
    found: list[str] = chat.page.evaluate(
        """() => {
          let one = document.activeElement;
          while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
          const group = one?.closest(".choices");
          return [group ? "choices" : one?.className ?? "", one?.innerText ?? ""];
        }"""
    )
    return found[0], found[1].strip()


def _tab_to(chat: Chat, name: str, *, backwards: bool = False) -> None:
    for _ in range(120):
        if _focused(chat)[0] == name:
            return
        chat.page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"Tab leads to no {name}")
