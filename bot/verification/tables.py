"""One-time codes. Neither a code nor the address that somebody typed stands here: only hashes
that are made with a key."""

from __future__ import annotations

import sqlalchemy as sa

from bot.database.metadata import metadata
from bot.database.types import UtcDateTime

one_time_codes = sa.Table(
    "one_time_codes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # The message that asked for it: when it comes again, no second code is sent.
    sa.Column("request_id", sa.String(64), nullable=False, unique=True),
    sa.Column("conversation_id", sa.String(64), nullable=False, index=True),
    sa.Column("address_hash", sa.String(64), nullable=False, index=True),
    # None where no account has that address: such a code is never sent and never right.
    sa.Column("customer_id", sa.String(200)),
    sa.Column("code_hash", sa.String(64), nullable=False),
    # open, used
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    # The message that tried last: when it comes again, its try is not counted again.
    sa.Column("tried_by", sa.String(64)),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
)
