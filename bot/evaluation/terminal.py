"""An evaluation as the terminal shows it: how far it is, and the targets in a table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.evaluation.page import english, shown
from bot.evaluation.report import Wanted, evaluate


def run(wanted: Wanted, now: datetime, console: Console, progress: Console) -> None:
    """Evaluates with a bar on ``progress``, then prints the targets. Raises
    :class:`UnwritableReport`."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=progress) as bar:
        task = bar.add_task("", total=None)

        def show(what: str, done: int, of: int) -> None:
            bar.update(task, description=what, completed=done, total=of or None)

        report = evaluate(wanted, now, show)
    console.print(summary(report))
    console.print(f"The page: {wanted.output}", soft_wrap=True, highlight=False)


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
