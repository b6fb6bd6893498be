"""The concepts that all languages share, and each language's words for them.

`concepts/names.yml` has the concepts by theme, each with what it means; `concepts/<language>/` has
a file a theme with the words, written by native writers out of what customers say, whether a
training text holds it or not. How words are spelled there: lexicon.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from bot.nlu.lexicon import Lexicon, SpacelessLexicon, Told

FOLDER: Final = Path(__file__).parent / "concepts"

SPACELESS: Final = frozenset(["th"])
"""Languages that write words without spaces between."""

FARTHEST: Final = 3
"""So many meaningful words apart may two stand that make a pair."""

AnyLexicon = Lexicon | SpacelessLexicon


@cache
def themes(folder: Path = FOLDER) -> dict[str, dict[str, str]]:
    """The concepts of each theme, with what they mean."""
    told: dict[str, dict[str, str]] = _read(folder / "names.yml")
    return told


def entries_of(language: str, folder: Path = FOLDER) -> dict[str, list[str]]:
    """A language's words for each concept; nothing where nobody wrote any."""
    found: dict[str, list[str]] = {}
    for path in sorted((folder / language).glob("*.yml")):
        found.update(_read(path))
    return found


def lexicon(language: str, entries: Mapping[str, list[str]]) -> AnyLexicon:
    """The lexicon of a language, made of its words."""
    return (SpacelessLexicon if language in SPACELESS else Lexicon)(entries)


def terms(told: list[Told]) -> Iterator[str]:
    """What a text says, for counting: its concepts, and pairs of them in their order, for "not
    arrived" is another thing than "arrived, not". Of the marks the one of a question counts;
    many write without any, so none parts what makes a pair."""
    before: list[tuple[str, ...]] = []
    for text, concepts in told:
        if text == "?":
            yield text
        elif concepts:
            for concept in concepts:
                yield concept
                for others in before[-FARTHEST:]:
                    yield from (f"{other}>{concept}" for other in others if other != concept)
            before.append(concepts)


def _read(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return told
