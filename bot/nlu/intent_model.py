"""The models of the intents, added up, with probabilities that mean what they say."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.nlu.linear_model import (
    Floats,
    Indices,
    Machines,
    calibrating_split,
    fitted_sharpness,
    machines,
    softmax,
)
from bot.nlu.narrow import NarrowMachines
from bot.nlu.shared_layer import SharedLayer
from bot.nlu.shared_layer_training import Training
from bot.nlu.vectorizing import Row

RATE: Final = 0.004
"""How fast the shared layer learns at first, each time."""

LAST_ROUNDS: Final = 3
"""How often the shared layer goes over all texts at last, those that calibrated among them."""

FEWEST_TEXTS: Final = 3
"""A feature of fewer texts of a language is not asked by that language's own machines."""


@dataclass(frozen=True)
class IntentModel:
    """Machines over all languages, machines of each language, and a shared layer, whose scores are
    added up: half the ones, half the others, and a share of the layer's."""

    classes: list[str]
    """The intents, in the order of the probabilities."""
    common: NarrowMachines
    own: dict[str, NarrowMachines]
    shared: SharedLayer
    share: float
    """What the shared layer's scores are multiplied by before they are added."""
    sharpness: float
    """What the sum is multiplied by before the softmax."""

    def probabilities(self, row: Row, language: str) -> Floats:
        """The probability of each intent for one row, read in a language."""
        scores = self.common.scores(row)
        if language in self.own:
            scores = (scores + self.own[language].scores(row)) / 2
        scores = scores + self.shared.scores(row) * self.share
        return softmax(scores * self.sharpness)

    def as_state(self) -> dict[str, Any]:
        """What to store: arrays and plain values."""
        return {
            "classes": list(self.classes),
            "common": self.common.as_state(),
            "own": {language: narrow.as_state() for language, narrow in self.own.items()},
            "shared": self.shared.as_state(),
            "share": float(self.share),
            "sharpness": float(self.sharpness),
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> IntentModel:
        """The model that :meth:`as_state` stored."""
        return cls(
            classes=state["classes"],
            common=NarrowMachines.from_state(state["common"]),
            own={code: NarrowMachines.from_state(told) for code, told in state["own"].items()},
            shared=SharedLayer.from_state(state["shared"]),
            share=state["share"],
            sharpness=state["sharpness"],
        )


@dataclass(frozen=True)
class _Texts:
    """Featurized texts, their intents' numbers and their languages."""

    rows: csr_matrix
    targets: Indices
    languages: npt.NDArray[Any]

    def part(self, chosen: Indices) -> _Texts:
        return _Texts(self.rows[chosen], self.targets[chosen], self.languages[chosen])


@dataclass(frozen=True)
class _Fitted:
    """The machines of all languages, and each language's own with the columns they ask."""

    common: Machines
    own: dict[str, tuple[Indices, Machines]]

    def scores(self, texts: _Texts) -> Floats:
        """The scores of many texts."""
        found = np.asarray(texts.rows @ self.common.weights + self.common.intercept)
        for language, (columns, own) in self.own.items():
            spoken = np.flatnonzero(texts.languages == language)
            scores = np.asarray(texts.rows[spoken][:, columns] @ own.weights + own.intercept)
            found[spoken] = (found[spoken] + scores) / 2
        scored: Floats = found
        return scored


def fit_intents(
    rows: csr_matrix,
    labels: list[str],
    languages: list[str],
    *,
    c: float,
    own_c: float,
    hidden: int,
    rounds: int,
    share: float,
    evened: float,
    seed: int = 0,
) -> IntentModel:
    """The models for these rows, their intents and languages; what the numbers are,
    intent_classifier.py says.

    All learn four fifths of the texts first; the rest shows how sure they may be together, and is
    learned then.
    """
    known, calibrating = calibrating_split(labels, seed)
    names, targets = np.unique(np.asarray(labels), return_inverse=True)
    texts = _Texts(rows, targets, np.asarray(languages))
    training = Training(rows, len(names), hidden, seed)

    def learn() -> Floats:
        training.learn(rows[known], targets[known], rounds, RATE)
        scores = training.scores(rows[calibrating])
        training.learn(rows, targets, LAST_ROUNDS, RATE)
        return scores

    # liblinear leaves Python's lock while it works, and NumPy does for long: two cores are busy.
    # Not more than one liblinear at a time, for all share one source of chance.
    with ThreadPoolExecutor(1) as beside:
        learning = beside.submit(learn)
        trial = _fitted(texts.part(known), len(names), c, own_c, seed)
        linear = trial.scores(texts.part(calibrating))
        whole = _fitted(texts, len(names), c, own_c, seed)
        scores = linear + learning.result() * share
    evening = _evening(targets, evened)
    return IntentModel(
        classes=[str(name) for name in names],
        common=NarrowMachines.of(_raised(whole.common, evening)),
        own={
            language: NarrowMachines.of(_raised(own, evening), columns)
            for language, (columns, own) in whole.own.items()
        },
        shared=training.layer(rows.shape[1]),
        share=share,
        sharpness=fitted_sharpness(scores, targets[calibrating]),
    )


def _fitted(texts: _Texts, classes: int, c: float, own_c: float, seed: int) -> _Fitted:
    own = {}
    for language in np.unique(texts.languages):
        part = texts.part(np.flatnonzero(texts.languages == language))
        held_by = np.bincount(part.rows.indices, minlength=part.rows.shape[1])
        columns = np.flatnonzero(held_by >= FEWEST_TEXTS)
        if len(columns) and len(np.unique(part.targets)) > 1:
            found = _machines(part.rows[:, columns], part, classes, own_c, seed)
            own[str(language)] = columns, found
    return _Fitted(_machines(texts.rows, texts, classes, c, seed), own)


def _machines(rows: csr_matrix, texts: _Texts, classes: int, c: float, seed: int) -> Machines:
    """A machine for every class; one of which there is no text says no to all."""
    present, targets = np.unique(texts.targets, return_inverse=True)
    found = machines(rows, targets, c, seed)
    weights = np.zeros((rows.shape[1], classes), dtype=np.float32)
    intercept = np.full(classes, -1, dtype=np.float32)
    weights[:, present], intercept[present] = found.weights, found.intercept
    return Machines(weights, intercept)


def _raised(told: Machines, evening: Floats) -> Machines:
    return Machines(told.weights, told.intercept + evening)


def _evening(targets: npt.NDArray[Any], evened: float) -> Floats:
    """What is added to the scores of intents that have fewer utterances than most."""
    counts = np.bincount(targets)
    rarity = np.log(np.median(counts) / counts)
    added: Floats = (evened * np.maximum(rarity, 0)).astype(np.float32)
    return added
