"""What a rule says: a code, an outcome, typed facts for the answer, evidence still wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any


class Outcome(str, Enum):
    """What follows: explain, do it after a yes, a person must, or the rules say no."""

    ANSWER = "answer"
    ACT = "act"
    ESCALATE = "escalate"
    REFUSE = "refuse"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Money:
    """An amount with its ISO 4217 currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Decision:
    """A rule's decision. ``source`` is the FAQ heading that it comes from.

    ``facts`` are typed: aware datetimes, dates, numbers, :class:`Money`, names of enumerations,
    tuples of these, and rows (mappings). Never text for a customer.
    """

    code: str
    outcome: Outcome
    facts: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    source: str = ""
