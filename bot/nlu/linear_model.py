"""A linear model over sparse rows, with probabilities that mean what they say.

One-against-rest support vector machines (as accurate here as multinomial logistic regression,
and trained in seconds: docs/nlu.md), their scores turned into probabilities by a softmax whose
temperature is fitted on a part of the data that the model has not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from bot.nlu.side_by_side import both
from bot.nlu.vectorizing import Row

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LinearModel:
    """``weights`` has a row a feature and a column a class: a short text adds up a few rows."""

    classes: list[str]
    weights: npt.NDArray[np.floating[Any]]
    intercept: Floats
    sharpness: float
    """What scores are multiplied by before the softmax."""

    def scores(self, row: Row) -> Floats:
        """The score of each class for one row."""
        columns, values = row
        found: Floats = values @ self.weights[columns].astype(np.float32) + self.intercept
        return found

    def probabilities(self, row: Row, prior: Floats | None = None) -> Floats:
        """The probability of each class for one row; ``prior`` is added to the log of each."""
        return softmax(self.scores(row) * self.sharpness + (0 if prior is None else prior))

    def as_state(self) -> dict[str, Any]:
        """What to store: arrays and plain values."""
        return {
            "classes": list(self.classes),
            "weights": self.weights,
            "intercept": self.intercept,
            "sharpness": float(self.sharpness),
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> LinearModel:
        """The model that :meth:`as_state` stored."""
        return cls(**state)


@dataclass(frozen=True)
class Machines:
    """One machine a class, each against the rest."""

    weights: Floats
    intercept: Floats


def fit(rows: csr_matrix, labels: list[str], c: float, seed: int = 0) -> LinearModel:
    """A model for these rows and labels. ``c`` is the support vector machines' C."""
    known, calibrating = calibrating_split(labels, seed)
    names, targets = np.unique(np.asarray(labels), return_inverse=True)
    trial, whole = both(machines, (rows[known], targets[known], c, seed), (rows, targets, c, seed))
    scores = np.asarray(rows[calibrating] @ trial.weights + trial.intercept)
    return LinearModel(
        classes=[str(name) for name in names],
        weights=whole.weights,
        intercept=whole.intercept,
        sharpness=fitted_sharpness(scores, targets[calibrating]),
    )


def calibrating_split(labels: list[str], seed: int) -> tuple[Indices, Indices]:
    """Four fifths of the data to learn first, and the fifth that shows how sure one may be."""
    known, calibrating = train_test_split(
        np.arange(len(labels)), test_size=0.2, random_state=seed, stratify=labels
    )
    return known, calibrating


def machines(rows: csr_matrix, targets: Indices, c: float, seed: int) -> Machines:
    """Machines for the classes 0, 1, ... that ``targets`` name."""
    # 1e-2 instead of 1e-4: a third less time, and the same guesses on the tests (docs/nlu.md).
    machine = LinearSVC(C=c, tol=1e-2, random_state=seed, max_iter=5000).fit(rows, targets)
    weights, intercept = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:  # scikit-learn keeps one row for two classes
        weights, intercept = np.vstack([-weights, weights]), np.hstack([-intercept, intercept])
    return Machines(np.ascontiguousarray(weights.T, dtype=np.float32), intercept.astype(np.float32))


def fitted_sharpness(scores: npt.NDArray[Any], targets: Indices) -> float:
    """The factor that makes the true labels likeliest (temperature scaling, Guo et al. 2017)."""

    def loss(factor: float) -> float:
        return _loss_of(scores * factor, targets)

    return float(minimize_scalar(loss, bounds=(0.5, 50), method="bounded").x)


def _loss_of(logits: npt.NDArray[Any], targets: Indices) -> float:
    """The mean of minus the logarithm of what a softmax gives the true classes."""
    top = logits.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(logits - top).sum(axis=1)) + top[:, 0]
    return float(np.mean(log_sum - logits[np.arange(len(targets)), targets]))


def softmax(logits: Floats) -> Floats:
    """Scores as shares of one."""
    raised: Floats = np.exp(logits - logits.max())
    share: Floats = raised / raised.sum()
    return share
