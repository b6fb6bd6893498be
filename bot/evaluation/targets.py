"""What is aimed at, from ``tests/nlu/targets.yml``, and whether it is met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.evaluation.utterances import TESTS

FILE = TESTS / "targets.yml"


@dataclass(frozen=True)
class Target:
    """A figure of the report, by its path in it, and what it should be.

    ``least`` or ``most`` holds for all languages together; ``least_each`` for each by itself, and
    is ``least`` where nothing else is said. ``unit`` is empty for shares. ``reached`` is what a
    model has reached, in all and by language: less is refused by the tests.
    """

    name: str
    says: str
    figure: str
    least: float | None = None
    most: float | None = None
    least_each: float | None = None
    unit: str = ""
    reached: dict[str, float] = field(default_factory=dict)

    def fits(self, value: float) -> bool:
        """Whether a figure of all languages together is as it should be."""
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )

    def fits_in_a_language(self, value: float) -> bool:
        """Whether a figure of one language is as it should be."""
        if self.least_each is not None:
            return value >= self.least_each
        return self.fits(value)

    def values(self, report: Mapping[str, Any]) -> dict[str, float]:
        """The figure in all (``all``) and by language, without what was not measured."""
        node: Any = report
        for part in self.figure.split("."):
            node = node.get(part) or {}
        told = {"all": node.get("all"), **node.get("by_language", {})}
        numbers = {
            name: value["share"] if isinstance(value, Mapping) else value
            for name, value in told.items()
        }
        return {name: float(value) for name, value in numbers.items() if value is not None}

    def verdict(self, report: Mapping[str, Any]) -> dict[str, Any]:
        """The target beside what is: ``met`` is None where it was not measured; ``behind`` names
        the languages that miss it, the worst first."""
        values = self.values(report)
        by_language = {name: value for name, value in values.items() if name != "all"}
        behind = [name for name, value in by_language.items() if not self.fits_in_a_language(value)]
        behind.sort(key=lambda name: by_language[name], reverse=self.most is not None)
        in_all = values.get("all")
        return {
            "name": self.name,
            "says": self.says,
            "least": self.least,
            "most": self.most,
            "least_each": self.least_each,
            "unit": self.unit,
            "value": in_all,
            "by_language": by_language,
            "behind": behind,
            "met": None if in_all is None else self.fits(in_all) and not behind,
            "met_in_all": None if in_all is None else self.fits(in_all),
        }


def read_targets(path: Path = FILE) -> list[Target]:
    """The targets in the order of their file."""
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [Target(name=name, **entry) for name, entry in read.items()]
