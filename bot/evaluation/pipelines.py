"""Trains a pipeline's components in this process, one after the other, as Rasa's graph does.

Without policies, fingerprints and packing: what is to be compared is understanding alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.evaluation.utterances import Utterance
from bot.languages import LanguageState

Entry = tuple[type[GraphComponent], dict[str, Any]]
"""A component's class and its options."""


class TrainedPipeline:
    """Components that have learned, and read texts as a loaded model would."""

    def __init__(self, components: Sequence[Any]) -> None:
        self._components = components

    def parse(self, text: str, language: LanguageState | None = None) -> dict[str, Any]:
        """Intent and ranking of a text, and its language where a component tells it."""
        data: dict[str, Any] = {TEXT: text}
        if language is not None:
            data["metadata"] = {"language": {"code": language.code, "asked": False}}
        messages = [Message(data)]
        for component in self._components:
            messages = component.process(messages)
        message = messages[0]
        return {
            "text": text,
            "language": message.get("language") or {"code": "", "confidence": 0.0},
            "intent": message.get(INTENT),
            "intent_ranking": message.get("intent_ranking") or [],
        }


def entries_of(pipeline: Iterable[dict[str, Any]]) -> list[Entry]:
    """The classes and options of a configuration's ``pipeline``."""
    entries = []
    for options in pipeline:
        given = {key: value for key, value in options.items() if key != "name"}
        entries.append((DefaultV1Recipe._from_registry(options["name"]).clazz, given))
    return entries


def train(
    entries: Sequence[Entry],
    data: TrainingData,
    folder: Path,
    progress: Callable[[str, int, int], None],
) -> TrainedPipeline:
    """Trains on the data and keeps in ``folder`` what is learned. The data is changed: each
    component adds to its messages what the next ones learn from."""
    storage = LocalModelStorage(folder)
    components = []
    for index, (component, options) in enumerate(entries):
        progress(component.__name__, index, len(entries))
        name = f"{component.__name__}{index}"
        context = ExecutionContext(GraphSchema({}), node_name=name)
        config = {**component.get_default_config(), **options}
        resource = Resource(name)
        made = component.create(config, storage, resource, context)
        if hasattr(made, "train"):
            resource = made.train(data)
            made = component.load(config, storage, resource, context)
        if hasattr(made, "process_training_data"):
            data = made.process_training_data(data)
        components.append(made)
    progress("done", len(entries), len(entries))
    return TrainedPipeline(components)


def training_data(told: Iterable[tuple[str, Utterance]]) -> TrainingData:
    """Utterances, each with its language, as Rasa reads them from ``data/nlu``."""
    return TrainingData(
        [
            Message.build(utterance.text, utterance.intent, intent_metadata={"language": language})
            for language, utterance in told
        ]
    )
