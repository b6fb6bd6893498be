"""The table that the terminal shows of a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from bot.evaluation.page import english, shown


def summary(report: Mapping[str, Any]) -> Table:
    """The targets as a table."""
    figures = report["figures"]
    table = Table(
        title=f"{figures['utterances']:,} test utterances, {len(figures['languages'])} languages",
        title_justify="left",
    )
    for name in ("", "aim", "reached", "", "falls short in"):
        table.add_column(name, justify="right" if name in ("aim", "reached") else "left")
    for target in report["targets"]:
        bound = target["least"] if target["least"] is not None else target["most"]
        sign = "≥" if target["least"] is not None else "≤"
        behind = [
            f"{english(code)} {shown(target['by_language'][code])}" for code in target["behind"]
        ]
        more = f" and {len(behind) - 3} more" if len(behind) > 3 else ""
        table.add_row(
            target["says"],
            f"{sign} {shown(bound, target['unit'])}",
            shown(target["value"], target["unit"]),
            _VERDICTS[(target["met"], bool(target["met_in_all"]))],
            ", ".join(behind[:3]) + more,
        )
    return table


_VERDICTS = {
    (None, False): "–",
    (True, True): "[green]met[/]",
    (False, True): "[yellow]not in every language[/]",
    (False, False): "[red]missed[/]",
}
