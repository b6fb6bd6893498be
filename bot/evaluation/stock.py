"""Rasa's stock DIET pipeline, trained on the same data for ten minutes, as a comparison."""

from __future__ import annotations

import contextlib
import math
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import tensorflow as tf  # type: ignore[import-untyped]
from rasa.nlu.classifiers.diet_classifier import DIET, DIETClassifier
from rasa.utils.tensorflow.callback import RasaTrainingLogger

from bot.evaluation.evaluating import Progress
from bot.evaluation.judging import Reader, utterances_of
from bot.evaluation.learning_curve import accuracy
from bot.evaluation.parts import Told, all_learned, one_in
from bot.evaluation.pipelines import (
    Entry,
    TrainedPipeline,
    entries_of,
    train,
    training_data,
)
from bot.evaluation.tallies import percentile

STOCK: tuple[dict[str, Any], ...] = (
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
)
"""What ``rasa init`` puts before the classifier. Behind it come components that change no first
guess: synonyms, the response selector, the fallback."""

BUDGET_SECONDS = 600.0
"""How long the classifier may learn."""

TRIED_STEPS, WARM_STEPS = 40, 10
"""So many steps are timed to choose the number of epochs, without the first ones."""

USUAL_EPOCHS = 100
"""What ``rasa init`` asks for."""

OPTIONS = {"entity_recognition": False, "random_seed": 7}

JUDGED_IN = 4
"""One in so many test utterances is judged: DIET takes ten times as long for one as ours."""


class _Enough(Exception):
    """The steps that were to be timed are done."""


class _Clock(tf.keras.callbacks.Callback):  # type: ignore[misc]
    """Stops learning before an epoch that would end after ``budget`` seconds, and says how far
    it is; a number of ``steps`` ends a trial."""

    def __init__(
        self, tell: Callable[[int], None], budget: float = float("inf"), steps: int | None = None
    ) -> None:
        super().__init__()
        self.taken: list[float] = []
        """The seconds of each step."""
        self.epochs = 0
        self.seconds = 0.0
        self._tell, self._budget, self._steps = tell, budget, steps
        self._began = self._epoch_began = self._step_began = 0.0

    def on_train_begin(self, logs: Any = None) -> None:  # noqa: ARG002 - Keras's signature
        self._began = time.monotonic()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002
        self._epoch_began = time.monotonic()

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:  # noqa: ARG002
        self._step_began = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:  # noqa: ARG002
        now = time.monotonic()
        self.taken.append(now - self._step_began)
        self._tell(round(now - self._began))
        if self._steps is not None and len(self.taken) >= self._steps:
            raise _Enough

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002
        now = time.monotonic()
        self.epochs, self.seconds = epoch + 1, now - self._began
        if self.seconds + (now - self._epoch_began) > self._budget:
            self.model.stop_training = True


def timed(clock: _Clock) -> type[DIETClassifier]:
    """The stock classifier with a clock at its side."""

    class TimedDIET(DIET):  # type: ignore[misc]
        def fit(self, *args: Any, callbacks: Sequence[Any] = (), **kwargs: Any) -> Any:
            kept = [c for c in callbacks if not isinstance(c, RasaTrainingLogger)]
            return super().fit(*args, callbacks=[*kept, clock], **kwargs)

    class TimedDIETClassifier(DIETClassifier):  # type: ignore[misc]
        @staticmethod
        def model_class() -> type[DIET]:
            return TimedDIET

    return TimedDIETClassifier


def compare(
    ours: Reader, languages: Sequence[str], progress: Progress, budget: float = BUDGET_SECONDS
) -> dict[str, Any]:
    """Both models' accuracy on the same part of the test utterances, and their speed."""
    everything = all_learned(languages)
    judged = one_in(JUDGED_IN, utterances_of(languages))
    a_step = _seconds_of_a_step(everything, progress)
    epochs, part = plan(len(everything), a_step, budget)
    learned = one_in(part, everything)
    what = f"stock: DIET learns from {len(learned):,}"
    clock = _Clock(lambda done: progress(what, done, round(budget)), budget)
    entries: list[Entry] = [*entries_of(STOCK), (timed(clock), {**OPTIONS, "epochs": epochs})]
    stock = _trained(entries, learned, "stock", progress)
    return {
        "learned": len(learned),
        "learnable": len(everything),
        "judged": len(judged),
        "epochs": clock.epochs,
        "usual_epochs": USUAL_EPOCHS,
        "seconds": round(clock.seconds),
        "stock": accuracy(stock, judged, "stock: judging", progress),
        "ours": accuracy(ours, judged, "judging ours", progress),
        "stock_p50_ms": _p50(stock, languages),
        "ours_p50_ms": _p50(ours, languages),
    }


def plan(utterances: int, a_step: float, budget: float) -> tuple[int, int]:
    """How many epochs the budget allows, and one in how many utterances: all, unless not even
    one epoch of all would fit. ``a_step`` is the seconds of a step of 64 utterances.

    Rasa must be told beforehand, for its batches grow from 64 to 256 over the epochs; a step of
    160 was seen to take 1.6 times as long as one of 64.
    """
    epochs = int(budget / (1.6 * a_step * utterances / 160))
    if epochs >= 2:
        return min(epochs, USUAL_EPOCHS), 1
    return 1, max(1, math.ceil(a_step * utterances / 64 / budget))


def _seconds_of_a_step(learned: Sequence[Told], progress: Progress) -> float:
    """What a step takes with all that there is to learn from: its features make it slow."""
    trial = _Clock(lambda _: None, steps=TRIED_STEPS)
    entries: list[Entry] = [
        *entries_of(STOCK),
        (timed(trial), {**OPTIONS, "epochs": USUAL_EPOCHS}),
    ]
    with contextlib.suppress(_Enough):
        _trained(entries, learned, "stock, timing a few steps", progress)
    counted = trial.taken[WARM_STEPS:] or trial.taken
    return sum(counted) / len(counted)


def _trained(
    entries: Sequence[Entry], learned: Sequence[Told], what: str, progress: Progress
) -> TrainedPipeline:
    with tempfile.TemporaryDirectory() as folder:
        return train(
            entries,
            training_data(learned),
            Path(folder),
            lambda step, done, of: progress(f"{what}: {step}", done, of),
        )


def _p50(reader: Reader, languages: Sequence[str]) -> float:
    """Milliseconds for a message, by a hundred of them."""
    taken = []
    for _, utterance in utterances_of(languages[:1])[::9]:
        began = time.perf_counter()
        reader.parse(utterance.text, None)
        taken.append((time.perf_counter() - began) * 1e3)
    return round(percentile(taken, 50), 2)
