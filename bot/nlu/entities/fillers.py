"""Words that carry nothing where a message names an order: "it's the one from May, please"."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from bot.languages import LANGUAGES, SOURCE_LANGUAGE
from bot.nlu.entities.reading import small_letters

MOST_CHARACTERS = 120
"""A longer text says more than which order is meant."""

_FILE = Path(__file__).with_name("fillers.yml")


@cache
def fillers(language: str) -> re.Pattern[str]:
    """One such word; a yes or a no is one, too."""
    return re.compile(f"(?:{_any_of(language, 'words', 'answers')})")


def nothing_but_fillers(text: str, language: str) -> bool:
    """Whether a text holds such words alone; a yes or a no says more."""
    if len(text) > MOST_CHARACTERS:
        return False
    return _only(language).fullmatch(small_letters(text)) is not None


@cache
def _only(language: str) -> re.Pattern[str]:
    words = _any_of(language, "words")
    if language == "th":
        return re.compile(rf"(?:[^\w\u0e00-\u0e7f]+|{words})*")
    return re.compile(rf"[\W_]*(?:(?:{words})(?![^\W_])[\W_]*)*")


@cache
def _any_of(language: str, *lists: str) -> str:
    told = _told()[language if language in LANGUAGES else SOURCE_LANGUAGE]
    words = {small_letters(word) for name in lists for word in told[name].split()}
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace("'", "['’`´]") for word in longest_first)


@cache
def _told() -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return told
