"""The bot's one database: engine, column types, migrations. The tables stand in their rooms."""
