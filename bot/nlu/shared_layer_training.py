"""Trains a :class:`SharedLayer` with NumPy and SciPy alone.

Adam (Kingma and Ba 2015) on the logarithmic loss. Of the n-grams' vectors only those are touched
that the texts of a step hold, so that a round over 50,000 texts takes seconds. A part of the
n-grams and of the hidden layer is left out at random in each step (dropout): no n-gram may count
alone, which is also what a typing error asks for.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.nlu.shared_layer import Floats, SharedLayer

Indices = npt.NDArray[np.int64]

TEXTS_A_STEP: Final = 256
LEFT_OUT: Final = np.float32(0.3)
FEWEST_TEXTS: Final = 3
"""An n-gram of fewer texts has no vector: what it says, the linear model knows."""

_FIRST, _SECOND = np.float32(0.9), np.float32(0.999)
"""How much of Adam's two averages is kept at each step."""


class _Adam:
    """One array that is learned, with its averages."""

    def __init__(self, array: Floats) -> None:
        self.array = array
        self._mean, self._square = np.zeros_like(array), np.zeros_like(array)

    def step(self, slope: Floats, rate: float, count: int, rows: Indices | None = None) -> None:
        """Moves the array, or these rows of it, against the slope."""
        at = slice(None) if rows is None else rows
        mean = _FIRST * self._mean[at] + (1 - _FIRST) * slope
        square = _SECOND * self._square[at] + (1 - _SECOND) * slope * slope
        self._mean[at], self._square[at] = mean, square
        scale = np.float32(rate / (1 - float(_FIRST) ** count))
        spread = np.sqrt(square / np.float32(1 - float(_SECOND) ** count)) + np.float32(1e-8)
        self.array[at] -= scale * mean / spread


class Training:
    """A layer while it learns: ``learn`` may be called again with more texts."""

    def __init__(self, rows: csr_matrix, classes: int, hidden: int, seed: int = 0) -> None:
        self._random = np.random.default_rng(seed)
        held_by = np.bincount(rows.indices, minlength=rows.shape[1])
        self._columns = np.flatnonzero(held_by >= FEWEST_TEXTS)
        self._vectors = _Adam(self._drawn(len(self._columns), hidden, 0.05))
        self._bias = _Adam(np.zeros(hidden, dtype=np.float32))
        self._outer = _Adam(self._drawn(hidden, classes, hidden**-0.5))
        self._outer_bias = _Adam(np.zeros(classes, dtype=np.float32))
        self._steps = 0

    def learn(self, rows: csr_matrix, targets: Indices, rounds: int, rate: float) -> None:
        """Goes over the texts so many times; the rate falls evenly to nothing."""
        known = rows[:, self._columns].astype(np.float32)
        steps = rounds * -(-known.shape[0] // TEXTS_A_STEP)
        done = 0
        for _ in range(rounds):
            order = self._random.permutation(known.shape[0])
            for start in range(0, len(order), TEXTS_A_STEP):
                chosen = order[start : start + TEXTS_A_STEP]
                self._step(known[chosen], targets[chosen], rate * (1 - done / steps))
                done += 1

    def scores(self, rows: csr_matrix) -> Floats:
        """The scores of many texts."""
        hidden = np.maximum(rows[:, self._columns] @ self._vectors.array + self._bias.array, 0)
        found: Floats = hidden @ self._outer.array + self._outer_bias.array
        return found

    def layer(self, width: int) -> SharedLayer:
        """What was learned, for rows of so many columns."""
        places = np.full(width, -1, dtype=np.int32)
        places[self._columns] = np.arange(len(self._columns), dtype=np.int32)
        return SharedLayer(
            places=places,
            vectors=self._vectors.array.astype(np.float16),
            bias=self._bias.array,
            outer=self._outer.array,
            outer_bias=self._outer_bias.array,
        )

    def _step(self, texts: csr_matrix, targets: Indices, rate: float) -> None:
        self._steps += 1
        texts.data *= self._kept(texts.data.shape)
        inner = texts @ self._vectors.array + self._bias.array
        kept = self._kept(inner.shape) * (inner > 0)
        hidden = inner * kept
        slope = _shares(hidden @ self._outer.array + self._outer_bias.array)
        slope[np.arange(len(targets)), targets] -= 1
        slope /= np.float32(len(targets))
        of_inner = (slope @ self._outer.array.T) * kept
        held, places = np.unique(texts.indices, return_inverse=True)
        short = csr_matrix((texts.data, places, texts.indptr), (len(targets), len(held)))
        self._outer.step(hidden.T @ slope, rate, self._steps)
        self._outer_bias.step(slope.sum(axis=0), rate, self._steps)
        self._bias.step(of_inner.sum(axis=0), rate, self._steps)
        self._vectors.step(short.T.tocsr() @ of_inner, rate, self._steps, held)

    def _kept(self, shape: tuple[int, ...]) -> Floats:
        kept = self._random.random(shape, dtype=np.float32) >= LEFT_OUT
        return kept.astype(np.float32) / (1 - LEFT_OUT)

    def _drawn(self, rows: int, columns: int, spread: float) -> Floats:
        drawn = self._random.standard_normal((rows, columns), dtype=np.float32)
        return drawn * np.float32(spread)


def _shares(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares
