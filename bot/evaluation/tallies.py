"""Counts of what was right, and the shares that a page and a test read from them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

T = TypeVar("T")

Figure = dict[str, Any]
"""A share of things: ``{"share": 0.95, "count": 19, "of": 20}``; ``share`` is None of nothing."""


def share(things: Iterable[T], holds: Callable[[T], bool]) -> Figure:
    """The share of the things of which something holds."""
    answers = [holds(thing) for thing in things]
    count, of = sum(answers), len(answers)
    return {"share": rounded(count / of) if of else None, "count": count, "of": of}


def shares_by(
    things: Iterable[T], key: Callable[[T], Hashable], holds: Callable[[T], bool]
) -> dict[Any, Figure]:
    """The same for each group of things, in the order in which groups come up."""
    return {name: share(members, holds) for name, members in grouped(things, key).items()}


def grouped(things: Iterable[T], key: Callable[[T], Hashable]) -> dict[Any, list[T]]:
    """The things by their key, in the order in which keys come up."""
    groups: dict[Any, list[T]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return groups


def rounded(value: float) -> float:
    """A share to four decimals: more would be told of no model."""
    return round(value, 4)


def percentile(values: Iterable[float], percent: float) -> float:
    """The value that ``percent`` per cent do not exceed (nearest rank). Raises where there is
    none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    rank = max(1, -(-len(ordered) * percent // 100))
    return ordered[int(rank) - 1]
