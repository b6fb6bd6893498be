"""Reads texts with a trained model, outside the responder: ``support-bot parse`` and tests."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.trackers import DialogueStateTracker

from bot.languages import LanguageState
from bot.nlu.graph_runner import SequentialGraphRunner


class Parser:
    """A loaded model's understanding. ``parse`` takes a millisecond or two a text."""

    def __init__(self, runner: SequentialGraphRunner, target: str) -> None:
        self._runner, self._target = runner, target
        self._tracker = DialogueStateTracker.from_events("parse", [])

    def parse(self, text: str, language: LanguageState | None = None) -> dict[str, Any]:
        """Language, intent, ranking and entities, as CONTRACT.md's ``parse`` prints them.

        ``language`` is the state of the conversation the text belongs to; without it the text
        speaks for itself.
        """
        metadata = None
        if language is not None:
            metadata = {
                "language": {
                    "code": language.code,
                    "asked": language.asked,
                    "candidate": language.candidate,
                }
            }
        # A leading slash would be a command of Rasa's.
        shown = f"\u2060{text}" if text.startswith("/") else text
        message = UserMessage(shown, metadata=metadata)
        message.text = shown  # Rasa trims it
        results = self._runner.run(
            inputs={PLACEHOLDER_MESSAGE: [message], PLACEHOLDER_TRACKER: self._tracker},
            targets=[self._target],
        )
        parsed = results[self._target][0].as_dict(only_output_properties=True)
        shift = len(shown) - len(text)
        return {
            "text": text,
            "language": {
                "code": parsed["language"]["code"],
                "confidence": parsed["language"]["confidence"],
            },
            "intent": parsed["intent"],
            "intent_ranking": parsed.get("intent_ranking", []),
            "entities": [
                {
                    "entity": entity["entity"],
                    "value": entity["value"],
                    "start": entity["start"] - shift,
                    "end": entity["end"] - shift,
                }
                for entity in parsed.get("entities", [])
            ],
            **_two(parsed),
        }


def _two(parsed: dict[str, Any]) -> dict[str, Any]:
    """The wishes, where there are two."""
    wishes = parsed.get("wishes")
    if not wishes:
        return {}
    names = ("intent", "confidence", "text")
    return {"wishes": [{name: wish[name] for name in names} for wish in wishes]}


def load_parser(model: Path) -> Parser:
    """The parser of a trained model. Raises FileNotFoundError where there is no such file."""
    if not model.exists():
        raise FileNotFoundError(model)
    with tempfile.TemporaryDirectory() as folder:
        metadata, runner = load_predict_graph_runner(
            Path(folder), model, LocalModelStorage, SequentialGraphRunner
        )
        return Parser(runner, metadata.nlu_target)
