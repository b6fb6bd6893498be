"""The mails that came in, and which address may write in which conversation."""

from __future__ import annotations

import sqlalchemy as sa

from bot.database.metadata import metadata
from bot.database.types import Json, UtcDateTime

mails = sa.Table(
    "mails",
    metadata,
    # Made from Message-ID and digest, so that the same mail has the same id wherever it is read.
    sa.Column("id", sa.String(36), primary_key=True),
    # Where it lay. A choice that was made on a page has no place in a mailbox.
    sa.Column("mailbox", sa.String(400), nullable=False),
    sa.Column("uidvalidity", sa.BigInteger),
    sa.Column("uid", sa.BigInteger),
    sa.Column("message_id", sa.String(255), nullable=False),
    # Of who wrote what, so that one delivered twice by two ways is known.
    sa.Column("digest", sa.String(64), nullable=False),
    # The address as it is compared; empty where there is none, or several.
    sa.Column("sender", sa.String(320), nullable=False),
    # Cleaned, card numbers cut; empty once it is answered, for the conversation has it.
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("card_cut", sa.Boolean, nullable=False),
    sa.Column("choice_id", sa.String(100)),
    sa.Column("attachments", Json, nullable=False),
    # How many files could not be taken.
    sa.Column("refused", sa.Integer, nullable=False),
    # What tells a repeated body; None where it is too short to tell anything.
    sa.Column("body_digest", sa.String(64)),
    sa.Column("verified", sa.Boolean, nullable=False),
    # None where it is not answered.
    sa.Column("conversation_id", sa.ForeignKey("conversations.id"), index=True),
    # waiting, answered, silent, failed
    sa.Column("state", sa.String(16), nullable=False),
    # Why it is not answered.
    sa.Column("reason", sa.String(40)),
    sa.Column("received_at", UtcDateTime, nullable=False),
    # One worker at a time answers it.
    sa.Column("not_before", UtcDateTime, nullable=False),
    sa.Column("answered_at", UtcDateTime),
    sa.UniqueConstraint("mailbox", "uidvalidity", "uid"),
    sa.UniqueConstraint("message_id", "digest"),
    sa.Index("ix_mails_sender_received_at", "sender", "received_at"),
    sa.Index(
        "ix_mails_waiting",
        "not_before",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    ),
    # The row stays when its conversation is erased: without it the mail would be read anew.
    info={
        "when_erased": {
            "sender": "",
            "text": "",
            "choice_id": None,
            "attachments": [],
            "body_digest": None,
            "conversation_id": None,
            "state": "silent",
            "reason": "erased",
        }
    },
)

mail_threads = sa.Table(
    "mail_threads",
    metadata,
    sa.Column("conversation_id", sa.ForeignKey("conversations.id"), primary_key=True),
    # Who it is with: answers go there alone, and only from there one may write in it.
    sa.Column("address", sa.String(320), nullable=False),
    sa.Column("address_key", sa.String(320), nullable=False),
    # Whether the address was shown to be the sender's: from then on it must be, each time.
    sa.Column("verified", sa.Boolean, nullable=False),
    # Without Re: and the like; empty where the bot's own stands.
    sa.Column("subject", sa.Text, nullable=False),
    # What the next mail answers, and the mails before it, as Message-IDs.
    sa.Column("in_reply_to", sa.String(255)),
    sa.Column("references", Json, nullable=False),
    # The conversation's messages up to this number went by mail, or need not.
    sa.Column("mailed_seq", sa.Integer, nullable=False),
)
