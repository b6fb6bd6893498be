"""The desk in a real Chromium: by keyboard alone, live, with nothing a screen reader trips on."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.channels.gateway import create_app
from bot.database.engine import engine_of
from bot.desk import sessions
from bot.desk.counting import count_due
from bot.orders.importing import import_file
from tests.channels.gateway_client import settings_of
from tests.conversations.scripted_responder import ScriptedResponder
from tests.desk.shop import MEAN, shop_file
from tests.desk.visitor import PASSWORD, Office

pytestmark = pytest.mark.slow

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
LIMITS = "login=1000/hour,conversation=100000/min,address=100000/min,new=100000/min"


@pytest.fixture(scope="module")
def office(
    migrated_file: Path, responder: ScriptedResponder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """A gateway that is served on a port, for browsers."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copy(migrated_file, folder / "bot.sqlite3")
    url = f"sqlite:///{folder / 'bot.sqlite3'}"
    engine = engine_of(url)
    import_file(engine, shop_file(folder))
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = settings_of(folder / "settings", database_url=url, port=port, limits=LIMITS)
    app = create_app(settings, responder_url=responder.url, actions_url=responder.url)
    options = {"host": "127.0.0.1", "port": port, "log_level": "error", "ws": "none"}
    server = uvicorn.Server(uvicorn.Config(app, **options))  # type: ignore[arg-type]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    client = httpx2.Client(base_url=f"http://127.0.0.1:{port}")
    made = Office(settings, engine, app, client, responder)  # type: ignore[arg-type]
    made.hire()
    yield made
    client.close()
    server.should_exit = True
    thread.join(timeout=10)
    engine.dispose()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, office: Office) -> Iterator[Page]:
    """A page of the desk. Whatever its console complains about fails the test."""
    context = chromium.new_context(base_url=str(office.client.base_url))
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("dialog", lambda dialog: complaints.append(f"a dialog: {dialog.message}"))
    yield opened
    context.close()
    assert [c for c in complaints if "401" not in c and "404" not in c] == []


def sign_in(page: Page, who: str) -> None:
    page.goto("/desk/")
    expect(page.locator("#email")).to_be_focused()
    page.keyboard.type(f"{who}@shop.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def clean(page: Page) -> None:
    """Nothing on the page that axe objects to, once what appears has appeared."""
    page.evaluate("() => Promise.all(document.getAnimations().map(one => one.finished))")
    found: Any = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()


def tab_to(page: Page, name: str) -> None:
    """Moves by the Tab key to what is called so."""
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate(
            "() => (document.activeElement.labels?.[0] ?? document.activeElement).textContent"
        )
        if name in " ".join(str(at).split()):
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_from_question_to_closed_ticket_by_keyboard_alone(office: Office, page: Page) -> None:
    talk, number = office.handed_over("c-th", locale="th", text="อยากคุยกับคนค่ะ")
    sign_in(page, "maria")
    expect(page).to_have_title("(1) Queue · Jama")
    tab_to(page, "Take the next one")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/tickets/{number}**")
    tab_to(page, "Answer (the customer reads ไทย)")
    page.keyboard.type("Hello, how can I help?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages .agent .text")).to_have_text("Hello, how can I help?")
    talk.send(text="ขอบคุณค่ะ")  # arrives by itself
    expect(page.locator("#messages .customer .text").last).to_have_text("ขอบคุณค่ะ")
    tab_to(page, "Canned replies")
    page.keyboard.press("Enter")
    tab_to(page, "I'm sorry for the trouble")
    page.keyboard.press("Enter")
    written = page.locator("#text").input_value()
    assert "ขออภัย" in written  # in the customer's language, though its label is in the agent's
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages .agent .text").last).to_have_text(written)
    tab_to(page, "A note that no customer sees")
    page.keyboard.type("wants to be called")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".notes li")).to_contain_text("wants to be called")
    clean(page)
    tab_to(page, "Close the ticket")
    page.keyboard.press("Enter")
    tab_to(page, "Close it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Closed.")
    assert office.owner(talk) == "closed"


def test_every_page_is_clean_for_screen_readers_by_day_and_night(
    office: Office, page: Page
) -> None:
    office.handed_over("c-mean", category="defect", order_number="JM-1000-0003", text=MEAN)
    page.goto("/desk/")
    clean(page)
    sign_in(page, "lea")
    count_due(office.engine, office.desk.clock())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for path in ("/desk/", "/desk/insight", "/desk/agents", "/desk/account", "/desk/none"):
            page.goto(path)
            clean(page)


def test_the_queue_is_live_and_so_is_its_count(office: Office, page: Page) -> None:
    sign_in(page, "tom")
    before = int(page.locator("[data-count=waiting]").inner_text())
    _, number = office.handed_over("c-mean", text=MEAN)
    expect(page.get_by_text(number)).to_be_visible()
    expect(page.locator("[data-count=waiting]")).to_have_text(str(before + 1))
    assert page.title().startswith(f"({before + 1})")
    page.goto(f"/desk/tickets/{number}")
    expect(page.locator("#messages .customer .text")).to_have_text(MEAN)


def test_a_session_that_is_ended_in_the_middle_shows_the_sign_in_page(
    office: Office, page: Page
) -> None:
    _, number = office.handed_over()
    sign_in(page, "tom")
    page.goto(f"/desk/tickets/{number}")
    sessions.end(office.engine, office.people["tom"], office.desk.clock())
    page.wait_for_url("**/desk/login**")
    expect(page.get_by_label("Password")).to_be_visible()
