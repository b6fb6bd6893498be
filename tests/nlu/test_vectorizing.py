"""The quick row of one text is the row that scikit-learn gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.linear_model import LinearModel, fit
from bot.nlu.vectorizing import Vectorizer

TEXTS = [
    "where is my order",
    "wo ist meine bestellung",
    "ของถึงไหนแล้วคะ",
    "siparişim nerede",
    "ok",
] * 4
LABELS = ["track", "track", "track", "track", "affirm"] * 4


def vectorizer() -> Vectorizer:
    fitted = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, lowercase=False, dtype=np.float32
    )
    fitted.fit(TEXTS)
    return Vectorizer(fitted)


QUICK = vectorizer()


@given(st.sampled_from(TEXTS) | st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_the_quick_row_is_scikit_learns(text: str) -> None:
    indices, values = QUICK.row(text)
    row = csr_matrix((values, indices, [0, len(indices)]), shape=(1, QUICK.width)).toarray()
    assert np.allclose(row, QUICK.rows([text]).toarray(), atol=1e-5)


def test_a_stored_vectorizer_and_model_say_the_same_again() -> None:
    again = Vectorizer.from_state(QUICK.as_state())
    model = fit(QUICK.rows(TEXTS), LABELS, c=1.0)
    kept = LinearModel.from_state(model.as_state())
    for text in TEXTS[:5]:
        before = model.probabilities(QUICK.row(text))
        assert np.allclose(before, kept.probabilities(again.row(text)))
        assert abs(float(before.sum()) - 1) < 1e-5
