"""Agents, their sessions, what they note about tickets, and the log of all they do."""

from __future__ import annotations

import sqlalchemy as sa

from bot.database.metadata import metadata
from bot.database.types import Json, UtcDateTime

agents = sa.Table(
    "agents",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("email", sa.String(320), nullable=False, unique=True),
    # agent, or lead: who sees insight and the other agents as well.
    sa.Column("role", sa.String(16), nullable=False),
    # Codes of the languages that they answer in: those tickets are offered first.
    sa.Column("languages", Json, nullable=False),
    # The language of the desk's own pages.
    sa.Column("locale", sa.String(8), nullable=False),
    sa.Column("timezone", sa.String(64), nullable=False),
    sa.Column("password", sa.String(200), nullable=False),
    # The second factor, where it is switched on, and the last period whose code was used.
    sa.Column("totp_secret", sa.String(64)),
    sa.Column("totp_used", sa.Integer, nullable=False, server_default="0"),
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

agent_sessions = sa.Table(
    "agent_sessions",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("agent_id", sa.ForeignKey("agents.id"), nullable=False, index=True),
    # SHA-256 of the cookie: who reads the table can't sign in with it.
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("csrf", sa.String(64), nullable=False),
    # password: the second factor is still wanted. whole: all is shown.
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("browser", sa.String(200), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    # The agent's last own act; and when their open page last asked for news.
    sa.Column("used_at", UtcDateTime, nullable=False),
    sa.Column("seen_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
)

ticket_notes = sa.Table(
    "ticket_notes",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("ticket", sa.ForeignKey("tickets.number"), nullable=False, index=True),
    sa.Column("agent_id", sa.ForeignKey("agents.id"), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)

audit_log = sa.Table(
    "audit_log",
    metadata,
    # Only ever added to: the database itself refuses to change or delete a row.
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    # None where the program did it by itself.
    sa.Column("agent_id", sa.String(36)),
    sa.Column("act", sa.String(40), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("object", sa.String(200), nullable=False),
    # Names and numbers, never what a customer wrote.
    sa.Column("detail", Json, nullable=False),
    sa.Index("ix_audit_log_object", "kind", "object"),
    sa.Index("ix_audit_log_agent_id", "agent_id", "at"),
)

insight_days = sa.Table(
    "insight_days",
    metadata,
    # A day in UTC whose figures are kept, and when they were counted last.
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("counted_at", UtcDateTime, nullable=False),
)

insight_figures = sa.Table(
    "insight_figures",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    # What is counted, bot/desk/counting.py says which, its name, and the language.
    sa.Column("kind", sa.String(20), primary_key=True),
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("language", sa.String(8), primary_key=True),
    # By the bot alone, and with a person.
    sa.Column("alone", sa.Integer, nullable=False),
    sa.Column("person", sa.Integer, nullable=False),
)

bridge_links = sa.Table(
    "bridge_links",
    metadata,
    # A conversation that an outside help desk has too: as whom and as which one, up to which
    # message, and when the next try is due. What it can't take now waits here, in order.
    sa.Column("conversation_id", sa.ForeignKey("conversations.id"), primary_key=True),
    sa.Column("contact", sa.String(200)),
    sa.Column("theirs", sa.String(64), index=True),
    sa.Column("sent_seq", sa.Integer, nullable=False),
    sa.Column("noted_ticket", sa.String(64)),
    sa.Column("tries", sa.Integer, nullable=False),
    # Whether the last try may have come through all the same.
    sa.Column("in_doubt", sa.Boolean, nullable=False),
    sa.Column("not_before", UtcDateTime, nullable=False),
)

bridge_deliveries = sa.Table(
    "bridge_deliveries",
    metadata,
    # Webhooks that came, by their delivery's id: none is taken twice.
    sa.Column("id", sa.String(100), primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
)
