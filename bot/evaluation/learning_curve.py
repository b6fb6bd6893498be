"""How much better the model gets with more data: trained on an eighth, a quarter, a half, all."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.evaluation.evaluating import Progress
from bot.evaluation.judging import Reader, read, utterances_of
from bot.evaluation.parts import Told, all_learned, one_in
from bot.evaluation.pipelines import entries_of, train, training_data
from bot.evaluation.tallies import share, shares_by

PARTS = (8, 4, 2, 1)
"""One in so many utterances is learned from."""


def learning_curve(config: Path, languages: Sequence[str], progress: Progress) -> dict[str, Any]:
    """The accuracy of a first guess by how many utterances were learned from, with the
    components of ``config``'s pipeline."""
    entries = entries_of(yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"])
    everything = all_learned(languages)
    judged = utterances_of(languages)
    points = []
    for part in PARTS:
        learned = one_in(part, everything)
        what = f"learning from {len(learned):,} utterances"
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            reader = train(
                entries,
                training_data(learned),
                Path(folder),
                lambda step, done, of, what=what: progress(f"{what}: {step}", done, of),  # type: ignore[misc]
            )
        seconds = time.monotonic() - began
        points.append(
            {
                "part": f"1/{part}" if part > 1 else "1",
                "utterances": len(learned),
                "seconds": round(seconds, 1),
                **accuracy(reader, judged, f"judging {len(learned):,}", progress),
            }
        )
    return {"points": points, "judged": len(judged)}


def accuracy(reader: Reader, told: Sequence[Told], what: str, progress: Progress) -> dict[str, Any]:
    """The share of right first guesses, in all and by language."""
    found = []
    for index, (language, utterance) in enumerate(told):
        if index % 50 == 0:
            progress(what, index, len(told))
        guess = read(reader, utterance.text, language).guess
        found.append((language, guess == utterance.intent))
    return {
        "all": share(found, lambda one: one[1]),
        "by_language": shares_by(found, lambda one: one[0], lambda one: one[1]),
    }
