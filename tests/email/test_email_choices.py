"""Choices are numbered lines with links; a number, the words, or a press of a button chooses."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from bot.channels.email.numbered_choices import Numbered, chosen, numbered
from bot.channels.email.threads import Signer
from bot.channels.gateway import create_app
from bot.database.engine import reading, writing
from bot.nlg import Wording
from bot.orders.importing import import_data
from bot.reminders.tables import reminders
from tests.channels.gateway_client import settings_of, url_of
from tests.conversations.scripted_responder import ScriptedResponder
from tests.email.conftest import SIGNER, Bridge, offering
from tests.email.letters import SUPPORT, html_of, links, mail, queued, stored, text_of
from tests.orders.shop_rows import NOW, customer, order

OFFERED = [
    Numbered(1, "a", "Yes, cancel it", "m"),
    Numbered(2, "b", "No", "m"),
    Numbered(3, "c", "Kettle · 3 November · on its way", "m"),
]
WHICH = {"messages": [{"text": "Well."}, offering("Which one?", "The blue one", "The red <one>")]}


@pytest.fixture
def engine(any_engine: Engine) -> Engine:
    """SQLite: the statements of both databases are run by test_email_once.py."""
    return any_engine


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("2", "b"),
        ("2.", "b"),
        ("(2)", "b"),
        ("# 2", "b"),
        ("Nr. 2", "b"),
        ("๒", "b"),
        ("2\n\nThanks, Ana", "b"),
        ("No", "b"),
        ("no!", "b"),
        ("2) No", "b"),
        ("yes cancel it", "a"),
        ("Kettle · 3 November · on its way", "c"),
        ("4", None),
        ("0", None),
        ("2 of them were broken", None),
        ("2\n\nAnd where is my other parcel, please? It is late.", None),
        ("2\n\nAnd 3?", None),
        ("No, I have another question", None),
        ("", None),
    ],
)
def test_an_answer_names_a_choice_or_says_something_else(text: str, choice: str | None) -> None:
    found = chosen(text, OFFERED)
    assert (found.id if found else None) == choice


def test_what_two_messages_offer_alike_has_one_number() -> None:
    yes = {"id": "1", "label": "Yes", "payload": {"intent": "affirm", "entities": {}}}
    again = {**yes, "id": "2"}
    other = {**yes, "id": "3", "label": "No"}
    found = numbered([("m1", [yes]), ("m2", [again, other])])
    assert [(c.number, c.label) for c in found] == [(1, "Yes"), (2, "No")]


@pytest.mark.parametrize("answer", ["2", "The red <one>"])
async def test_an_answer_by_mail_presses_the_choice(
    bridge: Bridge, responder: ScriptedResponder, answer: str
) -> None:
    responder.script["Cancel"] = WHICH
    letter = await bridge.exchange(mail("Cancel"))
    assert "1) The blue one" in text_of(letter)
    assert "2) The red <one>" in text_of(letter)
    assert "The red &lt;one&gt;</a>" in html_of(letter)
    await bridge.exchange(mail(answer, answers=letter))
    pressed = responder.turns[1]["choice"]
    assert pressed == {"intent": "inform", "entities": {"what": "The red <one>"}}


async def test_a_number_that_was_not_offered_is_words(
    bridge: Bridge, responder: ScriptedResponder
) -> None:
    responder.script["Cancel"] = WHICH
    letter = await bridge.exchange(mail("Cancel"))
    await bridge.exchange(mail("7", answers=letter))
    assert (responder.turns[1]["choice"], responder.turns[1]["text"]) == (None, "7")


@pytest.fixture
def browser(
    engine: Engine,
    responder: ScriptedResponder,
    wording: Wording,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> TestClient:
    """A gateway whose pages the links of letters open. It does no jobs, so that no letter goes."""
    monkeypatch.setattr(Wording, "load", lambda: wording)
    settings = settings_of(
        tmp_path / "var",
        database_url=url_of(engine),
        jwt_secret=SIGNER.secret,
        mail_address=SUPPORT,
    )
    app = create_app(settings, responder_url=responder.url, actions_url=responder.url)
    return TestClient(app, base_url="http://127.0.0.1:8123", follow_redirects=False)


async def _press(browser: TestClient, path: str) -> int:
    """The button, as a browser presses it."""
    origin = {"Origin": "http://127.0.0.1:8123"}
    return (await asyncio.to_thread(browser.post, path, headers=origin)).status_code


async def test_a_link_shows_a_button_and_only_the_button_acts(
    bridge: Bridge, engine: Engine, responder: ScriptedResponder, browser: TestClient
) -> None:
    responder.script["Cancel"] = WHICH
    letter = await bridge.exchange(mail("Cancel"))
    _, red = links(letter)
    for _ in range(3):  # a scanner of mails, again and again
        page = await asyncio.to_thread(browser.get, red)
        assert page.status_code == 200
        assert "The red &lt;one&gt;" in page.text
        assert '<form method="post">' in page.text
        assert "script" not in page.text
        assert page.headers["referrer-policy"] == "same-origin"
    await bridge.answer()
    assert len(responder.turns) == 1

    assert [await _press(browser, red), await _press(browser, red)] == [200, 200]
    bridge.clock.passes(days=10)  # the gateway has a clock of its own
    await bridge.answer()
    assert len(responder.turns) == 2
    assert responder.turns[1]["choice"]["entities"] == {"what": "The red <one>"}
    second = queued(engine)[-1]
    assert second["Subject"] == "Re: Payment"
    assert second["In-Reply-To"] == letter["In-Reply-To"]
    done = await asyncio.to_thread(browser.get, red)
    assert "<form" not in done.text


async def test_a_link_of_an_older_letter_does_nothing(
    bridge: Bridge, engine: Engine, responder: ScriptedResponder, browser: TestClient
) -> None:
    responder.script["Cancel"] = WHICH
    letter = await bridge.exchange(mail("Cancel"))
    await bridge.exchange(mail("Wait, I have another question", answers=letter))
    assert await _press(browser, links(letter)[0]) == 410
    assert len(stored(engine)) == 2


async def test_of_two_links_pressed_at_once_the_first_counts(
    bridge: Bridge, responder: ScriptedResponder, browser: TestClient
) -> None:
    responder.script["Cancel"] = WHICH
    blue, red = links(await bridge.exchange(mail("Cancel")))
    assert [await _press(browser, blue), await _press(browser, red)] == [200, 410]


async def test_a_link_that_is_made_up_or_cut_shows_nothing(
    bridge: Bridge, responder: ScriptedResponder, browser: TestClient
) -> None:
    responder.script["Cancel"] = WHICH
    path = links(await bridge.exchange(mail("Cancel")))[0]
    forged = Signer("some other secret, of whoever tries", SUPPORT)
    conversation = SIGNER.followed("choose", path.rsplit("/", 1)[1])
    assert conversation is not None
    for wrong in (
        path[:-1],
        f"/mail/choose/{forged.link('choose', *conversation)}",
        path.replace("/choose/", "/reminders/"),
        path.replace("/choose/", "/other/"),
        "/mail/choose/%00",
    ):
        assert await _press(browser, wrong) == 404


async def test_another_sites_page_can_not_press(
    bridge: Bridge, responder: ScriptedResponder, browser: TestClient
) -> None:
    responder.script["Cancel"] = WHICH
    path = links(await bridge.exchange(mail("Cancel")))[0]
    origin = {"Origin": "https://evil.example"}
    answer = await asyncio.to_thread(browser.post, path, headers=origin)
    assert answer.status_code == 403


async def test_reminders_stop_when_the_button_is_pressed_and_not_before(
    bridge: Bridge, engine: Engine, browser: TestClient
) -> None:
    import_data(engine, {"customers": [customer()], "orders": [order()]})
    await bridge.exchange(mail("Hello there, is anybody here?"))
    conversation = stored(engine)[0]["conversation_id"]
    with writing(engine) as connection:
        connection.execute(
            sa.insert(reminders).values(
                customer_id="c-1",
                order_number="JM-4821-7305",
                kind="day_100",
                code="not_received.wait",
                conversation_id=conversation,
                due_at=NOW,
                state="waiting",
                created_at=NOW,
            )
        )

    def states() -> list[tuple[str, str | None]]:
        with reading(engine) as connection:
            found = connection.execute(sa.select(reminders.c.state, reminders.c.reason))
            return [(row.state, row.reason) for row in found]

    path = f"/mail/reminders/{SIGNER.link('reminders', conversation)}"
    page = await asyncio.to_thread(browser.get, path)
    assert "lembretes" in page.text
    assert states() == [("waiting", None)]
    # As a mail program does by itself: RFC 8058 sends no Origin.
    one_click = {"List-Unsubscribe": "One-Click"}
    answer = await asyncio.to_thread(browser.post, path, data=one_click)
    assert answer.status_code == 200
    assert states() == [("dropped", "unsubscribed")]
