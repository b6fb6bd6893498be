"""The trained model and what it makes of the test utterances, once for all tests."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Understood = Callable[[str], tuple[Any, dict[str, Any]]]


def import_quietly() -> None:
    """Imports Rasa without the warnings of TensorFlow, Keras and jax at their own imports."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import skops.io  # noqa: F401, I001 - before TensorFlow it is quick
        import rasa.engine.recipes.default_components  # noqa: F401
        import bot.nlu.parsing  # noqa: F401


@pytest.fixture(scope="session")
def parser(trained_model: Path) -> Any:
    """The trained model, loaded."""
    import_quietly()
    from bot.nlu.parsing import load_parser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_parser(trained_model)


@pytest.fixture(scope="session")
def understood(parser: Any) -> Understood:
    """What the model makes of a language's test utterances: each judged, and all figures. Every
    language is judged once."""
    from bot.evaluation.evaluating import figures_of, judge_all

    kept: dict[str, tuple[Any, dict[str, Any]]] = {}

    def of(language: str) -> tuple[Any, dict[str, Any]]:
        if language not in kept:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                judgement = judge_all(parser, [language], lambda _what, _done, _of: None)
            kept[language] = judgement, {"figures": figures_of(judgement, [language])}
        return kept[language]

    return of
