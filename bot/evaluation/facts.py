"""How well facts are found in the annotated sentences of ``tests/nlu/entities/``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.evaluation.annotated import Score, scores, sentences
from bot.evaluation.tallies import grouped, rounded
from bot.nlu.entities.all_facts import entities_of


def fact_figures(languages: Iterable[str]) -> dict[str, Any]:
    """F1 in all, by language and by entity."""
    spoken = set(languages)
    told = [sentence for sentence in sentences() if sentence.language in spoken]
    groups = grouped(told, lambda sentence: sentence.language)
    by_language = {name: scores(members, entities_of)[0] for name, members in groups.items()}
    by_entity: dict[str, list[Score]] = {}
    for found in by_language.values():
        for entity, score in found.items():
            by_entity.setdefault(entity, []).append(score)
    return {
        "all": _f1(score for found in by_entity.values() for score in found),
        "by_language": {name: _f1(found.values()) for name, found in by_language.items()},
        "by_entity": {name: _f1(found) for name, found in sorted(by_entity.items())},
        "sentences": len(told),
    }


def _f1(told: Iterable[Score]) -> float:
    """F1 of several scores taken as one."""
    every = list(told)
    return rounded(
        Score(
            sum(score.right for score in every),
            sum(score.wrong for score in every),
            sum(score.missed for score in every),
        ).f1
    )
