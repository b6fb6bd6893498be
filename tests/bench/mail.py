"""Mails a minute through the email worker, and its memory.

The bot runs whole: each mail lies in a real Dovecot, is understood and answered by Rasa, and its
letter reaches a real SMTP server. Each is from a sender of its own, so that no cap is reached.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.bench.memory import Memory, modules_below, of_process
from tests.bench.others import Others
from tests.email.letters import mail
from tests.whole.mail_correspondent import Post, with_mail
from tests.whole.running_bot import Bot

QUESTION = "Hello,\n\nwhich payment methods do you accept?\n\nKind regards\nAlex"
MAILS = 300
WARM_UP = 10
MODULE = "bot.channels.email"


@dataclass
class MailRun:
    """How long ``mails`` took from the mailbox to their letters, and one by itself (seconds);
    the worker's memory before and after them."""

    mails: int
    seconds: float
    alone: float
    before: Memory
    after: Memory
    others: float
    wrong: bool = False

    @property
    def a_minute(self) -> float:
        """Mails answered in a minute."""
        return self.mails / self.seconds * 60

    def show(self, console: Console) -> None:
        """Prints the figures."""
        before, after = ((memory.pss or memory.rss) / 2**20 for memory in (self.before, self.after))
        console.print(
            f"{self.mails} mails in {self.seconds:.1f} s: {self.a_minute:.0f} a minute; one by "
            f"itself {self.alone:.2f} s from the mailbox to the letter",
            highlight=False,
        )
        console.print(
            f"  worker's memory: {before:.0f} MiB before, {after:.0f} MiB after; others took "
            f"{self.others:.1f} cores",
            highlight=False,
        )

    def as_json(self) -> dict[str, Any]:
        """All figures; seconds and bytes."""
        return {
            "mails": self.mails,
            "seconds": self.seconds,
            "a_minute": self.a_minute,
            "alone": self.alone,
            "worker_before": vars(self.before),
            "worker_after": vars(self.after),
            "others": self.others,
        }


def measure_mail(folder: Path) -> MailRun:
    """Starts the bot with a mailbox and a mail server, and writes to it."""
    post = Post()
    post.start()
    bot = with_mail(Bot(folder / "mail"), post)
    try:
        bot.start()
        try:
            return _measure(bot, post)
        finally:
            bot.stop()
    finally:
        post.stop()


def _measure(bot: Bot, post: Post) -> MailRun:
    assert bot.process is not None
    (worker,) = [pid for module, pid in modules_below(bot.process.pid) if module == MODULE]
    _send(post, "w", WARM_UP)
    post.await_letters(WARM_UP, seconds=120)
    before = of_process(worker)
    others = Others()
    began = time.perf_counter()
    _send(post, "m", MAILS)
    post.await_letters(WARM_UP + MAILS, seconds=600)
    seconds = time.perf_counter() - began
    taken = others.cores()
    return MailRun(MAILS, seconds, _alone(post), before, of_process(worker), taken)


def _send(post: Post, name: str, count: int) -> None:
    post.dovecot.deliver(*(mail(QUESTION, sender=f"{name}{n}@bench.example") for n in range(count)))


def _alone(post: Post) -> float:
    """The median of some mails that come one by one."""
    taken = []
    for number in range(5):
        before, began = len(post.letters()), time.perf_counter()
        _send(post, f"alone{number}-", 1)
        post.await_letters(before + 1)
        taken.append(time.perf_counter() - began)
    return sorted(taken)[2]
