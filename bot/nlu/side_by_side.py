"""Two trainings on two cores."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

T = TypeVar("T")


def both(learn: Callable[..., T], one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[T, T]:
    """What ``learn`` gives for each of two lots of arguments.

    The one learns in a process of its own, not in a thread: all that liblinear does in a process
    shares one source of chance, so that the model would be another each time.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as beside:
        learning = beside.submit(learn, *one)
        there = learn(*other)
        return learning.result(), there
