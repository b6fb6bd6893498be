"""Two hundred mails, while the worker is killed and the mail servers come and go: each is answered
once."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from email.utils import make_msgid
from pathlib import Path

import psutil
import pytest

from tests.email.letters import mail, text_of
from tests.whole.mail_correspondent import Post, with_mail
from tests.whole.running_bot import Bot

pytestmark = pytest.mark.slow

MAILS = 200
QUESTION = "Which payment methods do you accept?"
SECONDS = 420


@pytest.fixture
def post() -> Iterator[Post]:
    """A mailbox and a mail server of the test's own, to stop and to start."""
    made = Post()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def mail_bot(post: Post, tmp_path: Path) -> Iterator[Bot]:
    """A bot with its email worker, to kill."""
    running = with_mail(Bot(tmp_path), post)
    running.start()
    try:
        yield running
    finally:
        if running.process is not None and running.process.poll() is None:
            running.stop()


def kill_worker(bot: Bot) -> None:
    """Kills the email worker as it is, once there is one: letters go out without it, too."""
    assert bot.process is not None
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for child in psutil.Process(bot.process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if child.cmdline()[1:3] == ["-m", "bot.channels.email"]:
                    os.kill(child.pid, signal.SIGKILL)
                    return
        time.sleep(0.1)
    raise AssertionError("no email worker was started")


def deliver_all(post: Post, ids: list[str]) -> None:
    """Delivers the mails a few at a time, again where the server was away: some lie there twice."""
    left = [
        mail(f"{QUESTION} Regards", sender=f"c{n}@customers.example", message_id=ids[n])
        for n in range(MAILS)
    ]
    while left:
        try:
            post.dovecot.deliver(*left[:10])
        except Exception:  # noqa: BLE001 - imaplib raises whatever breaks off in its hands
            time.sleep(0.3)
        else:
            left = left[10:]
            time.sleep(0.05)


@pytest.mark.timeout(900)
def test_two_hundred_mails_are_each_answered_once(mail_bot: Bot, post: Post) -> None:
    ids = [make_msgid(domain="customers.example") for _ in range(MAILS)]
    delivery = threading.Thread(target=deliver_all, args=(post, ids))
    delivery.start()
    post.await_letters(20, seconds=SECONDS)
    kill_worker(mail_bot)
    time.sleep(2)
    post.dovecot.stop()
    time.sleep(1)
    post.dovecot.start()
    post.await_letters(60, seconds=SECONDS)
    post.server.stop()
    time.sleep(2)
    kill_worker(mail_bot)
    post.server.start()
    delivery.join()
    post.await_letters(110, seconds=SECONDS)
    kill_worker(mail_bot)
    post.dovecot.renumber()  # another UIDVALIDITY, and no mail is marked any more
    letters = post.await_letters(MAILS, seconds=SECONDS)
    end = time.monotonic() + 120
    while post.dovecot.count("UNSEEN") and time.monotonic() < end:
        time.sleep(0.5)
    assert post.dovecot.count("UNSEEN") == 0
    time.sleep(3)
    letters = post.letters()
    # The mail server may have been stopped with a letter in its hands: the same one comes again.
    by_id = {str(letter["Message-ID"]): str(letter["In-Reply-To"]) for letter in letters}
    answered = Counter(by_id.values())
    assert sorted(answered) == sorted(ids)
    assert set(answered.values()) == {1}
    assert all("PayPal" in text_of(letter) for letter in letters)
