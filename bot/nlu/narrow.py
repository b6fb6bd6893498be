"""Machines kept in a byte a weight: there are some 25 million of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.nlu.linear_model import Floats, Indices, Machines
from bot.nlu.vectorizing import Row

_MOST: Final = 127


@dataclass(frozen=True)
class NarrowMachines:
    """One machine a class, each against the rest. A row of weights belongs to a column of a text's
    features: to each, or to those that ``columns`` names in rising order."""

    columns: npt.NDArray[np.int32]
    """Empty where there is a row for each."""
    weights: npt.NDArray[np.int8]
    scales: Floats
    """What each row of ``weights`` is multiplied by."""
    intercept: Floats

    @classmethod
    def of(cls, machines: Machines, columns: Indices | None = None) -> NarrowMachines:
        """The same machines, each row's largest weight rounded to 127."""
        largest = np.abs(machines.weights).max(axis=1)
        scales = np.where(largest > 0, largest / _MOST, 1).astype(np.float32)
        whole = np.rint(machines.weights / scales[:, None]).astype(np.int8)
        named = np.zeros(0, dtype=np.int32) if columns is None else columns.astype(np.int32)
        return cls(named, whole, scales, machines.intercept)

    def scores(self, row: Row) -> Floats:
        """The score of each class for one row."""
        places, values = self._places(row)
        scaled = values * self.scales[places]
        found: Floats = scaled @ self.weights[places].astype(np.float32) + self.intercept
        return found

    def _places(self, row: Row) -> Row:
        columns, values = row
        if not len(self.columns):
            return columns, values
        places = np.searchsorted(self.columns, columns)
        known = self.columns[np.minimum(places, len(self.columns) - 1)] == columns
        return places[known], values[known]

    def as_state(self) -> dict[str, Any]:
        """What to store: arrays."""
        return dict(vars(self))

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> NarrowMachines:
        """The machines that :meth:`as_state` stored."""
        return cls(**state)
