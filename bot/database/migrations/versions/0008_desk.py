"""The desk: agents, sessions, notes, an audit log that is only added to; tickets know who works on
them and how they ended, messages which agent wrote them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.database import types

revision = "0008_desk"
down_revision = "0007_attachments"
branch_labels = None
depends_on = None

_TICKET = (
    ("assignee", sa.String(36)),
    ("taken_at", types.UtcDateTime()),
    ("answered_at", types.UtcDateTime()),
    ("closed_at", types.UtcDateTime()),
    ("closed_reason", sa.String(40)),
    ("resolution", types.Json()),
    ("warned_at", types.UtcDateTime()),
    ("escalated_at", types.UtcDateTime()),
)
_REFUSED = "the audit log is only added to"


def upgrade() -> None:
    """Brings the tables to this revision."""
    op.add_column("conversations", sa.Column("agent_id", sa.String(36)))
    _partial("ix_conversations_queue", "conversations", "owner", "owner IN ('queue', 'agent')")
    op.add_column("messages", sa.Column("agent", types.Json()))
    for name, kind in _TICKET:
        op.add_column("tickets", sa.Column(name, kind))
    _partial("ix_tickets_open", "tickets", "due_at", "state = 'open'")
    for column in ("customer_id", "order_number", "opened_at"):
        op.create_index(op.f(f"ix_tickets_{column}"), "tickets", [column])
    _agents()
    _notes()
    _audit_log()
    _insight()
    _bridge()


def _partial(name: str, table: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)


def _agents() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("languages", types.Json(), nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("totp_secret", sa.String(64)),
        sa.Column("totp_used", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
        sa.UniqueConstraint("email", name=op.f("uq_agents_email")),
    )
    op.create_table(
        "agent_sessions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("agent_id", sa.String(36), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("browser", sa.String(200), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("used_at", types.UtcDateTime(), nullable=False),
        sa.Column("seen_at", types.UtcDateTime(), nullable=False),
        sa.Column("ended_at", types.UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_agent_sessions_agent_id_agents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_agent_sessions_token_hash")),
    )
    op.create_index(op.f("ix_agent_sessions_agent_id"), "agent_sessions", ["agent_id"])


def _notes() -> None:
    op.create_table(
        "ticket_notes",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("agent_id", sa.String(36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_ticket_notes_agent_id_agents")
        ),
        sa.ForeignKeyConstraint(
            ["ticket"], ["tickets.number"], name=op.f("fk_ticket_notes_ticket_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_notes")),
    )
    op.create_index(op.f("ix_ticket_notes_ticket"), "ticket_notes", ["ticket"])


def _audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("agent_id", sa.String(36)),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("object", sa.String(200), nullable=False),
        sa.Column("detail", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_object", "audit_log", ["kind", "object"])
    op.create_index("ix_audit_log_agent_id", "audit_log", ["agent_id", "at"])
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_log_no_{event.lower()} BEFORE {event} ON audit_log "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_log_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_log_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_kept()"
    )


def _insight() -> None:
    op.create_index(op.f("ix_conversations_created_at"), "conversations", ["created_at"])
    _partial(
        "ix_messages_not_understood",
        "messages",
        "sent_at",
        "response IN ('utter_unsure', 'utter_unsure.again')",
    )
    op.create_table(
        "insight_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_insight_days")),
    )
    op.create_table(
        "insight_figures",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("alone", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "name", "language", name=op.f("pk_insight_figures")),
    )


def _bridge() -> None:
    op.create_table(
        "bridge_links",
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("contact", sa.String(200)),
        sa.Column("theirs", sa.String(64)),
        sa.Column("sent_seq", sa.Integer(), nullable=False),
        sa.Column("noted_ticket", sa.String(64)),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("in_doubt", sa.Boolean(), nullable=False),
        sa.Column("not_before", types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_bridge_links_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_bridge_links")),
    )
    op.create_index(op.f("ix_bridge_links_theirs"), "bridge_links", ["theirs"])
    op.create_table(
        "bridge_deliveries",
        sa.Column("id", sa.String(100), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bridge_deliveries")),
    )
    op.create_index(op.f("ix_bridge_deliveries_at"), "bridge_deliveries", ["at"])


def downgrade() -> None:
    """Takes them back."""
    op.drop_index("ix_messages_not_understood", "messages")
    op.drop_index(op.f("ix_conversations_created_at"), "conversations")
    for table in (
        "bridge_deliveries",
        "bridge_links",
        "insight_figures",
        "insight_days",
        "audit_log",
        "ticket_notes",
        "agent_sessions",
        "agents",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_log_is_kept()")
    for column in ("opened_at", "order_number", "customer_id"):
        op.drop_index(op.f(f"ix_tickets_{column}"), "tickets")
    op.drop_index("ix_tickets_open", "tickets")
    with op.batch_alter_table("tickets") as tickets:
        for name, _ in reversed(_TICKET):
            tickets.drop_column(name)
    with op.batch_alter_table("messages") as messages:
        messages.drop_column("agent")
    op.drop_index("ix_conversations_queue", "conversations")
    with op.batch_alter_table("conversations") as conversations:
        conversations.drop_column("agent_id")
