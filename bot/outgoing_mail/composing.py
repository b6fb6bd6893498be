"""From a queued mail to the message that travels: its words, and exactly the headers it needs."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from bot.nlg import Wording
from bot.outgoing_mail.letters import letter_of
from bot.outgoing_mail.mail_addresses import BadAddress, address_of
from bot.outgoing_mail.queueing import Mail

__all__ = ["NOBODY", "BadAddress", "address_of", "compose"]

NOBODY = "no-reply@localhost"
"""Who writes where no address of the shop's is set."""

# Seven bits pass every server. Lines are folded, and end, as RFC 5322 wants them.
_POLICY = SMTP.clone(cte_type="7bit")


def compose(
    mail: Mail, wording: Wording, sender: str, shop: Mapping[str, Any], now: datetime
) -> EmailMessage:
    """The mail in its reader's language, as plain text, a paragraph for each line of the response.
    Raises :class:`BadAddress`.

    A mail that is tried again has the same Message-ID, so that a reader who got it twice is shown
    it once. Facts are data: a line break in one makes no header.
    """
    if mail.letter is not None:
        return letter_of(mail.letter, mail.address, sender, shop.get("brand"), now)
    facts = {**shop, **mail.facts}
    where = {"locale": mail.locale, "timezone": mail.timezone}
    subject = wording.say(f"{mail.response}.subject", mail.language, facts, **where).text
    text = wording.say(mail.response, mail.language, facts, **where).text
    writer = address_of(sender)
    message = EmailMessage(policy=_POLICY)
    message["From"] = writer
    message["To"] = address_of(mail.address)
    message["Subject"] = _one_line(subject)
    message["Date"] = now
    message["Message-ID"] = f"<{mail.id}@{writer.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join(text.split("\n")) + "\n", charset="utf-8")
    return message


def _one_line(text: str) -> str:
    spaced = "".join(
        " " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text
    )
    return " ".join(spaced.split())
