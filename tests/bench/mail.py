"""``python -m tests.bench.mail``: mails a minute through the email worker, and its memory.

The bot runs whole: each mail lies in a real Dovecot, is understood and answered by Rasa, and its
letter reaches a real SMTP server. Each is from a sender of its own, so that no cap is reached.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import click
from rich.console import Console

from tests.bench.memory import modules_below, of_process
from tests.email.letters import mail
from tests.whole.mail_correspondent import Post, with_mail
from tests.whole.running_bot import Bot

QUESTION = "Hello,\n\nwhich payment methods do you accept?\n\nKind regards\nAlex"
WARM_UP = 10
MODULE = "bot.channels.email"


@click.command()
@click.option("--mails", default=300, help="So many mails.")
def main(mails: int) -> None:
    """Measures on this machine, in two to five minutes."""
    console, post = Console(), Post()
    post.start()
    try:
        with tempfile.TemporaryDirectory(prefix="support-bot-bench-") as folder:
            bot = with_mail(Bot(Path(folder)), post)
            bot.start()
            try:
                _measure(bot, post, mails, console)
            finally:
                bot.stop()
    finally:
        post.stop()


def _measure(bot: Bot, post: Post, mails: int, console: Console) -> None:
    assert bot.process is not None
    (worker,) = [pid for module, pid in modules_below(bot.process.pid) if module == MODULE]
    _send(post, "w", WARM_UP)
    post.await_letters(WARM_UP, seconds=120)
    before = of_process(worker)
    began = time.perf_counter()
    _send(post, "m", mails)
    delivered = time.perf_counter() - began
    post.await_letters(WARM_UP + mails, seconds=600)
    seconds = time.perf_counter() - began
    after = of_process(worker)
    one = _alone(post)
    console.print(f"mails a minute          {mails / seconds * 60:8.0f}")
    console.print(f"  delivered in          {delivered:8.1f} s, all answered in {seconds:.1f} s")
    console.print(f"one mail, alone         {one:8.2f} s from the mailbox to the letter")
    for name, memory in (("before", before), ("after", after)):
        console.print(f"worker's memory, {name:6} {(memory.pss or memory.rss) / 2**20:8.0f} MiB")


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


if __name__ == "__main__":
    main()
