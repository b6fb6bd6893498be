"""The utterances that the model learns from and those that it is judged by, as they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.settings import ROOT

TRAINING = ROOT / "data" / "nlu"
TESTS = ROOT / "tests" / "nlu"

STYLES = ("short", "plain", "story", "mail", "indirect")
"""How a test utterance is written: a fragment, a sentence, several, a mail, or by implication."""


@dataclass(frozen=True)
class Utterance:
    """What a customer wrote and what they want. ``style`` is known of test utterances only."""

    text: str
    intent: str
    style: str | None = None


def learned_utterances(language: str, folder: Path = TRAINING) -> list[Utterance]:
    """What the model learns from in a language; nothing where there is no folder."""
    return [
        Utterance(line.removeprefix("- ").strip(), block["intent"])
        for content in _files(folder / language)
        for block in content["nlu"]
        for line in block["examples"].splitlines()
        if line.startswith("- ")
    ]


def judged_utterances(language: str, folder: Path = TESTS) -> list[Utterance]:
    """What the model is judged by in a language; nothing where there is no folder."""
    return [
        Utterance(text, intent, style)
        for content in _files(folder / language)
        for intent, styles in content.items()
        for style, texts in styles.items()
        for text in texts
    ]


def _files(folder: Path) -> Iterator[Any]:
    for path in sorted(folder.glob("*.yml")):
        yield read_yaml(path)


def read_yaml(path: Path) -> Any:
    """What a file of utterances holds: libyaml reads it ten times as fast, where it is there."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe one


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
