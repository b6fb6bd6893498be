"""Makes the report of a model: a page, and the same figures as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.evaluation.evaluating import Progress, figures_of, judge_all
from bot.evaluation.page import page
from bot.evaluation.targets import read_targets

LEARNING_CURVE = "learning-curve.json"
STOCK = "stock.json"
"""What takes long is kept beside the report and shown until it is measured anew."""


class UnwritableReport(RuntimeError):
    """The report can't be written where it is wanted. Its text names the file and why."""

    code = "unwritable_report"


@dataclass(frozen=True)
class Wanted:
    """What to evaluate, and where to write it: ``output`` is the page's file."""

    model: Path
    config: Path
    output: Path
    languages: Sequence[str]
    training_seconds: float | None = None
    learning_curve: bool = False
    diet: bool = False


def evaluate(wanted: Wanted, now: datetime, progress: Progress) -> dict[str, Any]:
    """Judges the model, writes page and JSON, and gives the report. Raises
    :class:`UnwritableReport`, before anything is judged."""
    folder = wanted.output.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in (wanted.output, wanted.output.with_suffix(".json")):
            path.touch()
    except OSError as error:
        reason = f"The report can't be written to {wanted.output}: {error.strerror}"
        raise UnwritableReport(reason) from error
    from bot.evaluation.machine import load_and_weigh, machine_figures  # imports Rasa

    progress("loading the model", 0, 0)
    reader, memory = load_and_weigh(wanted.model)
    judgement = judge_all(reader, wanted.languages, progress)
    progress("reckoning", 0, 0)
    if wanted.learning_curve:
        from bot.evaluation.learning_curve import learning_curve

        told = learning_curve(wanted.config, wanted.languages, progress)
        _write(folder / LEARNING_CURVE, {"made_at": _utc(now), **told})
    if wanted.diet:
        from bot.evaluation.stock import compare

        told = compare(reader, wanted.languages, progress)
        _write(folder / STOCK, {"made_at": _utc(now), **told})
    report: dict[str, Any] = {
        "made_at": _utc(now),
        "json_file": wanted.output.with_suffix(".json").name,
        "model": {"file": wanted.model.name, "trained_at": _trained_at(wanted.model)},
        "figures": figures_of(judgement, wanted.languages),
        "machine": machine_figures(wanted.model, judgement.judged, memory, wanted.training_seconds),
        "learning_curve": _kept(folder / LEARNING_CURVE),
        "stock": _kept(folder / STOCK),
    }
    report["targets"] = [target.verdict(report) for target in read_targets()]
    _write(wanted.output.with_suffix(".json"), report)
    wanted.output.write_text(page(report), encoding="utf-8")
    return report


def _trained_at(model: Path) -> str:
    return _utc(datetime.fromtimestamp(model.stat().st_mtime, timezone.utc))


def _utc(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")


def _write(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _kept(path: Path) -> dict[str, Any] | None:
    """What was measured by an earlier run; None where there is nothing, or nothing readable."""
    try:
        read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return read
