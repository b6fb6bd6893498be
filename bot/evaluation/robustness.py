"""Whether a model takes a sentence for the same, however it is typed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation.judging import Judged, Reader, Tick, read
from bot.evaluation.tallies import Figure, grouped, share, shares_by
from bot.evaluation.transformations import SEED, TRANSFORMATIONS, transformed

EACH = 4
"""Utterances of each language and intent that are tried with each transformation."""


@dataclass(frozen=True)
class Variant:
    """A test utterance that was typed in another way, and what the model then took it for."""

    transformation: str
    original: Judged
    text: str


@dataclass(frozen=True)
class Retyped:
    """What became of a variant: whether the first guess is the same, and what is answered."""

    variant: Variant
    same_guess: bool
    same_answer: bool


def variants(judged: Sequence[Judged], each: int = EACH, seed: int = SEED) -> list[Variant]:
    """``each`` utterances of every language and intent, transformed in every way that changes
    them; the same ones for the same seed."""
    chosen = []
    for name in TRANSFORMATIONS:
        changed = [
            Variant(name, one, text)
            for one in judged
            if (text := transformed(name, one.utterance.text, one.language, seed))
            != one.utterance.text
        ]
        groups = grouped(changed, lambda v: (v.original.language, v.original.intent))
        for (language, intent), members in groups.items():
            chance = random.Random(f"{seed}|{name}|{language}|{intent}")  # noqa: S311 - no secret
            chosen += chance.sample(members, min(each, len(members)))
    return chosen


def retype(reader: Reader, told: Sequence[Variant], tick: Tick) -> list[Retyped]:
    """Has the model read the variants."""
    found = []
    for variant in told:
        before = variant.original.within
        after = read(reader, variant.text, variant.original.language)
        found.append(Retyped(variant, after.guess == before.guess, after.intent == before.intent))
        tick()
    return found


def robustness_figures(found: Sequence[Retyped]) -> dict[str, dict[str, Figure]]:
    """By transformation: the share of the same first guess, in all and by language, and the
    share of the same answer (the model may have become too unsure to give it)."""
    groups = grouped(found, lambda one: one.variant.transformation)
    return {
        name: {
            "all": share(members, lambda one: one.same_guess),
            "by_language": shares_by(
                members, lambda one: one.variant.original.language, lambda one: one.same_guess
            ),
            "same_answer": share(members, lambda one: one.same_answer),
        }
        for name, members in groups.items()
    }
