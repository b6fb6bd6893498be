"""Trains the model in a process of its own, with progress, and knows when that is needed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from bot.settings import ROOT, Settings

MODEL_NAME = "support-bot.tar.gz"
CONFIG = ROOT / "config.yml"


class TrainingFailed(RuntimeError):
    """The training process ended with an error. Its text holds the last lines it printed."""

    code = "training_failed"


def model_path(settings: Settings) -> Path:
    """Where the model lies, trained or not."""
    return settings.model or ROOT / "models" / MODEL_NAME


def needs_training(model: Path, config: Path = CONFIG) -> bool:
    """Whether there is no model, or the data, domain or NLU code it was made from has changed."""
    mark = _mark(model)
    return not model.exists() or not mark.exists() or mark.read_text() != fingerprint(config)


def fingerprint(config: Path = CONFIG) -> str:
    """A hash of all that a model is made from. Wording is not part of it: a changed sentence
    needs no training."""
    digest = hashlib.sha256()
    if config != CONFIG:
        digest.update(config.read_bytes())
    for path in _sources():
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(_domain(path) if path.name == "domain.yml" else path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield CONFIG
    yield ROOT / "domain.yml"
    for folder, pattern in (("data", "*.yml"), ("bot/nlu", "*.py"), ("bot/nlu", "*.yml")):
        yield from sorted((ROOT / folder).rglob(pattern))
    yield ROOT / "bot" / "languages.py"


def _domain(path: Path) -> bytes:
    domain = yaml.safe_load(path.read_text(encoding="utf-8"))
    domain["responses"] = sorted(domain.get("responses", {}))
    return json.dumps(domain, sort_keys=True, default=str).encode()


def _mark(model: Path) -> Path:
    return model.with_name(model.name + ".made-from")


def _times(model: Path) -> Path:
    return model.with_name(model.name + ".trained-in")


def training_seconds(model: Path) -> float | None:
    """How long training took; None where nobody knows, for the model came from elsewhere."""
    times = _times(model)
    if not times.exists() or times.stat().st_mtime < model.stat().st_mtime:
        return None
    return float(times.read_text(encoding="ascii"))


def train(model: Path, progress: Callable[[int, int, str], None], config: Path = CONFIG) -> None:
    """Trains by ``config`` and puts the model at ``model``. ``progress`` gets steps done, steps
    in all, and what is being done. Raises :class:`TrainingFailed`."""
    made_from = fingerprint(config)
    began = time.monotonic()
    model.parent.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.responder.training", str(model), str(config)],
        cwd=ROOT,
        env={
            **os.environ,
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "RASA_MAX_CACHE_SIZE": "0",
            "PYTHONUNBUFFERED": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    last: list[str] = []
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    for line in process.stdout:
        if line.startswith("@progress "):
            done, of, what = line.split(" ", 3)[1:]
            progress(int(done), int(of), what.strip())
        else:
            last = [*last[-30:], line.rstrip()]
    process.stdout.close()
    if process.wait() != 0:
        raise TrainingFailed("\n".join(last) or f"ended with {process.returncode}")
    _mark(model).write_text(made_from)
    _times(model).write_text(f"{time.monotonic() - began:.1f}\n", encoding="ascii")
