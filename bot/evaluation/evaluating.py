"""The whole of an evaluation: what is read, and every figure that is made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from bot.evaluation.calibration import calibration_figures
from bot.evaluation.facts import fact_figures
from bot.evaluation.intents import confusions, intent_figures, out_of_scope_figures
from bot.evaluation.judging import Judged, Reader, judge, utterances_of
from bot.evaluation.language_identification import (
    Switch,
    language_figures,
    switched,
    switches,
)
from bot.evaluation.robustness import Retyped, retype, robustness_figures, variants

Progress = Callable[[str, int, int], None]
"""Gets what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Judgement:
    """What a model made of the test utterances, of the same typed otherwise, and of messages in
    another language than the one before."""

    judged: list[Judged]
    retyped: list[Retyped]
    switched: list[Switch]


def judge_all(reader: Reader, languages: Sequence[str], progress: Progress) -> Judgement:
    """Has the model read everything, in one thread: the times are those of one thread."""
    with threadpool_limits(1):
        told = utterances_of(languages)
        judged = judge(reader, told, _ticks("reading the test utterances", len(told), progress))
        chosen = variants(judged)
        retyped = retype(
            reader, chosen, _ticks("reading them typed otherwise", len(chosen), progress)
        )
        count = len(switched(judged))
        return Judgement(
            judged,
            retyped,
            switches(judged, reader, _ticks("changing the language", count, progress)),
        )


def _ticks(what: str, of: int, progress: Progress) -> Callable[[], None]:
    done = 0
    progress(what, 0, of)

    def tick() -> None:
        nonlocal done
        done += 1
        if done % 20 == 0 or done == of:
            progress(what, done, of)

    return tick


def figures_of(judgement: Judgement, languages: Sequence[str]) -> dict[str, Any]:
    """Every figure that is the same whenever and wherever the same model is judged."""
    return {
        "utterances": len(judgement.judged),
        "languages": list(languages),
        "intents": intent_figures(judgement.judged),
        "confusions": confusions(judgement.judged),
        "out_of_scope": out_of_scope_figures(judgement.judged),
        "calibration": calibration_figures(judgement.judged),
        "robustness": robustness_figures(judgement.retyped),
        "language": language_figures(judgement.judged, judgement.switched),
        "facts": fact_figures(languages),
    }
