"""Alembic's environment: the connection, in a transaction, comes from bot.database.migrate."""

from __future__ import annotations

import importlib

from alembic import context

from bot.database.metadata import TABLE_MODULES, metadata

for module in TABLE_MODULES:
    importlib.import_module(module)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    user_module_prefix="types.",
)
with context.begin_transaction():
    context.run_migrations()
