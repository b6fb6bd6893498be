"""The annotated sentences of ``tests/nlu/entities/``, and how well what was found fits them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.evaluation.utterances import TESTS, read_yaml
from bot.nlu.entities.found import Found

FOLDER = TESTS / "entities"
TODAY = date(2026, 7, 15)
"""A Wednesday; the day on which the annotated sentences were said."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, its language, the file it stands in, and the facts that it holds."""

    topic: str
    language: str
    text: str
    facts: tuple[Found, ...]


def sentences(topic: str | None = None) -> list[Sentence]:
    """The annotated sentences, all or those of one file."""
    return [
        Sentence(path.stem, language, entry["text"], tuple(_facts(entry)))
        for path in sorted(FOLDER.glob("*.yml"))
        if topic in (None, path.stem)
        for language, entries in read_yaml(path).items()
        for entry in entries
    ]


def _facts(entry: dict[str, Any]) -> Iterable[Found]:
    text, position = str(entry["text"]), 0
    for fact in entry["expect"]:
        start = text.find(fact["text"], position)
        if start < 0:
            raise ValueError(f"{fact['text']!r} is not in {text!r}, or not in this order")
        position = start + len(fact["text"])
        yield Found(fact["entity"], _value(fact["entity"], fact["value"]), start, position)


def _value(entity: str, value: str) -> str:
    """The value as the bot gives it; money is annotated as ``18.90 EUR``."""
    if entity != "money":
        return value
    amount, currency = value.split()
    return json.dumps({"amount": amount, "currency": currency})


@dataclass
class Score:
    """What was found rightly, wrongly, and not."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there was nothing to find."""
        counted = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / counted if counted else 1.0


def scores(
    told: Iterable[Sentence], find: Callable[[str, str, date], list[Found]]
) -> tuple[dict[str, Score], list[str]]:
    """The score by entity, and a line for each sentence in which something differs."""
    by_entity: dict[str, Score] = {}
    differences = []
    for sentence in told:
        expected = Counter(sentence.facts)
        found = Counter(find(sentence.text, sentence.language, TODAY))
        for facts, count in (
            (expected & found, "right"),
            (found - expected, "wrong"),
            (expected - found, "missed"),
        ):
            for fact in facts.elements():
                score = by_entity.setdefault(fact.entity, Score())
                setattr(score, count, getattr(score, count) + 1)
        if expected != found:
            differences.append(_difference(sentence, found - expected, expected - found))
    return by_entity, differences


def _difference(sentence: Sentence, wrong: Counter[Found], missed: Counter[Found]) -> str:
    told = [f"{sentence.topic}/{sentence.language}: {sentence.text}"]
    for sign, facts in (("+", wrong), ("-", missed)):
        told += [
            f"   {sign} {fact.entity} {sentence.text[fact.start : fact.end]!r} {fact.value}"
            for fact in facts.elements()
        ]
    return "\n".join(told)
