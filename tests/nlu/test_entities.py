"""The facts of annotated sentences are found, and nothing else: F1 by entity."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.languages import LANGUAGES
from bot.nlu.entities.all_facts import entities_of
from tests.nlu.annotated import FOLDER, Score, scores, sentences

ENOUGH = 0.98
ENTITIES = (
    "order_number",
    "tracking_number",
    "coupon_code",
    "money",
    "email",
    "phone",
    "date",
    "language",
    "card_mask",
)
SENTENCES = sentences()
TOPICS = sorted(path.stem for path in FOLDER.glob("*.yml"))


def table(by_entity: dict[str, Score], differences: list[str]) -> str:
    """The scores as lines of text, and every sentence in which something differs."""
    lines = [f"{'entity':16} {'F1':>6} {'right':>6} {'wrong':>6} {'missed':>7}"]
    for entity, score in sorted(by_entity.items()):
        counts = f"{score.right:6} {score.wrong:6} {score.missed:7}"
        lines.append(f"{entity:16} {score.f1:6.3f} {counts}")
    return "\n".join([*lines, *differences])


def together(by_entity: dict[str, Score]) -> Score:
    """The score of all entities taken as one."""
    every = by_entity.values()
    return Score(
        sum(score.right for score in every),
        sum(score.wrong for score in every),
        sum(score.missed for score in every),
    )


def test_nearly_every_fact_is_found_and_nearly_nothing_else() -> None:
    by_entity, differences = scores(SENTENCES, entities_of)
    report = table(by_entity, differences)
    print(f"\n{report}")
    assert together(by_entity).f1 >= ENOUGH, report
    assert set(by_entity) == set(ENTITIES)
    for score in by_entity.values():
        assert score.f1 >= ENOUGH - 0.03, report


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_behind(language: str) -> None:
    told = [sentence for sentence in SENTENCES if sentence.language == language]
    by_entity, differences = scores(told, entities_of)
    assert together(by_entity).f1 >= ENOUGH - 0.03, table(by_entity, differences)


@pytest.mark.parametrize("topic", TOPICS)
def test_each_file_has_sentences_enough_in_every_language(topic: str) -> None:
    told = [sentence for sentence in SENTENCES if sentence.topic == topic]
    assert len(told) >= 25
    assert {sentence.language for sentence in told} == set(LANGUAGES)
    assert len({sentence.text for sentence in told}) == len(told)


@pytest.mark.parametrize("topic", TOPICS)
def test_each_file_has_sentences_in_which_there_is_nothing_to_find(topic: str) -> None:
    empty = [sentence for sentence in SENTENCES if sentence.topic == topic and not sentence.facts]
    assert len(empty) >= 5


def test_every_entity_is_annotated_in_every_language() -> None:
    told = Counter(
        (fact.entity, sentence.language) for sentence in SENTENCES for fact in sentence.facts
    )
    lacking = [
        (entity, language)
        for entity in ENTITIES
        for language in LANGUAGES
        if not told[entity, language]
    ]
    assert lacking == []
