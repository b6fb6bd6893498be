"""Conversations, their messages with their files, the tickets they lead to, who is connected."""

from __future__ import annotations

import sqlalchemy as sa

from bot.database.metadata import metadata
from bot.database.types import Json, UtcDateTime

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("customer_id", sa.String(200), index=True),
    sa.Column("assurance", sa.String(16), nullable=False),
    sa.Column("channel", sa.String(16), nullable=False),
    # The language as bot.languages keeps it: code, whether it was asked for, a candidate.
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("language_asked", sa.Boolean, nullable=False),
    sa.Column("language_candidate", sa.String(8)),
    sa.Column("context", Json, nullable=False),
    # Who answers: bot, queue (waiting for a person), agent, closed. Nothing a customer types
    # changes it; see ownership in docs/architecture.md.
    sa.Column("owner", sa.String(16), nullable=False),
    # The agent who has it, where the owner is an agent.
    sa.Column("agent_id", sa.String(36)),
    sa.Column("last_seq", sa.Integer, nullable=False),
    # When the customer showed who they are; who did so by a code is known for a day.
    sa.Column("identified_at", UtcDateTime),
    # Tokens of before this moment open it no more: signed out, or erased.
    sa.Column("tokens_valid_from", UtcDateTime),
    sa.Column("erased_at", UtcDateTime),
    # One gateway at a time takes the turns of a conversation.
    sa.Column("turn_holder", sa.String(36)),
    sa.Column("turn_until", UtcDateTime),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Index("ix_conversations_created_at", "created_at"),
    sa.Index(
        "ix_conversations_queue",
        "owner",
        sqlite_where=sa.text("owner IN ('queue', 'agent')"),
        postgresql_where=sa.text("owner IN ('queue', 'agent')"),
    ),
)

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("conversation_id", sa.ForeignKey("conversations.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("id", sa.String(36), nullable=False, unique=True),
    sa.Column("author", sa.String(16), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    # Each with id, label and payload; the payload never leaves the server.
    sa.Column("choices", Json, nullable=False),
    sa.Column("choice", Json),
    # Each with id, name, content_type and size, as the API tells them.
    sa.Column("attachments", Json, nullable=False),
    sa.Column("response", sa.String(80)),
    sa.Column("decision", Json),
    sa.Column("ticket", Json),
    # Of an agent's message, the name that the customer is told.
    sa.Column("agent", Json),
    sa.Column("client_id", sa.String(36)),
    sa.Column("digest", sa.String(64)),
    sa.Column("reply_to", sa.String(36)),
    # Whether a card number was cut from it: the customer is told why.
    sa.Column("card_cut", sa.Boolean, nullable=False, default=False),
    # A customer's message is pending until it is answered; all others are done.
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("sent_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("conversation_id", "client_id"),
    sa.Index(
        "ix_messages_not_understood",
        "sent_at",
        sqlite_where=sa.text("response IN ('utter_unsure', 'utter_unsure.again')"),
        postgresql_where=sa.text("response IN ('utter_unsure', 'utter_unsure.again')"),
    ),
    sa.Index("ix_messages_reply_to", "reply_to"),
    sa.Index(
        "ix_messages_pending",
        "conversation_id",
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    ),
)

attachments = sa.Table(
    "attachments",
    metadata,
    # The name of the file in the store as well: random, never the customer's.
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey("conversations.id"), nullable=False, index=True),
    # The message that sent it; until then it waits, and is swept after a day.
    sa.Column("message_id", sa.String(36)),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("content_type", sa.String(40), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    # In pixels; a document has none.
    sa.Column("width", sa.Integer),
    sa.Column("height", sa.Integer),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index(
        "ix_attachments_unsent",
        "created_at",
        sqlite_where=sa.text("message_id IS NULL"),
        postgresql_where=sa.text("message_id IS NULL"),
    ),
)

satisfaction = sa.Table(
    "satisfaction",
    metadata,
    sa.Column("conversation_id", sa.ForeignKey("conversations.id"), primary_key=True),
    # From 1 to 5.
    sa.Column("rating", sa.Integer, nullable=False),
    sa.Column("comment", sa.Text),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

tickets = sa.Table(
    "tickets",
    metadata,
    sa.Column("number", sa.String(64), primary_key=True),
    sa.Column("category", sa.String(40), nullable=False),
    sa.Column("conversation_id", sa.ForeignKey("conversations.id"), nullable=False, index=True),
    sa.Column("customer_id", sa.String(200)),
    sa.Column("order_number", sa.String(64)),
    sa.Column("decision", Json),
    sa.Column("evidence", Json, nullable=False),
    # Evidence that was asked for and not given.
    sa.Column("missing", Json, nullable=False),
    # In English, for the agent; beside it the customer's own words.
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("priority", sa.String(16), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("due_at", UtcDateTime),
    # The agent who works on it, and when a person first spoke about it.
    sa.Column("assignee", sa.String(36)),
    sa.Column("taken_at", UtcDateTime),
    sa.Column("answered_at", UtcDateTime),
    sa.Column("closed_at", UtcDateTime),
    sa.Column("closed_reason", sa.String(40)),
    # What was decided about the order, and the seller's address for a return.
    sa.Column("resolution", Json),
    # When its deadline was warned about, and when it was missed.
    sa.Column("warned_at", UtcDateTime),
    sa.Column("escalated_at", UtcDateTime),
    sa.Index(
        "ix_tickets_open",
        "due_at",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
    sa.Index("ix_tickets_customer_id", "customer_id"),
    sa.Index("ix_tickets_order_number", "order_number"),
    sa.Index("ix_tickets_opened_at", "opened_at"),
)

# Each gateway writes its own rows: no two wait for each other.
client_presence = sa.Table(
    "client_presence",
    metadata,
    sa.Column("conversation_id", sa.String(36), primary_key=True),
    sa.Column("gateway", sa.String(36), primary_key=True),
    sa.Column("connected_until", UtcDateTime, nullable=False),
    # The highest numbers of messages that a client was handed, and that the customer has seen.
    sa.Column("delivered_seq", sa.Integer, nullable=False),
    sa.Column("seen_seq", sa.Integer, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False, index=True),
)
