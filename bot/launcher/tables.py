"""How the command line shows what NLU understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.table import Table


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
