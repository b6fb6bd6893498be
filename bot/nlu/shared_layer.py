"""A layer that all intents and languages share: what the n-grams mean together.

The linear model weighs each n-gram by itself. Here every n-gram has a short vector, those of a
text are added up, what is below zero is cut off, and the intents are read from what is left: a
text that implies its need is told better by both models than by either (docs/nlu.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.nlu.vectorizing import Row

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class SharedLayer:
    """A bag of n-grams with one hidden layer; reading a text adds up a few hundred short rows."""

    places: npt.NDArray[np.int32]
    """The row of ``vectors`` that belongs to each column of a text's features; -1 for none."""
    vectors: npt.NDArray[np.float16]
    bias: Floats
    outer: Floats
    outer_bias: Floats

    def scores(self, row: Row) -> Floats:
        """A score a class, as the softmax of the training took them."""
        columns, values = row
        places = self.places[columns]
        known = places >= 0
        vectors = self.vectors[places[known]].astype(np.float32)
        hidden = np.maximum(values[known] @ vectors + self.bias, 0)
        found: Floats = hidden @ self.outer + self.outer_bias
        return found

    def as_state(self) -> dict[str, Any]:
        """What to store: arrays."""
        return dict(vars(self))

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> SharedLayer:
        """The layer that :meth:`as_state` stored."""
        return cls(**state)
