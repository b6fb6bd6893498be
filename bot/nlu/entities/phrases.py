"""Phrases by language, as their speakers wrote them down, found in a text.

A file ``<folder>/<language>.yml`` holds

- ``words``: lists that phrases name in braces;
- ``anywhere``: by value, phrases that count wherever they stand;
- ``alone``: by value, phrases that count where they are the whole message, but for words that
  carry nothing ("please", "it's the": see fillers.py), or end a clause behind one of ``about``
  ("cancel the last one"; in Turkish before one of ``behind``).

A phrase is spelled as usual, diacritics and all; ``(a|b)``, ``x?`` and ``[ab]`` mean what they mean
in regular expressions, a space any short gap between words. Thai has no gaps, so none are asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.entities.fillers import fillers
from bot.nlu.entities.reading import Reading, small_letters

MOST_ALONE = 80
"""So many characters long is a message at most that is nothing but a phrase."""

_NAMED = re.compile(r"\{(\w+)\}")
_GROUP = re.compile(r"\((?!\?)")
_APOSTROPHE = "(?:['’`´] ?| )?"
_CLAUSE_ENDS = r"(?=[^\w\n]*(?:$|[\n.,;!?]))"
_Found = Iterator[tuple[str, int, int]]


@dataclass(frozen=True)
class Phrases:
    """One language's phrases, made ready; each match names its value by its group."""

    anywhere: re.Pattern[str] | None
    alone: re.Pattern[str] | None
    behind_about: re.Pattern[str] | None
    before_behind: re.Pattern[str] | None

    def in_text(self, reading: Reading) -> _Found:
        """The values of the text with their places; one that is the whole message first."""
        if self.alone is not None and len(reading.small) <= MOST_ALONE:
            whole = self.alone.fullmatch(reading.small)
            if whole is not None:
                yield _named(whole)
                return
        for pattern in (self.anywhere, self.behind_about, self.before_behind):
            if pattern is not None:
                yield from map(_named, pattern.finditer(reading.small))


@cache
def phrases(folder: Path, language: str) -> Phrases | None:
    """The phrases of a folder in a language; None where it has none."""
    path = folder / f"{language}.yml"
    if not path.exists():
        return None
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    return _made(told, language)


def _made(told: Mapping[str, Any], language: str) -> Phrases:
    gap = gap_of(language)
    edge = ("", "") if language == "th" else (r"(?<!\w)", r"(?!\w)")
    lists = {name: any_of(words, gap) for name, words in (told.get("words") or {}).items()}
    anywhere = _values(told.get("anywhere") or {}, gap, lists)
    alone = _values(told.get("alone") or {}, gap, lists)
    filler = fillers(language).pattern
    before, after = f"(?:{filler}{gap})*?", f"(?:{gap}{filler})*"
    about, behind = told.get("about"), told.get("behind")
    spelled = {
        "anywhere": anywhere and f"{edge[0]}(?:{anywhere}){edge[1]}",
        "alone": alone and rf"\W{{0,3}}{before}(?:{alone}){after}\W*",
        "behind_about": alone
        and about
        and f"{edge[0]}{any_of(about, gap)}{gap}{before}(?:{alone}){after}{edge[1]}{_CLAUSE_ENDS}",
        "before_behind": alone
        and behind
        and f"{edge[0]}(?:{alone}){gap}{any_of(behind, gap)}{edge[1]}",
    }
    return Phrases(**{name: re.compile(text) if text else None for name, text in spelled.items()})


def _values(told: Mapping[str, list[str]], gap: str, lists: Mapping[str, str]) -> str:
    return "|".join(
        f"(?P<{value}>{any_of(spelled, gap, lists)})" for value, spelled in told.items()
    )


def gap_of(language: str) -> str:
    """What may stand between two words of a phrase; in Thai nothing need."""
    return r"(?:\s*)" if language == "th" else r"(?:[^\w.!?\n]{1,3})"


def any_of(spelled: list[str], gap: str, lists: Mapping[str, str] | None = None) -> str:
    """A regular expression, over small letters, for any of these phrases."""
    known = lists or {}
    made = []
    for phrase in spelled:
        small = _GROUP.sub("(?:", small_letters(phrase)).replace("'", _APOSTROPHE)
        parts = _NAMED.split(small)
        parts[::2] = [part.replace(" ", gap) for part in parts[::2]]
        parts[1::2] = [known[name] for name in parts[1::2]]
        made.append("".join(parts))
    return f"(?:{'|'.join(made)})"


def _named(match: re.Match[str]) -> tuple[str, int, int]:
    value = str(match.lastgroup)
    return value, match.start(value), match.end(value)
