"""``support-bot parse`` as its users run it: a process with the trained model."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.utterances import judged_utterances
from bot.languages import LANGUAGES
from bot.settings import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("trained_model")]


def command(*arguments: str | bytes, **environment: str) -> dict[str, Any]:
    return {
        "args": [Path(sys.executable).with_name("support-bot"), "parse", *arguments],
        "cwd": ROOT,
        "env": {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "RASA_TELEMETRY_ENABLED": "false",
            **environment,
        },
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
    }


def is_as_promised(parsed: dict[str, Any], text: str) -> bool:
    """Whether a line has the form that ``parse`` promises."""
    assert parsed["text"] == text
    assert set(parsed) - {"wishes"} == {
        "text",
        "language",
        "intent",
        "intent_ranking",
        "entities",
    }
    assert set(parsed["language"]) == {"code", "confidence"}
    assert set(parsed["intent"]) == {"name", "confidence"}
    assert all(set(entry) == {"name", "confidence"} for entry in parsed["intent_ranking"])
    assert all(set(e) == {"entity", "value", "start", "end"} for e in parsed["entities"])
    return True


def test_a_thousand_lines_are_read_in_seconds() -> None:
    texts = [u.text for code in LANGUAGES for u in judged_utterances(code)[::10]][:1000]
    texts = [" ".join(text.split()) for text in texts]
    began = time.process_time(), time.monotonic()
    done = subprocess.run(**command("-"), input="\n".join(texts).encode(), check=True)
    print(f"\n{len(texts)} lines and loading the model: {time.monotonic() - began[1]:.1f} s")
    results = done.stdout.decode().splitlines()
    assert len(results) == len(texts) == 1000
    assert all(map(is_as_promised, map(json.loads, results), texts))


def test_odd_lines_get_an_answer_each_and_nothing_on_stderr_but_what_was_cut() -> None:
    odd = b"\n   \ncaf\xe9\n\x00\n/restart\n{brand} %s\n" + b"x" * 50_000 + b"\nwhere is my order"
    done = subprocess.run(**command("-", PYTHONIOENCODING="ascii"), input=odd, check=True)
    results = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    texts = ["", "   ", "caf\ufffd", "\0", "/restart", "{brand} %s", "x" * 10_000]
    assert all(map(is_as_promised, results, [*texts, "where is my order"]))
    assert len(results) == 8
    assert results[-1]["intent"]["name"] == "track_order"
    assert done.stderr.decode().strip() == "1 lines were longer than 10,000 characters: cut."


def test_a_closed_pipe_ends_it_quietly() -> None:
    process = subprocess.Popen(**command("-"), stdin=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(b"hello\n" * 200)
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["text"] == "hello"
    process.stdout.close()
    with contextlib.suppress(BrokenPipeError):  # it may have ended before all is written
        process.stdin.write(b"hello\n" * 2000)
        process.stdin.close()
    assert process.wait(60) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def test_one_text_is_shown_as_json_or_as_a_table() -> None:
    done = subprocess.run(**command("--json", "onde está o meu pedido"), check=True)
    assert is_as_promised(json.loads(done.stdout), "onde está o meu pedido")
    shown = subprocess.run(**command("onde está o meu pedido"), check=True).stdout.decode()
    assert "track_order" in shown
    assert "pt" in shown


def test_without_a_model_it_says_how_to_make_one(tmp_path: Path) -> None:
    done = subprocess.run(**command("hi", SUPPORT_BOT_MODEL=str(tmp_path / "none.tar.gz")))
    assert done.returncode == 1
    assert "support-bot train" in done.stderr.decode()
