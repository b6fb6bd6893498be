"""Tests of the responder's parts: they import Rasa, which takes seconds and warns by the dozen."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:  # noqa: ARG001
    """Leaves these files unread where the slow tests are left out; else imports Rasa first, with
    the warnings of TensorFlow, Keras and jax at their own imports passed over."""
    if config.getoption("markexpr").startswith("not slow"):
        return True
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import rasa.core.agent  # noqa: F401
    return None
