"""Machines in a byte a weight score as those they were made of."""

from __future__ import annotations

import numpy as np

from bot.nlu.linear_model import Machines
from bot.nlu.narrow import NarrowMachines

DRAWN = np.random.default_rng(0)
MACHINES = Machines(DRAWN.standard_normal((9, 4), dtype=np.float32), np.arange(4, dtype=np.float32))
ROW = np.array([7, 1, 4], dtype=np.int32), np.array([0.5, 0.2, 0.8], dtype=np.float32)


def test_scores_are_nearly_the_same() -> None:
    exact = ROW[1] @ MACHINES.weights[ROW[0]] + MACHINES.intercept
    assert np.allclose(NarrowMachines.of(MACHINES).scores(ROW), exact, atol=0.03)


def test_columns_that_are_not_named_say_nothing() -> None:
    named = np.array([1, 3, 7])
    few = Machines(MACHINES.weights[named], MACHINES.intercept)
    found = NarrowMachines.from_state(NarrowMachines.of(few, named).as_state()).scores(ROW)
    known = np.array([0.5, 0.2]) @ MACHINES.weights[[7, 1]] + MACHINES.intercept
    assert np.allclose(found, known, atol=0.03)
    past = np.array([8], dtype=np.int32), np.array([1.0], dtype=np.float32)
    assert np.allclose(NarrowMachines.of(few, named).scores(past), MACHINES.intercept)
