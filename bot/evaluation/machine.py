"""What a model costs the machine: time, memory, space. These figures differ from run to run."""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bot.nlu
from bot.evaluation.judging import Judged
from bot.evaluation.tallies import percentile
from bot.nlu.parsing import Parser, load_parser


def load_and_weigh(model: Path) -> tuple[Parser, int | None]:
    """The model, ready to read, and the bytes of memory that it takes beside Rasa itself; None
    where the system does not tell."""
    import rasa.engine.recipes.default_components  # noqa: F401 - what any model brings along

    for found in pkgutil.walk_packages(bot.nlu.__path__, "bot.nlu."):
        importlib.import_module(found.name)
    before = _resident()
    parser = load_parser(model)
    from bot.nlu.spacy_tokenizer import warm_up

    warm_up()
    parser.parse("1")
    after = _resident()
    return parser, None if before is None or after is None else after - before


def _resident() -> int | None:
    """The memory of this process that is in use, in bytes, as Linux tells it."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return None
    return int(statm.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def machine_figures(
    model: Path, judged: Sequence[Judged], memory: int | None, training_seconds: float | None
) -> dict[str, Any]:
    """Milliseconds to read one text, in one thread; megabytes; seconds of training, where
    known."""
    taken = [one.seconds * 1e3 for one in judged]
    return {
        "parse_p50_ms": {"all": round(percentile(taken, 50), 2)},
        "parse_p95_ms": {"all": round(percentile(taken, 95), 2)},
        "parse_p99_ms": {"all": round(percentile(taken, 99), 2)},
        "model_mb": {"all": round(model.stat().st_size / 1e6, 1)},
        "memory_mb": {"all": None if memory is None else round(memory / 1e6)},
        "training_seconds": {"all": None if training_seconds is None else round(training_seconds)},
        "cores": os.cpu_count(),
    }
