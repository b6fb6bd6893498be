"""``python -m tests.bench``: measures, prints one table, and writes ``var/bench/result.json``."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from types import FrameType

import click
from rich.console import Console

from bot.settings import ROOT, BadSetting
from tests.bench.mail import measure_mail
from tests.bench.ours import Ours
from tests.bench.plan import FULL, QUICK, Measured, measure
from tests.bench.programs import ProgramFailed, Programs
from tests.bench.report import SIDES, as_json, show
from tests.bench.side import Side
from tests.bench.sockets import measure_sockets
from tests.bench.stock import Stock
from tests.bench.surface import Surface
from tests.bench.targets import targets
from tests.bench.widget import measure_widget

OUTPUT = ROOT / "var" / "bench"
NARROWEST = 132
"""The table's width where the output is no terminal."""

SURFACES: dict[str, Callable[[Programs, Path], Surface]] = {
    "sockets": lambda programs, folder: asyncio.run(measure_sockets(programs, folder)),
    "widget": lambda _, folder: measure_widget(folder),
    "mail": lambda _, folder: measure_mail(folder),
}
"""What is measured by itself, without a peer."""

_told = Console(stderr=True)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--quick", is_flag=True, help="Fewer messages, models kept: under 4 minutes.")
@click.option("--only", type=click.Choice((*SIDES, *SURFACES)), help="Measure this alone.")
def main(quick: bool, only: str | None) -> None:
    """Measure the bot on this machine: beside Rasa's stock pipeline, then its surfaces. Under 20
    minutes.

    Both are trained, started, asked the same two questions and stopped again; then 500 open
    sockets, the chat in a browser, and mails. Only 127.0.0.1 is called. Exit status 1 where a
    target was missed, an answer was wrong, or a program failed.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _as_interrupt)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    if os.getloadavg()[0] > 1:
        _told.print("This machine is busy with something else: the figures will suffer.")
    console = Console()
    try:
        measured = {} if only in SURFACES else _measure(quick, only)
        if measured:
            show(measured, Console(width=max(console.width, NARROWEST)))
        alone = [_surface(name, console) for name in SURFACES if only in (None, name)]
    except (ProgramFailed, BadSetting) as error:
        _told.print(str(error), markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)
    wrong = any(alone) or any(run.wrong for side in measured.values() for run in side.runs)
    missed = any(target.met is False for target in targets(measured))
    sys.exit(1 if wrong or missed else 0)


def _surface(name: str, console: Console) -> bool:
    """Measures a surface, prints its figures and keeps them. Gives whether anything was wrong."""
    _told.print(f"  {name}")
    with (
        tempfile.TemporaryDirectory(prefix="support-bot-bench-") as folder,
        Programs(OUTPUT) as programs,
    ):
        run = SURFACES[name](programs, Path(folder))
    run.show(console)
    path = OUTPUT / f"{name}.json"
    path.write_text(json.dumps(run.as_json(), indent=1) + "\n", encoding="utf-8")
    return bool(run.wrong)


def _measure(quick: bool, only: str | None) -> dict[str, Measured]:
    began = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="support-bot-bench-") as folder,
        Programs(OUTPUT) as programs,
    ):
        sides: list[Side] = []
        if only != "stock":
            sides.append(Ours(programs, Path(folder)))
        if only != "ours":
            sides.append(Stock(programs, Path(folder), OUTPUT))
        plan = QUICK if quick else FULL
        measured = asyncio.run(measure(sides, plan, lambda what: _told.print(f"  {what}")))
    seconds = time.perf_counter() - began
    at = datetime.now(timezone.utc).isoformat(timespec="seconds")
    result = {"at": at, "quick": quick, "seconds": seconds, **as_json(measured)}
    path = OUTPUT / "result.json"
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _told.print(f"  took {seconds:.0f} s; all figures are in {path}", soft_wrap=True)
    return measured


def _as_interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    """Ends the bench, so that it stops what it started; also where it began with SIGINT ignored."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
