"""``support-bot evaluate`` as its users run it: a process with the trained model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.settings import ROOT


def evaluate(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("support-bot"), "evaluate", *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "RASA_TELEMETRY_ENABLED": "false",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def figures(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return told["figures"]  # type: ignore[no-any-return]


@pytest.mark.slow
@pytest.mark.usefixtures("trained_model")
@pytest.mark.timeout(900)
def test_the_same_model_gives_the_same_figures(tmp_path: Path) -> None:
    pages = [tmp_path / "one.html", tmp_path / "folder" / "two.html"]
    for seed, path in enumerate(pages):
        done = evaluate("--lang", "th", "--output", str(path), PYTHONHASHSEED=str(seed))
        assert done.returncode == 0, done.stderr
        assert "Intent, first guess" in done.stdout
        assert "<!doctype html>" in path.read_text(encoding="utf-8")
    assert figures(pages[0]) == figures(pages[1])
    assert figures(pages[0])["utterances"] >= 900
    assert figures(pages[0])["languages"] == ["th"]


def test_without_a_model_it_says_how_to_make_one(tmp_path: Path) -> None:
    done = evaluate(SUPPORT_BOT_MODEL=str(tmp_path / "none.tar.gz"))
    assert done.returncode == 1
    assert "support-bot train" in done.stderr


def test_an_unknown_language_is_refused_with_those_there_are() -> None:
    done = evaluate("--lang", "xx")
    assert done.returncode == 2
    assert "'th'" in done.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("trained_model")
def test_a_report_that_cannot_be_written_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = evaluate("--output", str(tmp_path / "file" / "report.html"))
    assert done.returncode == 1
    assert "can't be written" in done.stderr
    assert "Traceback" not in done.stderr
