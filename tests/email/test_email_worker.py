"""The worker between a real Dovecot and the database: each mail once, whatever goes away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.engine import Engine
from structlog.testing import capture_logs

from bot.channels.email import worker as worker_module
from bot.channels.email.answering import Answering
from bot.channels.email.chat_to_mail import ChatToMail
from bot.channels.email.composing import Shop
from bot.channels.email.mailbox import Mailbox, MailboxAway
from bot.channels.email.parsed_mail import ParsedMail
from bot.channels.email.receiving import Kept, Reception
from bot.channels.email.worker import Worker
from bot.conversations.responder_client import ResponderClient
from bot.conversations.turns import Turns
from bot.nlg import Wording
from tests.conversations.scripted_responder import SECRET, ScriptedResponder
from tests.email.conftest import SIGNER
from tests.email.letters import AUTHSERV, mail, queued, stored
from tests.services.dovecot import Dovecot


@pytest.fixture
def engine(any_engine: Engine) -> Engine:
    """SQLite: what happens at the mailbox is the same on every database."""
    return any_engine


def _keep_none(_: str, __: ParsedMail) -> Kept:
    return Kept()


@pytest_asyncio.fixture
async def new_worker(
    engine: Engine,
    responder: ScriptedResponder,
    wording: Wording,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Callable[..., Worker]]:
    """Starts one more worker, and ends all of them."""
    monkeypatch.setattr(worker_module, "FIRST_PAUSE_SECONDS", 0.1)
    monkeypatch.setattr(worker_module, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr("bot.channels.email.mailbox.SLICE_SECONDS", 0.1)
    started: list[tuple[Worker, asyncio.Task[None]]] = []

    def start(url: str) -> Worker:
        turns = Turns(engine, ResponderClient(responder.url, SECRET), wording)
        shop = Shop("Jama", "http://127.0.0.1:8000", SIGNER, wording)
        made = Worker(
            Mailbox.at(url),
            Reception(engine, SIGNER, _keep_none),
            Answering(turns, shop),
            ChatToMail(turns, shop),
            AUTHSERV,
        )
        started.append((made, asyncio.create_task(made.run())))
        return made

    yield start
    for made, _ in started:
        made.stop()
    for _, task in started:
        await asyncio.wait_for(task, 10)


async def until(check: Callable[[], Any], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError):
            if await asyncio.to_thread(check):
                return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come to pass")


async def test_what_lies_there_and_what_comes_is_answered_and_marked(
    dovecot: Dovecot, engine: Engine, new_worker: Callable[[str], Worker]
) -> None:
    dovecot.deliver(mail("One", sender="a@example.com"))
    new_worker(dovecot.url)
    await until(lambda: len(queued(engine)) == 1)
    began = time.monotonic()
    dovecot.deliver(mail("Two", sender="b@example.com"), mail("", Auto_Submitted="auto-replied"))
    await until(lambda: len(queued(engine)) == 2 and len(stored(engine)) == 3)
    assert time.monotonic() - began < 10  # told by IDLE: long before the next poll
    await until(lambda: dovecot.count("UNSEEN") == 0)
    assert dovecot.count() == 3


async def test_two_workers_at_one_mailbox_answer_each_mail_once(
    dovecot: Dovecot,
    engine: Engine,
    responder: ScriptedResponder,
    new_worker: Callable[[str], Worker],
) -> None:
    dovecot.deliver(*(mail(f"No {i}", sender=f"c{i}@example.com") for i in range(10)))
    new_worker(dovecot.url)
    new_worker(dovecot.url)
    await until(lambda: len(queued(engine)) == 10)
    await until(lambda: dovecot.count("UNSEEN") == 0)
    assert len(responder.turns) == 10
    assert len(queued(engine)) == 10


async def test_a_server_that_goes_away_and_is_set_up_anew_loses_and_doubles_nothing(
    dovecot: Dovecot, engine: Engine, new_worker: Callable[[str], Worker]
) -> None:
    dovecot.deliver(mail("One", sender="a@example.com"))
    new_worker(dovecot.url)
    await until(lambda: len(queued(engine)) == 1)
    with capture_logs() as logged:
        # In this thread: Dovecot ends with the thread that started it.
        dovecot.stop()
        await asyncio.sleep(0.6)
        dovecot.start()
        dovecot.renumber()
        dovecot.deliver(mail("Two", sender="b@example.com"))
        await until(lambda: len(queued(engine)) == 2)
        await until(lambda: dovecot.count("UNSEEN") == 0)
    assert len(stored(engine)) == 2
    away = [line for line in logged if line["event"] == "mailbox_away"]
    assert 1 <= len(away) <= 2  # once for each time that it was away
    assert "p@ss" not in repr(logged)


async def test_a_mail_that_we_can_not_read_holds_up_no_other(
    dovecot: Dovecot,
    engine: Engine,
    new_worker: Callable[[str], Worker],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read(raw: bytes, **more: Any) -> Any:
        if b"poison" in raw:
            raise RecursionError("too deep")
        return real(raw, **more)

    real = worker_module.read_mail
    monkeypatch.setattr(worker_module, "read_mail", read)
    dovecot.deliver(mail("poison"), mail("One", sender="a@example.com"))
    with capture_logs() as logged:
        new_worker(dovecot.url)
        await until(lambda: len(queued(engine)) == 1)
        await until(lambda: dovecot.count("UNSEEN") == 0)
    assert dovecot.count("FLAGGED") == 1
    failed = next(row for row in stored(engine) if row["state"] == "failed")
    (line,) = [line for line in logged if line["event"] == "mail_not_read"]
    assert line["reference"] == failed["reason"]


async def test_bytes_that_are_no_mail_are_put_aside(
    dovecot: Dovecot, engine: Engine, new_worker: Callable[[str], Worker]
) -> None:
    dovecot.deliver(b"\x00\x01\x02 nothing like a header\r\n\r\n")
    new_worker(dovecot.url)
    await until(lambda: len(stored(engine)) == 1 and dovecot.count("UNSEEN") == 0)
    assert queued(engine) == []


def test_a_wrong_password_is_told_without_it(dovecot: Dovecot) -> None:
    box = Mailbox.at(dovecot.url.replace("p%40ss%2Fword", "hush"))
    with pytest.raises(MailboxAway) as refused:
        next(box.unseen())
    assert "hush" not in f"{refused.value} {box!r}"


def test_mail_is_read_over_tls_from_a_server_that_is_vouched_for_and_from_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Dovecot(tls=True)
    server.start()
    try:
        server.deliver(mail("One"))
        with pytest.raises(MailboxAway, match="SSLCertVerificationError"):
            next(Mailbox.at(server.url).unseen())
        # How an operator names a certificate of their own, docs/email.md.
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        box = Mailbox.at(server.url)
        (found,) = box.unseen()
        assert b"One" in found.raw
        box.mark_seen(found)
        assert list(box.unseen()) == []
        box.close()
    finally:
        server.remove()


def test_nobody_listening_is_away() -> None:
    with pytest.raises(MailboxAway):
        next(Mailbox.at("imap://a:b@127.0.0.1:1/INBOX").unseen())
    with pytest.raises(MailboxAway):
        next(Mailbox.at("imaps://a:b@127.0.0.1:1").unseen())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("imaps://u:p@mx.example", ("mx.example", 993, True, "u", "p", "INBOX")),
        ("imap://u%40x:p%2F@mx:1143/Post/In", ("mx", 1143, False, "u@x", "p/", "Post/In")),
        ("imaps://u:p@mx:99/", ("mx", 99, True, "u", "p", "INBOX")),
    ],
)
def test_a_mailbox_is_read_from_its_address(url: str, expected: tuple[Any, ...]) -> None:
    box = Mailbox.at(url)
    found = (box.host, box.port, box.tls, box.username, box.password, box.folder)
    assert found == expected


def test_a_mail_that_is_too_large_is_read_by_its_headers(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.email.mailbox.LARGEST_MAIL", 2000)
    dovecot.deliver(mail("x" * 5000, subject="Large"), mail("small"))
    box = Mailbox.at(dovecot.url)
    large, small = box.unseen()
    assert (large.cut, small.cut) == (True, False)
    assert b"Subject: Large" in large.raw
    assert b"xxx" not in large.raw
    box.close()


def test_marking_leaves_what_others_have_marked_as_deleted(dovecot: Dovecot) -> None:
    dovecot.deliver(mail("One"), mail("Two"))
    with dovecot.client() as client:
        client.store("1", "+FLAGS", r"(\Deleted \Seen)")
    box = Mailbox.at(dovecot.url)
    for found in box.unseen():
        box.mark_seen(found)
    box.close()
    assert (dovecot.count(), dovecot.count("UNSEEN")) == (2, 0)
