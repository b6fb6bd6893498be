"""Mail reaches a real server once, and is tried again where it did not."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from structlog.testing import capture_logs

from bot.database.engine import writing
from bot.outgoing_mail.queueing import HELD, PAUSES, queue_mail, take_due
from tests.orders.shop_rows import NOW
from tests.outgoing_mail.conftest import CODE, NewPostman, Queue, later, mail, mails
from tests.outgoing_mail.mail_server import MailServer
from tests.services.certificates import certificate_in, served_with

SECOND = timedelta(seconds=1)


async def test_a_mail_reaches_the_server_and_its_code_is_forgotten(
    engine: Engine, queue: Queue, new_postman: NewPostman, mail_server: MailServer
) -> None:
    queue()
    postman = new_postman(smtp_url=mail_server.url, mail_address="help@shop.example")
    assert await postman.send_due(NOW) == 1
    (given,) = mail_server.given
    assert (given.sender, given.recipients) == ("help@shop.example", ["ana@example.com"])
    assert "004211" in given.message.get_content()
    row = mail(engine)
    assert (row["state"], row["facts"], row["tries"], row["sent_at"]) == ("sent", {}, 1, NOW)


async def test_what_was_sent_is_not_sent_again(
    queue: Queue, new_postman: NewPostman, mail_server: MailServer
) -> None:
    queue()
    postman = new_postman(smtp_url=mail_server.url)
    assert [await postman.send_due(later(s)) for s in (0, 1, 10_000)] == [1, 0, 0]
    assert len(mail_server.given) == 1


async def test_twenty_gateways_send_each_mail_once(
    queue: Queue, new_postman: NewPostman, mail_server: MailServer
) -> None:
    for index in range(15):
        queue(f"c{index}@example.com")
    postmen = [new_postman(smtp_url=mail_server.url) for _ in range(20)]
    sent = await asyncio.gather(*(postman.send_due(NOW) for postman in postmen))
    assert sum(sent) == 15
    assert sorted(given.recipients for given in mail_server.given) == sorted(
        [f"c{index}@example.com"] for index in range(15)
    )


async def test_a_mail_that_is_not_committed_is_not_sent(
    engine: Engine, new_postman: NewPostman, mail_server: MailServer
) -> None:
    def fail() -> None:
        with writing(engine) as connection:
            queue_mail(
                connection,
                address="a@x.com",
                response="utter_mail.code",
                facts=CODE,
                language="en",
                now=NOW,
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert await new_postman(smtp_url=mail_server.url).send_due(NOW) == 0


async def test_while_the_server_is_away_the_pauses_grow_until_it_is_given_up(
    engine: Engine, queue: Queue, new_postman: NewPostman, mail_server: MailServer
) -> None:
    queue()
    postman = new_postman(smtp_url=mail_server.url)
    mail_server.stop()
    now = NOW
    for pause in PAUSES:
        assert await postman.send_due(now) == 0
        row = mail(engine)
        assert (row["state"], row["not_before"], row["facts"]) == ("pending", now + pause, CODE)
        assert await postman.send_due(now + pause - SECOND) == 0
        assert mail(engine)["tries"] == row["tries"]
        now += pause
    await postman.send_due(now)
    row = mail(engine)
    assert (row["state"], row["facts"], row["tries"]) == ("failed", {}, len(PAUSES) + 1)
    assert sorted(PAUSES) == list(PAUSES)
    mail_server.start()


async def test_a_server_that_is_back_gets_what_waited(
    engine: Engine, queue: Queue, new_postman: NewPostman, mail_server: MailServer
) -> None:
    queue()
    postman = new_postman(smtp_url=mail_server.url)
    mail_server.stop()
    await postman.send_due(NOW)
    mail_server.start()
    assert await postman.send_due(NOW + PAUSES[0]) == 1
    assert mail(engine)["state"] == "sent"


@pytest.mark.parametrize(
    ("command", "answer", "state"),
    [
        ("RCPT", "550 no such user here", "failed"),
        ("RCPT", "450 mailbox busy", "pending"),
        ("DATA", "554 we do not want that", "failed"),
        ("DATA", "451 not now", "pending"),
    ],
)
async def test_a_refusal_for_good_is_final_and_one_for_now_is_not(
    engine: Engine,
    queue: Queue,
    new_postman: NewPostman,
    mail_server: MailServer,
    command: str,
    answer: str,
    state: str,
) -> None:
    mail_server.answers[command] = answer
    queue()
    with capture_logs() as logged:
        assert await new_postman(smtp_url=mail_server.url).send_due(NOW) == 0
    row = mail(engine)
    assert (row["state"], row["facts"]) == (state, {} if state == "failed" else CODE)
    assert logged[-1]["reason"] == f"the server answered {answer[:3]}"
    assert "ana@example.com" not in repr(logged)


async def test_one_bad_mail_holds_up_no_other(
    engine: Engine, queue: Queue, new_postman: NewPostman, mail_server: MailServer
) -> None:
    queue("not an address")
    queue()
    assert await new_postman(smtp_url=mail_server.url).send_due(NOW) == 1
    assert sorted(row["state"] for row in mails(engine)) == ["failed", "sent"]
    assert all(row["facts"] == {} for row in mails(engine))


@pytest.mark.parametrize(("after", "sent"), [(600, 1), (601, 0)])
async def test_what_is_too_late_to_help_is_not_sent(
    engine: Engine,
    queue: Queue,
    new_postman: NewPostman,
    mail_server: MailServer,
    after: int,
    sent: int,
) -> None:
    queue(good_until=later(600))
    assert await new_postman(smtp_url=mail_server.url).send_due(later(after)) == sent
    assert mail(engine)["facts"] == {}


async def test_a_mail_in_the_hands_of_a_gateway_that_died_is_sent_by_another(
    engine: Engine, queue: Queue, new_postman: NewPostman, mail_server: MailServer
) -> None:
    queue()
    assert len(take_due(engine, NOW)) == 1  # and never heard of again
    postman = new_postman(smtp_url=mail_server.url)
    assert await postman.send_due(NOW + HELD - SECOND) == 0
    assert await postman.send_due(NOW + HELD) == 1


async def test_starttls_is_used_where_it_is_offered(
    queue: Queue, new_postman: NewPostman, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _encrypted(queue, new_postman, tmp_path, monkeypatch, tls=False)


async def test_smtps_is_encrypted_from_the_start(
    queue: Queue, new_postman: NewPostman, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _encrypted(queue, new_postman, tmp_path, monkeypatch, tls=True)


async def _encrypted(
    queue: Queue,
    new_postman: NewPostman,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    tls: bool,
) -> None:
    """The password goes over TLS, to a server whose certificate is trusted."""
    certificate = certificate_in(tmp_path)
    server = MailServer(served_with(certificate), tls=tls, login=True)
    server.start()
    try:
        queue()
        await new_postman(smtp_url=server.url).send_due(NOW)
        assert server.given == []  # nobody vouches for the certificate
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert await new_postman(smtp_url=server.url).send_due(NOW + PAUSES[0]) == 1
        (given,) = server.given
        assert given.encrypted
        assert given.login == "bot@example.com"
    finally:
        server.stop()


async def test_without_a_server_mail_lies_in_a_folder_and_the_log_says_where(
    engine: Engine, queue: Queue, new_postman: NewPostman, tmp_path: Path
) -> None:
    number = queue()
    with capture_logs() as logged:
        assert await new_postman().send_due(NOW) == 1
    (path,) = (tmp_path / "outbox").iterdir()
    assert path.name == f"{number}.eml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"004211" in path.read_bytes()
    assert logged == [{"event": "mail_written", "log_level": "info", "file": str(path)}]
    assert mail(engine)["state"] == "sent"


async def test_a_folder_that_cannot_be_written_is_tried_again(
    engine: Engine, queue: Queue, new_postman: NewPostman, tmp_path: Path
) -> None:
    (tmp_path / "outbox").write_text("in the way")
    queue()
    assert await new_postman().send_due(NOW) == 0
    assert mail(engine)["state"] == "pending"
