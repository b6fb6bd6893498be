"""The statements that every message runs, made once.

To build a statement and its cache key takes SQLAlchemy longer than SQLite takes to run it.
"""

from __future__ import annotations

import sqlalchemy as sa

from bot.conversations.tables import conversations, messages

_CONVERSATION = conversations.c.id == sa.bindparam("conversation")

FIND = sa.select(conversations).where(_CONVERSATION)
"""A conversation's row."""

LOCK = FIND.with_for_update()
"""A conversation's row, which no other transaction changes until this one ends."""

ADVANCE = sa.update(conversations).where(_CONVERSATION)
"""Sets the columns that it is executed with."""

STORE = sa.insert(messages)
"""Stores messages from rows as :func:`bot.conversations.rows.of_message` gives them."""
