"""The one collection of tables, with names for constraints that migrations can rely on."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Tables of every room register here."""

TABLE_MODULES = (
    "bot.orders.tables",
    "bot.conversations.tables",
    "bot.responder.tables",
    "bot.outgoing_mail.tables",
    "bot.verification.tables",
    "bot.reminders.tables",
    "bot.webhooks.tables",
    "bot.channels.email.tables",
    "bot.desk.tables",
)
"""The modules that define tables: a room with new ones is added here, and migrations see it."""
