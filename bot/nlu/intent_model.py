"""Both models of the intents, added up, with probabilities that mean what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.nlu.linear_model import (
    Floats,
    LinearModel,
    calibrating_split,
    fitted_sharpness,
    machines,
    softmax,
)
from bot.nlu.shared_layer import SharedLayer
from bot.nlu.shared_layer_training import Training
from bot.nlu.vectorizing import Row

RATE: Final = 0.004
"""How fast the shared layer learns at first, each time."""

LAST_ROUNDS: Final = 3
"""How often the shared layer goes over all texts at last, those that calibrated among them."""


@dataclass(frozen=True)
class IntentModel:
    """A linear model and a shared layer, whose scores are added up; the linear model's sharpness
    is the sum's."""

    linear: LinearModel
    shared: SharedLayer
    share: float
    """What the shared layer's scores are multiplied by before they are added."""

    @property
    def classes(self) -> list[str]:
        """The intents, in the order of the probabilities."""
        return self.linear.classes

    def probabilities(self, row: Row) -> Floats:
        """The probability of each intent for one row."""
        scores = self.linear.scores(row) + self.shared.scores(row) * self.share
        return softmax(scores * self.linear.sharpness)

    def as_state(self) -> dict[str, Any]:
        """What to store: arrays and plain values."""
        return {
            "linear": self.linear.as_state(),
            "shared": self.shared.as_state(),
            "share": self.share,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> IntentModel:
        """The model that :meth:`as_state` stored."""
        return cls(
            LinearModel.from_state(state["linear"]),
            SharedLayer.from_state(state["shared"]),
            float(state["share"]),
        )


def fit_intents(
    rows: csr_matrix,
    labels: list[str],
    *,
    c: float,
    hidden: int,
    rounds: int,
    share: float,
    evened: float,
    seed: int = 0,
) -> IntentModel:
    """Both models for these rows and labels; what the numbers are, intent_classifier.py says.

    The shared layer learns four fifths of the texts first; the rest shows how sure both together
    may be, and is learned then.
    """
    known, calibrating = calibrating_split(labels, seed)
    names, targets = np.unique(np.asarray(labels), return_inverse=True)
    training = Training(rows, len(names), hidden, seed)
    training.learn(rows[known], targets[known], rounds, RATE)
    trial = machines(rows[known], targets[known], c, seed)
    seen = rows[calibrating]
    linear = np.asarray(seen @ trial.weights + trial.intercept)
    scores = linear + training.scores(seen) * share
    sharpness = fitted_sharpness(scores, targets[calibrating])
    training.learn(rows, targets, LAST_ROUNDS, RATE)
    whole = machines(rows, targets, c, seed)
    model = LinearModel(
        classes=[str(name) for name in names],
        weights=whole.weights.astype(np.float16),
        intercept=whole.intercept + _evening(targets, evened),
        sharpness=sharpness,
    )
    return IntentModel(model, training.layer(rows.shape[1]), share)


def _evening(targets: npt.NDArray[Any], evened: float) -> Floats:
    """What is added to the scores of intents that have fewer utterances than most."""
    counts = np.bincount(targets)
    rarity = np.log(np.median(counts) / counts)
    added: Floats = (evened * np.maximum(rarity, 0)).astype(np.float32)
    return added
