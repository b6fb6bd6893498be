"""How well facts are found in the annotated sentences of ``tests/nlu/entities/``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.evaluation.annotated import Score, Sentence, scores, sentences
from bot.evaluation.tallies import grouped, rounded
from bot.nlu.entities.all_facts import entities_of


def fact_figures(languages: Iterable[str]) -> dict[str, Any]:
    """F1 in all, by language and by entity."""
    spoken = set(languages)
    told = [sentence for sentence in sentences() if sentence.language in spoken]
    by_entity, _ = scores(told, entities_of)
    groups = grouped(told, lambda sentence: sentence.language)
    return {
        "all": _f1(by_entity.values()),
        "by_language": {language: _of(members) for language, members in groups.items()},
        "by_entity": {name: rounded(score.f1) for name, score in sorted(by_entity.items())},
        "sentences": len(told),
    }


def _of(told: Sequence[Sentence]) -> float:
    return _f1(scores(told, entities_of)[0].values())


def _f1(told: Iterable[Score]) -> float:
    every = list(told)
    return rounded(
        Score(
            sum(score.right for score in every),
            sum(score.wrong for score in every),
            sum(score.missed for score in every),
        ).f1
    )
