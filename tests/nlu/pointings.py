"""The messages under ``references/``, what each points at, and which do not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.nlu.entities.all_facts import entities_of
from bot.nlu.entities.references import references_of
from tests.nlu.annotated import TODAY

FOLDER = Path(__file__).with_name("references")


@dataclass(frozen=True)
class Pointing:
    """A message and the value that it has of an entity; None for one without."""

    entity: str
    language: str
    text: str
    value: str | None

    @property
    def name(self) -> str:
        """For pytest's list of tests."""
        return f"{self.language}: {self.text} → {self.value or 'nothing'}"


def pointings(entity: str) -> list[Pointing]:
    """The messages of one file."""
    told = yaml.safe_load((FOLDER / f"{entity}.yml").read_text(encoding="utf-8"))
    return [
        Pointing(entity, language, text, None if value == "none" else value)
        for language, values in told.items()
        for value, texts in values.items()
        for text in texts
    ]


def pointed_at(entity: str, text: str, language: str) -> str | None:
    """The first value of an entity that is found in a text."""
    facts = entities_of(text, language, TODAY)
    found = references_of(text, language, TODAY, facts)
    return next((fact.value for fact in found if fact.entity == entity), None)
