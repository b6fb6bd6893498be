"""Every screen of the chat is without a fault that axe-core finds, large and small, light and
dark; what customers and shops write stays text."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from bot.orders.demo_shop import demo_order
from tests.browser.chat_page import Chat, until
from tests.browser.conftest import NewChat
from tests.browser.test_browser_trouble import ask, begun

pytestmark = pytest.mark.slow

WORDS = yaml.safe_load(
    (Path(__file__).parents[1] / "whole" / "dialogues" / "words" / "en.yml").read_text("utf-8")
)
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
SCREENS = {
    "desktop": {},
    "desktop, dark": {"color_scheme": "dark"},
    "phone": PHONE,
    "phone, dark": {**PHONE, "color_scheme": "dark"},
    "zoomed to 200 %": {"viewport": {"width": 640, "height": 430}, "device_scale_factor": 2},
    "forced colours": {"forced_colors": "active"},
    "less motion": {"reduced_motion": "reduce"},
}
PAYLOADS = (
    "<script>window.broken = 1</script>",
    "<img src=x onerror='window.broken = 1'>",
    "javascript:window.broken=1",
    "[look](javascript:window.broken=1)",
    'https://shop.example/" onclick="window.broken=1',
    "<a href='javascript:window.broken=1'>here</a>",
    "<svg/onload=window.broken=1>",
    "{{constructor.constructor('window.broken=1')()}}",
    "${window.broken=1}",
    "<iframe srcdoc='<script>parent.broken=1</script>'></iframe>",
)


def photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (640, 480), (180, 90, 40)).save(written, "JPEG")
    return written.getvalue()


def assert_accessible(chat: Chat, screen: str) -> None:
    chat.page.wait_for_timeout(600)  # what fades in has its colours only then
    found = Axe().run(chat.page).response["violations"]
    told = [
        (one["id"], [(node["target"], node["failureSummary"]) for node in one["nodes"]])
        for one in found
    ]
    assert told == [], screen


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_on_any_screen(new_chat: NewChat, screen: str) -> None:
    chat = new_chat(**SCREENS[screen]).visit("/?lang=en")
    assert_accessible(chat, "the shop")
    chat.launcher.click()
    chat.is_greeted()
    assert_accessible(chat, "the greeting")
    ask(chat, WORDS["where"])
    chat.answered(response="utter_order.which")
    chat.choices.first.click()
    chat.answered(code="track.paid")
    assert_accessible(chat, "an order's card")
    chat.page.locator("support-chat .menu-button").click()
    assert_accessible(chat, "the menu")
    chat.page.locator("support-chat .menu .danger").click()
    assert_accessible(chat, "the question before erasing")
    chat.page.keyboard.press("Escape")
    chat.page.locator("support-chat input[type=file]").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    until(lambda: chat.page.locator("support-chat .uploads li").count(), "the photo")
    assert_accessible(chat, "a photo to send")
    chat.page.locator("support-chat .uploads .remove").click()
    ask(chat, WORDS["goodbye"])
    chat.answered(response="utter_goodbye")
    until(lambda: chat.page.locator("support-chat support-chat-rating").count(), "the question")
    assert_accessible(chat, "the question at the end")


def test_the_page_in_the_app_is_accessible(new_chat: NewChat) -> None:
    chat = new_chat(**PHONE)
    chat.page.goto(f"{chat.address}/app?language=th")
    until(lambda: chat.page.locator(".row .bubble").count(), "the greeting")
    assert_accessible(chat, "the page in the app")


def test_a_photo_goes_into_the_claim_and_is_seen(new_chat: NewChat) -> None:
    chat = new_chat().visit("/?lang=en")
    order = demo_order("en", "delivered")
    chat.page.locator(f"button.ask[data-order='{order}']").click()
    chat.is_greeted()
    ask(chat, WORDS["defect"])
    chat.answered(code="defect.claim")
    ask(chat, WORDS["defect_description"])
    chat.answered(response="utter_ask_photo")
    chat.page.locator("support-chat input[type=file]").set_input_files(
        {"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    until(lambda: chat.page.locator("support-chat .uploads progress").count() == 0, "the upload")
    chat.send_button.click()
    told = chat.answered(response="utter_ticket.opened")
    assert told["ticket"]["category"] == "defect"
    picture = chat.page.locator("support-chat .row.customer button.picture img")
    until(lambda: picture.evaluate("one => one.naturalWidth") > 0, "the photo in the log")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_looks_like_markup_stays_text(new_chat: NewChat, payload: str) -> None:
    chat = begun(new_chat)
    ask(chat, payload)
    until(lambda: len(chat.texts()) >= 3, "the answer")
    assert payload in chat.texts()
    assert chat.page.evaluate("window.broken") is None
    links = chat.page.locator("support-chat .bubble a").evaluate_all(
        "found => found.map(one => one.href)"
    )
    assert all(link.startswith("https://shop.example/") for link in links)


def test_data_is_erased_when_asked_for(new_chat: NewChat) -> None:
    chat = begun(new_chat)
    ask(chat, "My neighbour Waldemar has my parcel")
    until(lambda: len(chat.texts()) >= 3, "the answer")
    chat.page.locator("support-chat .menu-button").click()
    chat.page.locator("support-chat .menu .danger").click()
    chat.page.locator("support-chat .asking .danger").click()
    until(lambda: len(chat.texts()) == 1, "a new conversation")
    assert "Waldemar" not in chat.page.content()


def test_the_conversation_can_be_taken_along_as_a_file(new_chat: NewChat) -> None:
    chat = begun(new_chat)
    ask(chat)
    chat.answered(response="utter_ask_payment_methods")
    chat.page.locator("support-chat .menu-button").click()
    with chat.page.expect_download() as download:
        chat.page.locator("support-chat .menu button.line").first.click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert all(line.strip() in text for said in chat.texts() for line in said.splitlines())
