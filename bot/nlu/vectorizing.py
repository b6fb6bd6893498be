"""TF-IDF vectorizers as plain values, so that skops need trust no type of scikit-learn's."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

_PARAMETERS = ("analyzer", "ngram_range", "sublinear_tf", "lowercase", "token_pattern")


def vectorizer_state(vectorizer: TfidfVectorizer) -> dict[str, Any]:
    """What to store of a fitted vectorizer: its parameters, terms and weights."""
    parameters = vectorizer.get_params()
    terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
    return {
        **{name: parameters[name] for name in _PARAMETERS},
        "ngram_range": list(parameters["ngram_range"]),
        # One string a vocabulary: a list of 100,000 would take skops minutes.
        "terms": "\n".join(terms),
        "idf": vectorizer.idf_.astype(np.float32),
    }


def vectorizer_from_state(state: dict[str, Any]) -> TfidfVectorizer:
    """The vectorizer that :func:`vectorizer_state` stored."""
    parameters = {name: state[name] for name in _PARAMETERS}
    parameters["ngram_range"] = tuple(parameters["ngram_range"])
    vectorizer = TfidfVectorizer(
        **parameters, dtype=np.float32, vocabulary=state["terms"].split("\n")
    )
    vectorizer.idf_ = np.asarray(state["idf"], dtype=np.float32)
    return vectorizer
