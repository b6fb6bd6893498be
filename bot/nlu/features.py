"""What a text is to the models: its n-grams, and the concepts that it names."""

from __future__ import annotations

from typing import NamedTuple

from scipy.sparse import csr_matrix, vstack

from bot.nlu.linear_model import Indices
from bot.nlu.vectorizing import Row


class Features(NamedTuple):
    """The two sparse rows of one text."""

    ngrams: Row
    concepts: Row

    @property
    def is_empty(self) -> bool:
        """Whether no model knows anything of the text."""
        return not len(self.ngrams[0]) and not len(self.concepts[0])


class TrainingFeatures(NamedTuple):
    """The same of texts to learn from, a row a text."""

    ngrams: csr_matrix
    concepts: csr_matrix

    def part(self, chosen: Indices) -> TrainingFeatures:
        """Those of some texts."""
        return TrainingFeatures(self.ngrams[chosen], self.concepts[chosen])

    @classmethod
    def together(cls, texts: list[TrainingFeatures]) -> TrainingFeatures:
        """Those of many texts in one."""
        return cls(*(vstack(rows, format="csr") for rows in zip(*texts, strict=True)))
