"""Customers who write mails to a running bot: a real Dovecot, a real SMTP server, and letters."""

from __future__ import annotations

import time
from email.message import EmailMessage

from tests.email.letters import AUTHSERV, SUPPORT, mail
from tests.outgoing_mail.mail_server import MailServer
from tests.services.dovecot import Dovecot
from tests.whole.running_bot import Bot

ANSWER_SECONDS = 60


class Post:
    """The mail of a running bot: what is delivered to it, and what it sends."""

    def __init__(self) -> None:
        self.dovecot, self.server = Dovecot(), MailServer()

    def start(self) -> None:
        self.dovecot.start()
        self.server.start()

    def stop(self) -> None:
        self.server.stop()
        self.dovecot.remove()

    @property
    def environment(self) -> dict[str, str]:
        """What the bot must be told."""
        return {
            "SUPPORT_BOT_IMAP_URL": self.dovecot.url,
            "SUPPORT_BOT_SMTP_URL": self.server.url,
            "SUPPORT_BOT_MAIL_ADDRESS": SUPPORT,
            "SUPPORT_BOT_AUTHSERV_ID": AUTHSERV,
        }

    def letters(self, address: str | None = None) -> list[EmailMessage]:
        """What was sent, to one address or to all, in the order in which it came."""
        return [
            given.message
            for given in list(self.server.given)
            if address is None or given.recipients == [address]
        ]

    def await_letters(
        self, count: int, address: str | None = None, seconds: float = ANSWER_SECONDS
    ) -> list[EmailMessage]:
        """Waits until so many letters have come."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if len(found := self.letters(address)) >= count:
                return found
            time.sleep(0.1)
        raise AssertionError(f"{len(self.letters(address))} letters came instead of {count}")


class Correspondent:
    """One customer who writes mails, from one address."""

    def __init__(self, post: Post, address: str, *, verified: bool = True) -> None:
        self._post, self._address, self._verified = post, address, verified
        self.letter: EmailMessage | None = None
        """The newest letter that came."""

    def writes(self, text: str, subject: str = "?", **more: object) -> EmailMessage:
        """Writes a mail, as an answer where a letter has come, and waits for the letter that
        answers it."""
        before = len(self._post.letters(self._address))
        self.sends(text, subject, **more)
        self.letter = self._post.await_letters(before + 1, self._address)[-1]
        return self.letter

    def sends(self, text: str, subject: str = "?", **more: object) -> None:
        """Writes a mail, and waits for nothing."""
        made = mail(
            text,
            sender=self._address,
            subject=subject,
            verified=self._verified,
            answers=self.letter,
            **more,  # type: ignore[arg-type]
        )
        self._post.dovecot.deliver(made)


def with_mail(bot: Bot, post: Post) -> Bot:
    """The bot, set up for mail."""
    bot.environment.update(post.environment)
    return bot
