"""Keeps what a component learned in the model archive, by skops: arrays and plain values only.

Nothing is unpickled when a model is loaded: skops refuses every type that is not named here.
"""

from __future__ import annotations

from typing import Any

import skops.io
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

FILE = "learned.skops"


def store(storage: ModelStorage, resource: Resource, state: dict[str, Any]) -> None:
    """Writes a component's state into its place in the model."""
    with storage.write_to(resource) as folder:
        skops.io.dump(state, folder / FILE)


def load(storage: ModelStorage, resource: Resource) -> dict[str, Any]:
    """Reads a component's state. Raises where the file holds a type that is not plain."""
    with storage.read_from(resource) as folder:
        loaded: dict[str, Any] = skops.io.load(folder / FILE, trusted=["numpy.float32"])
    return loaded
