"""The shared layer learns what n-grams mean together, and reads one text as it reads many."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from bot.nlu.intent_model import IntentModel, fit_intents
from bot.nlu.shared_layer import SharedLayer
from bot.nlu.shared_layer_training import Training
from bot.nlu.vectorizing import Row

WIDTH = 6
SAMPLES = csr_matrix(
    np.array(
        [  # two n-grams that mean one thing apart and another together; the last is in one text
            *[[1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0]] * 15,
            [1, 0, 0, 0, 0, 1],
        ],
        dtype=np.float32,
    )
)
TARGETS = np.array([*[0, 0, 1, 1] * 15, 0])
LANGUAGES = ["en"] * 30 + ["de"] * 31


def row_of(index: int) -> Row:
    row = SAMPLES[index]
    return row.indices, row.data


def trained(rounds: int = 150, seed: int = 0) -> Training:
    training = Training(SAMPLES, classes=2, hidden=16, seed=seed)
    training.learn(SAMPLES, TARGETS, rounds=rounds, rate=0.02)
    return training


TRAINING = trained()


def test_it_learns_what_two_ngrams_mean_together() -> None:
    assert TRAINING.scores(SAMPLES).argmax(axis=1).tolist() == TARGETS.tolist()


def test_the_quick_row_of_one_text_is_the_row_of_many() -> None:
    layer = TRAINING.layer(WIDTH)
    for index, scores in enumerate(TRAINING.scores(SAMPLES)):
        assert np.allclose(layer.scores(row_of(index)), scores, atol=0.02)  # half precision


def test_an_ngram_of_hardly_any_text_has_no_vector() -> None:
    assert TRAINING.layer(WIDTH).places.tolist() == [0, 1, 2, -1, -1, -1]


@given(st.lists(st.integers(0, WIDTH - 1), unique=True))
@settings(max_examples=50, deadline=None)
def test_any_row_has_a_score_a_class(columns: list[int]) -> None:
    row = np.array(columns, dtype=np.int32), np.ones(len(columns), dtype=np.float32)
    scores = TRAINING.layer(WIDTH).scores(row)
    assert scores.shape == (2,)
    assert np.isfinite(scores).all()


def test_the_same_texts_make_the_same_layer() -> None:
    one, other = trained(3).layer(WIDTH), trained(3).layer(WIDTH)
    assert np.array_equal(one.vectors, other.vectors)
    assert not np.array_equal(one.vectors, trained(3, seed=1).layer(WIDTH).vectors)


def intents(evened: float = 0.1) -> IntentModel:
    labels = ["track" if target else "cancel" for target in TARGETS]
    return fit_intents(
        SAMPLES, labels, LANGUAGES, c=1.0, own_c=2.0, hidden=16, rounds=60, share=0.1, evened=evened
    )


def test_both_models_together_give_probabilities() -> None:
    model = intents()
    assert model.classes == ["cancel", "track"]
    for index in (0, 3):
        found = model.probabilities(row_of(index), "en")
        assert abs(float(found.sum()) - 1) < 1e-5
        assert found.argmax() == TARGETS[index]


def test_a_stored_model_says_the_same_again() -> None:
    model = intents()
    kept = IntentModel.from_state(model.as_state())
    layer = SharedLayer.from_state(model.shared.as_state())
    for index in range(4):
        row = row_of(index)
        assert np.array_equal(model.probabilities(row, "xx"), kept.probabilities(row, "xx"))
        assert np.array_equal(model.shared.scores(row), layer.scores(row))


def test_an_intent_with_few_utterances_is_raised() -> None:
    few = SAMPLES[[0, 1] * 20 + [2, 3] * 5]
    labels = ["cancel"] * 40 + ["track"] * 10
    plain, raised = (
        fit_intents(
            few, labels, ["en"] * 50, c=1.0, own_c=2.0, hidden=4, rounds=1, share=0.1, evened=evened
        ).common.intercept
        for evened in (0.0, 0.1)
    )
    assert raised[1] > plain[1]
    assert raised[0] == plain[0]
