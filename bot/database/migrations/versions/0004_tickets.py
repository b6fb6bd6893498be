"""Tickets say how urgent they are, what the customer wrote, and what is missing; messages say
whether a card number was cut from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.database import types

revision = "0004_tickets"
down_revision = "0003_responder"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Brings the tables to this revision."""
    with op.batch_alter_table("tickets") as tickets:
        tickets.add_column(
            sa.Column("priority", sa.String(16), nullable=False, server_default="normal")
        )
        tickets.add_column(sa.Column("words", sa.Text, nullable=False, server_default=""))
        tickets.add_column(sa.Column("missing", types.Json, nullable=False, server_default="[]"))
    with op.batch_alter_table("messages") as messages:
        messages.add_column(
            sa.Column("card_cut", sa.Boolean, nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    """Takes them back."""
    with op.batch_alter_table("messages") as messages:
        messages.drop_column("card_cut")
    with op.batch_alter_table("tickets") as tickets:
        for name in ("missing", "words", "priority"):
            tickets.drop_column(name)
