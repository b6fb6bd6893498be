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

from bot.nlu.vectorizing import Row

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class LinearModel:
    """``weights`` has a row a feature and a column a class: a short text adds up a few rows."""

    classes: list[str]
    weights: Floats
    intercept: Floats
    sharpness: float
    """What scores are multiplied by before the softmax."""

    def probabilities(self, row: Row, prior: Floats | None = None) -> Floats:
        """The probability of each class for one row; ``prior`` is added to the log of each."""
        columns, values = row
        scores = values @ self.weights[columns] + self.intercept
        return _softmax(scores * self.sharpness + (0 if prior is None else prior))

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


def fit(rows: csr_matrix, labels: list[str], c: float, seed: int = 0) -> LinearModel:
    """A model for these rows and labels. ``c`` is the support vector machines' C."""
    known, calibrating = train_test_split(
        np.arange(len(labels)), test_size=0.2, random_state=seed, stratify=labels
    )
    names = np.asarray(labels)
    trial = _machine(rows[known], names[known], c, seed)
    sharpness = _sharpness(_scores(trial, rows[calibrating]), names[calibrating], trial.classes_)
    machine = _machine(rows, names, c, seed)
    weights, intercept = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:  # scikit-learn keeps one row for two classes
        weights, intercept = np.vstack([-weights, weights]), np.hstack([-intercept, intercept])
    return LinearModel(
        classes=[str(name) for name in machine.classes_],
        weights=np.ascontiguousarray(weights.T, dtype=np.float32),
        intercept=intercept.astype(np.float32),
        sharpness=sharpness,
    )


def _machine(rows: csr_matrix, labels: npt.NDArray[Any], c: float, seed: int) -> LinearSVC:
    return LinearSVC(C=c, random_state=seed, max_iter=5000).fit(rows, labels)


def _scores(machine: LinearSVC, rows: csr_matrix) -> npt.NDArray[Any]:
    scores: npt.NDArray[Any] = np.asarray(machine.decision_function(rows))
    if scores.ndim > 1:
        return scores
    both: npt.NDArray[Any] = np.column_stack([-scores, scores])
    return both


def _sharpness(
    scores: npt.NDArray[Any], labels: npt.NDArray[Any], classes: npt.NDArray[Any]
) -> float:
    """The factor that makes the true labels likeliest (temperature scaling, Guo et al. 2017)."""
    right = np.searchsorted(classes, labels)

    def loss(factor: float) -> float:
        logits = scores * factor
        top = logits.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(logits - top).sum(axis=1)) + top[:, 0]
        return float(np.mean(log_sum - logits[np.arange(len(right)), right]))

    return float(minimize_scalar(loss, bounds=(0.5, 50), method="bounded").x)


def _softmax(logits: Floats) -> Floats:
    raised: Floats = np.exp(logits - logits.max())
    share: Floats = raised / raised.sum()
    return share
