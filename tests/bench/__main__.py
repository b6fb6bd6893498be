"""``python -m tests.bench``: measures, prints one table, and writes ``var/bench/result.json``."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path
from types import FrameType

import click
from rich.console import Console

from bot.settings import ROOT, BadSetting
from tests.bench.ours import Ours
from tests.bench.plan import FULL, QUICK, Measured, measure
from tests.bench.programs import ProgramFailed, Programs
from tests.bench.report import SIDES, as_json, show
from tests.bench.side import Side
from tests.bench.sockets import SocketRun, measure_sockets, show_sockets
from tests.bench.stock import Stock
from tests.bench.targets import targets

OUTPUT = ROOT / "var" / "bench"
NARROWEST = 132
"""The table's width where the output is no terminal."""

_told = Console(stderr=True)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--quick", is_flag=True, help="Fewer messages, models kept: under 4 minutes.")
@click.option("--only", type=click.Choice((*SIDES, "sockets")), help="Measure this alone.")
def main(quick: bool, only: str | None) -> None:
    """Measure the bot beside Rasa's stock pipeline on this machine: under 12 minutes.

    Both are trained, started, asked the same two questions and stopped again; only 127.0.0.1 is
    called. Exit status 1 where a target was missed, an answer was wrong, or a program failed.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _as_interrupt)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    if os.getloadavg()[0] > 1:
        _told.print("This machine is busy with something else: the figures will suffer.")
    try:
        measured = {} if only == "sockets" else _measure(quick, only)
        sockets = _measure_sockets() if only in (None, "sockets") else None
    except (ProgramFailed, BadSetting) as error:
        _told.print(str(error), markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)
    console = Console()
    if measured:
        show(measured, Console(width=max(console.width, NARROWEST)))
    if sockets:
        show_sockets(sockets, console)
    sides = list(measured.values())
    wrong = any(run.wrong for side in sides for run in side.runs) or (sockets and sockets.wrong)
    missed = any(target.met is False for target in targets(measured))
    sys.exit(1 if wrong or missed else 0)


def _measure_sockets() -> SocketRun:
    with (
        tempfile.TemporaryDirectory(prefix="support-bot-bench-") as folder,
        Programs(OUTPUT) as programs,
    ):
        _told.print("  500 open sockets")
        run = asyncio.run(measure_sockets(programs, Path(folder)))
    path = OUTPUT / "sockets.json"
    path.write_text(json.dumps(run.as_json(), indent=1) + "\n", encoding="utf-8")
    return run


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
