"""One fact found in a text, and how overlapping ones are settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """A fact: its kind, its value in a plain form, and where it stands in the text."""

    entity: str
    value: str
    start: int
    end: int


def without_overlaps(found: Iterable[Found]) -> list[Found]:
    """The facts in the text's order. Of two that overlap the one named first wins, for the
    finders come with the most specific first."""
    kept: list[Found] = []
    for fact in found:
        if all(fact.end <= other.start or fact.start >= other.end for other in kept):
            kept.append(fact)
    return sorted(kept, key=lambda fact: fact.start)
