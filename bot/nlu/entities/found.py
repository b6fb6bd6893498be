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


def without_overlaps(found: Iterable[Found], length: int) -> list[Found]:
    """The facts in the order of the text, which is ``length`` characters long. Of two that
    overlap the one named first wins, for the finders come with the most specific first."""
    taken = bytearray(length)
    kept: list[Found] = []
    for fact in found:
        if not any(taken[fact.start : fact.end]):
            taken[fact.start : fact.end] = b"\x01" * (fact.end - fact.start)
            kept.append(fact)
    return sorted(kept, key=lambda fact: fact.start)
