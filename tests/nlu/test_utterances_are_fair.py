"""Every language has what it needs, and what it is judged by was never learned from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from bot.languages import LANGUAGES
from bot.nlu.concepts import themes
from tests.nlu.parity import intents, lacks
from tests.nlu.utterances import (
    Utterance,
    judged_utterances,
    learned_utterances,
    letters_of,
)

NEAR = 0.8
"""Two utterances that share so much of their three-letter pieces are the same in other clothes."""

LONG = 25
"""Letters from which a likeness is no chance: "where is my parcel" is said by everybody."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_lacks_nothing(language: str) -> None:
    assert lacks(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_utterance_stands_twice(language: str) -> None:
    for utterances in (learned_utterances(language), judged_utterances(language)):
        seen: dict[str, Utterance] = {}
        for utterance in utterances:
            letters = letters_of(utterance.text)
            assert letters not in seen or seen[letters].intent == utterance.intent, utterance
            seen[letters] = utterance


@pytest.mark.thorough
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_judged_was_not_learned(language: str) -> None:
    assert too_near(judged_utterances(language), learned_utterances(language)) == []


def too_near(judged: list[Utterance], learned: list[Utterance]) -> list[tuple[str, str]]:
    """Pairs of a long judged and a learned utterance that share most of their letters in threes
    (Jaccard's index)."""
    long = [letters for u in judged if len(letters := letters_of(u.text)) >= LONG]
    known = [letters_of(u.text) for u in learned]
    if not long:
        return []
    pieces = CountVectorizer(analyzer="char_wb", ngram_range=(3, 3), binary=True, dtype=np.int32)
    theirs = pieces.fit_transform(known)
    own = pieces.transform(long)
    in_pieces = pieces.build_analyzer()
    sizes = np.array([len(set(in_pieces(text))) for text in long])
    shared = (own @ theirs.T).tocoo()
    union = sizes[shared.row] + np.asarray(theirs.sum(axis=1)).ravel()[shared.col] - shared.data
    near = shared.data / union >= NEAR
    return [(long[i], known[j]) for i, j in zip(shared.row[near], shared.col[near], strict=True)]


def test_a_new_language_is_told_all_that_it_lacks(tmp_path: Path) -> None:
    """A made-up twelfth language with one intent begun."""
    folder = tmp_path / "data" / "eo"
    folder.mkdir(parents=True)
    (folder / "order_on_its_way.yml").write_text(
        'version: "3.1"\nnlu:\n  - intent: track_order\n    metadata: {language: eo}\n'
        "    examples: |\n      - kie estas mia mendo\n  - intent: trak_order\n"
        "    metadata: {language: eo}\n    examples: |\n      - kie ĝi estas\n",
        encoding="utf-8",
    )
    told = lacks("eo", tmp_path / "data", tmp_path / "tests", tmp_path / "locales")
    assert "eo: 1 of 100 utterances to learn track_order from" in told
    assert "eo: 0 of 250 utterances to learn out_of_scope from" in told
    assert "eo: 0 of 20 tests of greet" in told
    assert "eo: trak_order is no label of domain.yml" in told
    assert "eo: no catalog in locales/" in told
    assert "eo: no word for the concept parcel" in told
    assert len(told) == 2 * len(intents()) + 2 + sum(map(len, themes().values()))
