"""Whose mail it is: a From address shows a customer only where our own server vouches for it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from bot.channels.email.parsed_mail import ParsedMail
from bot.orders.addresses import account_with, email_key
from bot.orders.queries import customer_of


@dataclass(frozen=True)
class Sender:
    """Who wrote. ``customer_id`` is None for whoever the shop does not know, and for everybody
    whose address is not vouched for; then ``name`` and ``locale`` are, too."""

    key: str
    address: str
    verified: bool
    customer_id: str | None = None
    name: str | None = None
    locale: str | None = None

    @property
    def assurance(self) -> str:
        """As conversations have it."""
        return "email" if self.customer_id else "anonymous"


def sender_of(connection: Connection, mail: ParsedMail) -> Sender | None:
    """Who wrote a mail; None where it has no From address, or several."""
    key = email_key(mail.from_address)
    if mail.from_address is None or key is None:
        return None
    stranger = Sender(key, mail.from_address.strip(), mail.verified)
    if not mail.verified:
        return stranger
    account = account_with(connection, mail.from_address)
    if account is None:
        return stranger
    customer = customer_of(connection, account.customer_id)
    return Sender(
        key,
        stranger.address,
        verified=True,
        customer_id=account.customer_id,
        name=customer.name if customer else None,
        locale=account.locale,
    )
