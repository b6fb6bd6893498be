"""Both models of the intents, added up, with probabilities that mean what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from bot.nlu.linear_model import Floats, LinearModel, calibrating_split, loss_of, machines, softmax
from bot.nlu.shared_layer import SharedLayer
from bot.nlu.shared_layer_training import Training
from bot.nlu.vectorizing import Row

FIRST_RATE: Final = 0.004
LAST_RATE: Final = 0.002
LAST_ROUNDS: Final = 2
"""How the shared layer goes over all texts once more, those that calibrated among them."""


@dataclass(frozen=True)
class IntentModel:
    """A linear model and a shared layer; their scores are weighed so that the softmax of the sum
    fits texts that neither has seen."""

    linear: LinearModel
    shared: SharedLayer
    share: float
    """What the shared layer's scores are multiplied by; the linear model has its sharpness."""

    @property
    def classes(self) -> list[str]:
        """The intents, in the order of the probabilities."""
        return self.linear.classes

    def probabilities(self, row: Row) -> Floats:
        """The probability of each intent for one row."""
        linear = self.linear.scores(row) * self.linear.sharpness
        return softmax(linear + self.shared.scores(row) * self.share)

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
    evened: float,
    seed: int = 0,
) -> IntentModel:
    """Both models for these rows and labels; what the numbers are, intent_classifier.py says.

    The shared layer learns four fifths of the texts first; the rest shows how much each model's
    word is worth, and is learned then.
    """
    known, calibrating = calibrating_split(labels, seed)
    names, targets = np.unique(np.asarray(labels), return_inverse=True)
    training = Training(rows, len(names), hidden, seed)
    training.learn(rows[known], targets[known], rounds, FIRST_RATE)
    trial = machines(rows[known], targets[known], c, seed)
    seen = rows[calibrating]
    sharpness, share = _weights(
        np.asarray(seen @ trial.weights + trial.intercept),
        training.scores(seen),
        targets[calibrating],
    )
    training.learn(rows, targets, LAST_ROUNDS, LAST_RATE)
    whole = machines(rows, targets, c, seed)
    linear = LinearModel(
        classes=[str(name) for name in names],
        weights=whole.weights.astype(np.float16),
        intercept=whole.intercept + _evening(targets, evened),
        sharpness=sharpness,
    )
    return IntentModel(linear, training.layer(rows.shape[1]), share)


def _weights(
    linear: npt.NDArray[Any], shared: npt.NDArray[Any], targets: npt.NDArray[Any]
) -> tuple[float, float]:
    """What both models' scores are multiplied by, so that the true intents are likeliest."""

    def loss(logarithms: npt.NDArray[Any]) -> float:
        sharpness, share = np.exp(logarithms)
        return loss_of(linear * sharpness + shared * share, targets)

    found = minimize(loss, np.log([5.0, 0.5]), method="Nelder-Mead", options={"xatol": 0.01})
    sharpness, share = np.exp(found.x)
    return float(sharpness), float(share)


def _evening(targets: npt.NDArray[Any], evened: float) -> Floats:
    """What is added to the scores of intents that have fewer utterances than most."""
    counts = np.bincount(targets)
    rarity = np.log(np.median(counts) / counts)
    added: Floats = (evened * np.maximum(rarity, 0)).astype(np.float32)
    return added
