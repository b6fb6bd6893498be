"""Whether a confidence of 80 % is right in 80 of 100 cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.evaluation.judging import Judged
from bot.evaluation.tallies import grouped, rounded

BINS = 15


def calibration_figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """The expected calibration error in all and by language, and the bins behind it."""
    bins = _bins(judged)
    return {
        "all": _error(bins, len(judged)),
        "by_language": {
            language: _error(_bins(members), len(members))
            for language, members in grouped(judged, lambda one: one.language).items()
        },
        "bins": bins,
    }


def _bins(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """Equal steps of confidence with how many guesses fall into each, how sure the model was of
    them on average, and how many were right. Empty ones are left out."""
    groups = grouped(judged, lambda one: min(int(one.within.confidence * BINS), BINS - 1))
    return [
        {
            "from": rounded(index / BINS),
            "to": rounded((index + 1) / BINS),
            "count": len(groups[index]),
            "confidence": rounded(
                sum(o.within.confidence for o in groups[index]) / len(groups[index])
            ),
            "right": rounded(sum(o.is_right for o in groups[index]) / len(groups[index])),
        }
        for index in sorted(groups)
    ]


def _error(bins: Sequence[dict[str, Any]], count: int) -> float:
    """How far confidence and truth lie apart on average (Naeini et al. 2015)."""
    apart = sum(entry["count"] * abs(entry["confidence"] - entry["right"]) for entry in bins)
    return rounded(apart / count) if count else 0.0
