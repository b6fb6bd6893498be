"""The models of the intents, added up, with probabilities that mean what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.nlu.features import Features, TrainingFeatures
from bot.nlu.linear_model import (
    Floats,
    Indices,
    Machines,
    calibrating_split,
    fitted_sharpness,
    machines,
    softmax,
)
from bot.nlu.narrow import NarrowMachines
from bot.nlu.side_by_side import both


@dataclass(frozen=True)
class IntentModel:
    """Machines over n-grams and machines over concepts, whose scores are added up."""

    classes: list[str]
    """The intents, in the order of the probabilities."""
    spelled: NarrowMachines
    """Read the n-grams."""
    meant: NarrowMachines
    """Read the concepts; their share is in their weights."""
    sharpness: float
    """What the sum is multiplied by before the softmax."""

    def probabilities(self, features: Features) -> Floats:
        """The probability of each intent for one text."""
        scores = self.spelled.scores(features.ngrams) + self.meant.scores(features.concepts)
        return softmax(scores * self.sharpness)

    def as_state(self) -> dict[str, Any]:
        """What to store: arrays and plain values."""
        return {
            "classes": list(self.classes),
            "spelled": self.spelled.as_state(),
            "meant": self.meant.as_state(),
            "sharpness": float(self.sharpness),
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> IntentModel:
        """The model that :meth:`as_state` stored."""
        return cls(
            classes=state["classes"],
            spelled=NarrowMachines.from_state(state["spelled"]),
            meant=NarrowMachines.from_state(state["meant"]),
            sharpness=state["sharpness"],
        )


@dataclass(frozen=True)
class _Fitted:
    """The machines before they are made narrow; those of the concepts have their share in their
    weights."""

    spelled: Machines
    meant: Machines

    def scores(self, texts: TrainingFeatures) -> Floats:
        """The scores of many texts."""
        found: Floats = np.asarray(
            texts.ngrams @ self.spelled.weights + self.spelled.intercept
        ) + np.asarray(texts.concepts @ self.meant.weights + self.meant.intercept)
        return found


def fit_intents(
    texts: TrainingFeatures,
    labels: list[str],
    *,
    c: float,
    share: float,
    evened: float,
    seed: int = 0,
) -> IntentModel:
    """The models for these texts and their intents; what the numbers are, intent_classifier.py
    says.

    All learn four fifths of the texts; the rest shows how sure they may be together. Beside that
    they learn all.
    """
    known, calibrating = calibrating_split(labels, seed)
    names, targets = np.unique(np.asarray(labels), return_inverse=True)
    trial, whole = both(
        _fitted,
        (texts.part(known), targets[known], c, share, seed),
        (texts, targets, c, share, seed),
    )
    scores = trial.scores(texts.part(calibrating))
    raised = Machines(whole.spelled.weights, whole.spelled.intercept + _evening(targets, evened))
    return IntentModel(
        classes=[str(name) for name in names],
        spelled=NarrowMachines.of(raised),
        meant=NarrowMachines.of(whole.meant),
        sharpness=fitted_sharpness(scores, targets[calibrating]),
    )


def _fitted(
    texts: TrainingFeatures, targets: Indices, c: float, share: float, seed: int
) -> _Fitted:
    meant = machines(texts.concepts, targets, c, seed)
    return _Fitted(
        machines(texts.ngrams, targets, c, seed),
        Machines(meant.weights * np.float32(share), meant.intercept * np.float32(share)),
    )


def _evening(targets: npt.NDArray[Any], evened: float) -> Floats:
    """What is added to the scores of intents that have fewer utterances than most."""
    counts = np.bincount(targets)
    rarity = np.log(np.median(counts) / counts)
    added: Floats = (evened * np.maximum(rarity, 0)).astype(np.float32)
    return added
