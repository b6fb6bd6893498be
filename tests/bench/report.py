"""The table on the screen and the same figures as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.measuring import EDGE, Run, growth, percentile, pooled
from tests.bench.memory import Memory, total
from tests.bench.plan import CLIENTS, FRESH, LONG, Measured
from tests.bench.side import Question
from tests.bench.targets import Target, targets

SIDES = ("ours", "stock")
_PERCENTS = (50, 95, 99)
_MIB = 2**20
QUIET_CORES = 0.1
"""Other programs that take more than this disturb what is measured."""

Row = tuple[str, Callable[[Measured], str], Callable[[Measured], float] | None]
"""What a row is called, how a side's cell reads, and the number that the sides are compared by."""


def show(measured: Mapping[str, Measured], console: Console) -> None:
    """Prints the table, the targets, and what was answered wrongly."""
    table = Table(title=_machine_line(), title_justify="left")
    table.add_column("")
    for side in SIDES:
        table.add_column(side, justify="right")
    table.add_column("stock / ours", justify="right")
    for section in _sections(measured):
        for name, cell, number in section:
            cells = [cell(measured[side]) if side in measured else "–" for side in SIDES]
            table.add_row(name, *cells, _compared(measured, number))
        table.add_section()
    console.print(table)
    for target in targets(measured):
        console.print(_target_line(target))
    _tell_of_others(measured, console)
    for side, figures in measured.items():
        reasons = [reason for run in figures.runs for reason in run.wrong]
        if reasons:
            text = f"{side}: {len(reasons)} messages without a right answer; first: {reasons[0]}"
            console.print(text, style="red", markup=False)


def _tell_of_others(measured: Mapping[str, Measured], console: Console) -> None:
    disturbed = [
        f"{side} {run.others:.1f}"
        for side, figures in measured.items()
        for run in figures.runs
        if run.others > QUIET_CORES
    ]
    if disturbed:
        console.print(
            f"[yellow]Disturbed[/]: other programs took more than {QUIET_CORES} cores in "
            f"{len(disturbed)} runs ({', '.join(disturbed)}). Measure again on a quiet machine.",
            highlight=False,
        )


def _sections(measured: Mapping[str, Measured]) -> Iterator[Sequence[Row]]:
    yield [
        ("training", _training, None),
        ("model, MB", lambda m: f"{m.trained.model_bytes / 1e6:.1f}", _model_bytes),
        ("start to first answer, s", lambda m: f"{m.start_seconds:.1f}", _start_seconds),
    ]
    names = [name for side in SIDES if side in measured for name in measured[side].memory]
    parts = [_memory_row(name) for name in dict.fromkeys(names)]
    yield [*parts, ("memory in all", lambda m: _mib(total(m.memory.values())), _all_memory)]
    for question in Question:
        fresh = [
            _run_row(f"{clients} client{'s'[: clients - 1]}", _fresh(question, clients))
            for clients in CLIENTS
        ]
        long = _long(question)
        yield [
            (f"[bold]{question.value}[/]", lambda _: "p50 / p95 / p99 ms   msg/s", None),
            *fresh,
            _run_row(f"one conversation of {LONG}", long),
            _growth_row(long),
        ]


def _memory_row(name: str) -> Row:
    def cell(measured: Measured) -> str:
        return _mib(measured.memory[name]) if name in measured.memory else "–"

    return f"memory: {name}", cell, None


def _run_row(name: str, run: Callable[[Measured], Run]) -> Row:
    return name, lambda m: _run(run(m)), lambda m: percentile(run(m).latencies, 50)


def _growth_row(run: Callable[[Measured], Run]) -> Row:
    return f"  p50 of its first → last {EDGE}, ms", lambda m: _growth(run(m)), None


def _fresh(question: Question, clients: int) -> Callable[[Measured], Run]:
    return lambda measured: measured.of_fresh(question, clients)


def _long(question: Question) -> Callable[[Measured], Run]:
    return lambda measured: measured.long[question]


def _training(measured: Measured) -> str:
    taken = measured.trained.seconds
    return f"{'kept model' if taken is None else f'{taken:.0f} s'}, {measured.trained.epochs}"


def _model_bytes(measured: Measured) -> float:
    return measured.trained.model_bytes


def _start_seconds(measured: Measured) -> float:
    return measured.start_seconds


def _all_memory(measured: Measured) -> float:
    return total(measured.memory.values()).rss


def _mib(memory: Memory) -> str:
    own = "" if memory.pss is None else f" ({memory.pss / _MIB:,.0f} PSS)"
    return f"{memory.rss / _MIB:,.0f} MiB{own}"


def _run(run: Run) -> str:
    if not run.latencies:
        return "no right answer"
    figures = " / ".join(f"{percentile(run.latencies, p) * 1e3:.1f}" for p in _PERCENTS)
    wrong = f"  [red]{len(run.wrong)} wrong[/]" if run.wrong else ""
    return f"{figures}   {run.per_second:5.1f}{wrong}"


def _growth(run: Run) -> str:
    count = len(run.latencies)
    if count < 2 * EDGE:
        return f"only {count} answered"
    grown = growth(run.latencies)
    of = "" if count == LONG else f" of {count}"
    return f"{grown.first * 1e3:.1f} → {grown.last * 1e3:.1f}{of}   × {grown.ratio:.2f}"


def _compared(measured: Mapping[str, Measured], number: Callable[[Measured], float] | None) -> str:
    if number is None or any(side not in measured for side in SIDES):
        return ""
    try:
        return f"{number(measured['stock']) / number(measured['ours']):.1f}"
    except ValueError:  # one of them gave no right answer
        return ""


def _target_line(target: Target) -> str:
    said = {True: "[green]met[/]       ", False: "[red]missed[/]    ", None: "not measured"}
    ratio = "" if target.ratio is None else f"{target.ratio:.2f}, "
    return f"{said[target.met]} {target.text}: {ratio}at most {target.most:.2f}"


def _machine_line() -> str:
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"Rasa {version('rasa')}; fresh conversations have {FRESH} messages"
    )


def as_json(measured: Mapping[str, Measured]) -> dict[str, Any]:
    """All figures; seconds and bytes."""
    return {
        "machine": _machine_line(),
        "sides": {side: _side(figures) for side, figures in measured.items()},
        "targets": [
            {"text": t.text, "most": t.most, "ratio": t.ratio, "met": t.met}
            for t in targets(measured)
        ],
    }


def _side(figures: Measured) -> dict[str, Any]:
    return {
        "training": vars(figures.trained),
        "start_seconds": figures.start_seconds,
        "memory": {name: vars(memory) for name, memory in figures.memory.items()},
        "fresh": [
            {"question": question.value, "clients": clients, **_figures(pooled(rounds))}
            | {"rounds": [_figures(run) for run in rounds]}
            for (question, clients), rounds in figures.fresh.items()
        ],
        "long": [
            {"question": question.value, **_figures(run), "latencies": run.latencies}
            for question, run in figures.long.items()
        ],
    }


def _figures(run: Run) -> dict[str, Any]:
    latencies = run.latencies
    percents = {f"p{p}": percentile(latencies, p) if latencies else None for p in _PERCENTS}
    wrong = {"wrong": len(run.wrong), "first_wrong": run.wrong[0] if run.wrong else None}
    return {
        "messages": len(latencies),
        **percents,
        "per_second": run.per_second,
        "others": run.others,
        **wrong,
    }
