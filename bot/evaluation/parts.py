"""Parts of the utterances: the same ones for the same seed, evenly from every intent."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from bot.evaluation.tallies import grouped
from bot.evaluation.transformations import SEED
from bot.evaluation.utterances import Utterance, learned_utterances

Told = tuple[str, Utterance]
"""An utterance behind its language."""


def all_learned(languages: Iterable[str]) -> list[Told]:
    """Everything that the model learns from in these languages."""
    return [(code, utterance) for code in languages for utterance in learned_utterances(code)]


def one_in(part: int, told: Sequence[Told], seed: int = SEED) -> list[Told]:
    """One in ``part`` utterances of each language and intent. A smaller part is always a part of
    a larger one."""
    chosen: list[Told] = []
    for (language, intent), members in grouped(told, lambda one: (one[0], one[1].intent)).items():
        shuffled = list(members)
        random.Random(f"{seed}|{language}|{intent}").shuffle(shuffled)  # noqa: S311 - no secret
        chosen += shuffled[: max(1, round(len(shuffled) / part))]
    return chosen
