"""The bridge to an outside help desk: in order, nothing lost, nothing doubled, both ways."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.channels import jobs
from bot.desk.bridge import HELD, Bridge
from bot.desk.chatwoot import Chatwoot
from bot.orders.importing import import_file
from bot.settings import BadSetting, load_settings
from tests.conversations.scripted_responder import ScriptedResponder
from tests.desk.chatwoot_server import ACCOUNT, INBOX, SECRET, TOKEN, ChatwootServer, said, signed
from tests.desk.conftest import open_office
from tests.desk.shop import shop_file
from tests.desk.visitor import Office

WEBHOOK = "/desk/bridge/chatwoot"


@pytest.fixture
def chatwoot() -> Iterator[ChatwootServer]:
    made = ChatwootServer()
    made.listen()
    yield made
    made.close()


@pytest.fixture
def bridged(
    engine: Engine,
    responder: ScriptedResponder,
    tmp_path: Path,
    chatwoot: ChatwootServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Office]:
    """An office with a bridge that the tests carry over by hand."""
    monkeypatch.setattr(jobs, "BRIDGE_SECONDS", 3600)
    import_file(engine, shop_file(tmp_path))
    settings = {
        "chatwoot_url": chatwoot.url,
        "chatwoot_token": TOKEN,
        "chatwoot_account": ACCOUNT,
        "chatwoot_inbox": INBOX,
        "chatwoot_webhook_secret": SECRET,
    }
    with ExitStack() as stack:
        yield open_office(stack, engine, responder, tmp_path, **settings)


async def in_thread(work: Any, *arguments: Any) -> Any:
    return await asyncio.to_thread(work, *arguments)


def carry(office: Office, later: timedelta = timedelta(0)) -> int:
    """Carries what waits, so much later."""
    help_desk = Chatwoot.of(office.settings)
    assert help_desk is not None
    bridge = Bridge(office.engine, help_desk, in_thread)
    return asyncio.run(bridge.carry(datetime.now(timezone.utc) + later))


def test_a_handover_reaches_the_help_desk_with_its_packet_and_in_order(
    bridged: Office, chatwoot: ChatwootServer
) -> None:
    talk, number = bridged.handed_over("c-1", text="a person please")
    for text in ("one", "two", "three"):
        talk.send(text=text)
    carry(bridged)
    assert chatwoot.texts() == ["a person please", "one", "two", "three"]
    assert number in chatwoot.texts(private=True)[0]
    assert [c["identifier"] for c in chatwoot.contacts.values()] == ["c-1"]
    assert carry(bridged) == 0


def test_what_it_cant_take_now_goes_later_in_order_and_once(
    bridged: Office, chatwoot: ChatwootServer
) -> None:
    talk, _ = bridged.handed_over("c-1", text="a person please")
    chatwoot.hang_up()
    assert carry(bridged) == 0
    talk.send(text="are you there?")
    assert carry(bridged) == 0  # not at once again
    chatwoot.listen()
    chatwoot.status = 503
    assert carry(bridged, timedelta(minutes=1)) == 0
    chatwoot.status = 200
    talk.send(text="hello?")
    carry(bridged, timedelta(minutes=10))
    assert chatwoot.texts() == ["a person please", "are you there?", "hello?"]


def test_an_answer_that_was_lost_doubles_nothing(bridged: Office, chatwoot: ChatwootServer) -> None:
    talk, _ = bridged.handed_over("c-1", text="a person please")
    talk.send(text="one")
    for step in range(1, 12):
        chatwoot.loses = 1
        carry(bridged, timedelta(minutes=10 * step))
    chatwoot.loses = 0
    carry(bridged, timedelta(hours=3))
    assert chatwoot.texts() == ["a person please", "one"]
    notes = chatwoot.texts(private=True)
    assert len(notes) == len(set(notes))


def test_a_killed_gateway_doubles_nothing(bridged: Office, chatwoot: ChatwootServer) -> None:
    bridged.handed_over("c-1", text="a person please")
    bridge = Bridge(bridged.engine, Chatwoot.of(bridged.settings), in_thread)  # type: ignore[arg-type]

    async def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    bridge._keep = killed  # type: ignore[method-assign] # dies when it would note what was sent
    for step in range(3):
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(bridge.carry(datetime.now(timezone.utc) + HELD * 2 * step))
    carry(bridged, timedelta(hours=1))
    assert chatwoot.texts() == ["a person please"]
    assert len(chatwoot.conversations) == 1


def test_a_message_that_is_refused_for_good_holds_up_nothing(
    bridged: Office, chatwoot: ChatwootServer
) -> None:
    talk, _ = bridged.handed_over("c-1", text="a person please")
    chatwoot.refuses = "too odd"
    talk.send(text="too odd")
    talk.send(text="and on")
    carry(bridged)
    assert chatwoot.texts() == ["a person please", "and on"]


def test_what_its_agents_say_reaches_the_customer_once_and_is_not_sent_back(
    bridged: Office, chatwoot: ChatwootServer
) -> None:
    talk, number = bridged.handed_over("c-1")
    carry(bridged)
    event = signed(said(1, "Hello from the other desk"))
    for _ in range(3):  # replayed
        assert bridged.client.post(WEBHOOK, **event).status_code == 200
    assert bridged.client.post(WEBHOOK, **signed(said(1, "Hello from the other desk"))).json()
    told = talk.read().body
    assert told["owner"] == "agent"
    assert [m["text"] for m in told["messages"] if m["author"] == "agent"] == [
        "Hello from the other desk"
    ]
    assert told["messages"][-1]["agent"] == {"name": "Olga"}
    assert bridged.ticket(number).answered_at is not None
    before = chatwoot.texts()
    carry(bridged, timedelta(seconds=5))
    assert chatwoot.texts() == before
    assert carry(bridged, timedelta(seconds=9)) == 0


def test_what_it_resolves_is_closed_here_and_the_bot_is_back(
    bridged: Office, chatwoot: ChatwootServer
) -> None:
    talk, number = bridged.handed_over("c-1")
    carry(bridged)
    bridged.client.post(WEBHOOK, **signed(said(1, "Done.")))
    resolved = {"event": "conversation_status_changed", "id": 1, "status": "resolved"}
    bridged.client.post(WEBHOOK, **signed(resolved))
    assert bridged.owner(talk) == "closed"
    assert bridged.ticket(number).state == "closed"
    assert talk.send(text="thanks").texts == ["heard: thanks"]
    assert chatwoot.conversations


@pytest.mark.parametrize(
    "webhook",
    [
        # Signed when the test runs: its age counts from then.
        lambda: signed(said(1, "forged"), secret="another"),
        lambda: signed(said(1, "old"), age=400),
        lambda: signed(said(1, "early"), age=-400),
        lambda: {**signed(said(1, "x")), "content": b'{"event": "other"}'},
        lambda: {"content": b"{}", "headers": {}},
        lambda: {"content": b"{}", "headers": {"X-Chatwoot-Timestamp": "ten"}},
    ],
)
def test_a_webhook_that_is_not_its_own_or_old_is_refused(
    bridged: Office, webhook: Callable[[], dict[str, Any]]
) -> None:
    assert bridged.client.post(WEBHOOK, **webhook()).status_code == 401


def test_private_notes_and_our_own_messages_are_not_told_to_customers(
    bridged: Office, chatwoot: ChatwootServer
) -> None:
    talk, _ = bridged.handed_over("c-1")
    carry(bridged)
    before = len(bridged.said(talk))
    for event in (
        said(1, "private", private=True),
        said(1, "ours", content_attributes={"support_bot_id": "x"}),
        said(1, "the customer's", message_type="incoming"),
        said(99, "another conversation"),
        {"event": "conversation_updated"},
        {},
    ):
        assert bridged.client.post(WEBHOOK, **signed(event)).status_code == 200
    assert len(bridged.said(talk)) == before
    assert chatwoot.texts()


def test_its_settings_go_together() -> None:
    with pytest.raises(BadSetting, match="go together"):
        load_settings(_env_file=None, chatwoot_url="https://desk.example")
