"""The mail that is to be sent, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa

from bot.database.metadata import metadata
from bot.database.types import Json, UtcDateTime

outgoing_mails = sa.Table(
    "outgoing_mails",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("address", sa.String(320), nullable=False),
    # The text is this response of domain.yml, the subject the one named ``<response>.subject``.
    sa.Column("response", sa.String(80), nullable=False),
    # Empty once nothing more is to be sent, as is a letter: a code does not stay here.
    sa.Column("facts", Json, nullable=False),
    # A letter that is composed already has no response to say: see bot/outgoing_mail/letters.py.
    sa.Column("letter", Json),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("locale", sa.String(35)),
    sa.Column("timezone", sa.String(64)),
    # pending, sent, failed
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("not_before", UtcDateTime, nullable=False),
    # What comes later than this helps nobody.
    sa.Column("good_until", UtcDateTime),
    sa.Column("sent_at", UtcDateTime),
    sa.Index(
        "ix_outgoing_mails_pending",
        "not_before",
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    ),
)
