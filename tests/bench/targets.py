"""What the bot is to reach, and whether it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.bench.measuring import EDGE, growth, percentile
from tests.bench.plan import LONG, Measured
from tests.bench.side import Question

SHARE_OF_STOCK = 1 / 3
"""The most of stock's p50 that the bot may take."""
GROWTH = 1.2
"""The most by which a long conversation's last messages may be slower than its first."""


@dataclass(frozen=True)
class Target:
    """A ratio that may be ``most``. ``ratio`` is None where it was not measured."""

    text: str
    most: float
    ratio: float | None

    @property
    def met(self) -> bool | None:
        """Whether the target was met; None where it was not measured."""
        return None if self.ratio is None else self.ratio <= self.most


def targets(measured: Mapping[str, Measured]) -> list[Target]:
    """Every target with what was measured."""
    return [*_of_speed(measured), *_of_growth(measured.get("ours"))]


def _of_speed(measured: Mapping[str, Measured]) -> Iterator[Target]:
    for question in Question:
        medians = [
            percentile(latencies, 50)
            for side in ("ours", "stock")
            if side in measured and (latencies := measured[side].of_fresh(question, 1).latencies)
        ]
        ratio = medians[0] / medians[1] if len(medians) == 2 else None
        text = f"{question.name.lower()}: p50 beside stock's, 1 client"
        yield Target(text, SHARE_OF_STOCK, ratio)


def _of_growth(ours: Measured | None) -> Iterator[Target]:
    for question in Question:
        latencies = ours.long[question].latencies if ours else ()
        # Fewer than all is no answer to how it stands at the end.
        ratio = growth(latencies).ratio if len(latencies) == LONG else None
        text = f"{question.name.lower()}: last {EDGE} of {LONG} messages beside the first {EDGE}"
        yield Target(text, GROWTH, ratio)
