"""How the command line shows what NLU understood, and what the shop was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text


def parse_table(parsed: Mapping[str, Any]) -> Table:
    """A table of language, likeliest intents and entities of one parsed text."""
    table = Table(title=str(parsed["text"]), show_header=False, title_justify="left")
    language = parsed["language"]
    table.add_row("language", f"{language['code']}  {language['confidence']:.0%}")
    for index, intent in enumerate(parsed["intent_ranking"][:5]):
        name = "intent" if index == 0 else ""
        bar = "█" * round(20 * intent["confidence"])
        table.add_row(name, f"{intent['name']:32} {intent['confidence']:4.0%} {bar}")
    for entity in parsed["entities"]:
        table.add_row("entity", f"{entity['entity']} = {entity['value']}")
    return table


def deliveries_table(deliveries: Iterable[Mapping[str, Any]]) -> Table:
    """A table of webhook deliveries."""
    table = Table()
    # Whole, however narrow the terminal: it is what one replays by.
    table.add_column("id", no_wrap=True, min_width=36)
    for name in ("event", "state", "tries", "made at", "next try", "last error"):
        table.add_column(name, overflow="fold")
    for delivery in deliveries:
        waits = delivery["state"] == "waiting"
        table.add_row(
            delivery["id"],
            delivery["event"],
            delivery["state"],
            str(delivery["attempts"]),
            f"{delivery['created_at']:%Y-%m-%d %H:%M:%S}",
            f"{delivery['due_at']:%Y-%m-%d %H:%M:%S}" if waits else "",
            Text(delivery["last_error"] or ""),
        )
    return table
