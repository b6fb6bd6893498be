"""The stories beside this file, judged by ``rasa test`` on the trained model."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent


def test_every_story_of_every_topic_is_told_as_written(trained_model: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-W", "ignore", "-m", "rasa", "test", "core"),
            *("--model", trained_model, "--stories", HERE, "--out", tmp_path),
            *("--fail-on-prediction-errors", "--no-plot"),
        ],
        cwd=ROOT,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = tmp_path / "failed_test_stories.yml"
    told = (
        failed.read_text(encoding="utf-8")
        if failed.exists()
        else (done.stdout + done.stderr)[-3000:]
    )
    assert done.returncode == 0, told
    assert "- story" not in told, told
