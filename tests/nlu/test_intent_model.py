"""The models over n-grams and over concepts give one probability together."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.features import Features, TrainingFeatures
from bot.nlu.intent_model import IntentModel, fit_intents

LABELS = ["cancel", "cancel", "track", "track"] * 15
NGRAMS = csr_matrix(
    np.array(
        # Every other text has no word that the others have, but says the same.
        [[1, 0, 0], [0, 0, 0], [0, 1, 0], [0, 0, 0]] * 15,
        dtype=np.float32,
    )
)
CONCEPTS = csr_matrix(np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 1]] * 15, dtype=np.float32))
TEXTS = TrainingFeatures(NGRAMS, CONCEPTS)


def fitted(texts: TrainingFeatures, labels: list[str], evened: float = 0.1) -> IntentModel:
    return fit_intents(texts, labels, c=1.0, share=0.7, evened=evened)


def features_of(index: int) -> Features:
    ngrams, concepts = NGRAMS[index], CONCEPTS[index]
    return Features((ngrams.indices, ngrams.data), (concepts.indices, concepts.data))


MODEL = fitted(TEXTS, LABELS)


def test_what_is_wanted_is_told_by_the_words_and_by_what_they_mean() -> None:
    assert MODEL.classes == ["cancel", "track"]
    for index in range(4):
        found = MODEL.probabilities(features_of(index))
        assert abs(float(found.sum()) - 1) < 1e-5
        assert MODEL.classes[found.argmax()] == LABELS[index]


def test_words_that_nobody_wrote_before_count_by_what_they_mean() -> None:
    nothing = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
    one = np.ones(1, dtype=np.float32)
    for column, wanted in enumerate(["cancel", "track"]):
        features = Features(nothing, (np.array([column], dtype=np.int32), one))
        assert not features.is_empty
        assert MODEL.classes[MODEL.probabilities(features).argmax()] == wanted
    assert Features(nothing, nothing).is_empty


def test_a_stored_model_says_the_same_again() -> None:
    kept = IntentModel.from_state(MODEL.as_state())
    for index in range(4):
        features = features_of(index)
        assert np.array_equal(MODEL.probabilities(features), kept.probabilities(features))


def test_the_same_texts_make_the_same_model() -> None:
    again = fitted(TEXTS, LABELS)
    assert np.array_equal(again.spelled.weights, MODEL.spelled.weights)
    assert np.array_equal(again.meant.weights, MODEL.meant.weights)
    assert again.sharpness == MODEL.sharpness


def test_an_intent_with_few_utterances_is_raised() -> None:
    chosen = np.array([0, 1] * 20 + [2, 3] * 5)
    labels = ["cancel"] * 40 + ["track"] * 10
    plain, raised = (
        fitted(TEXTS.part(chosen), labels, evened).spelled.intercept for evened in (0.0, 0.1)
    )
    assert raised[1] > plain[1]
    assert raised[0] == plain[0]
