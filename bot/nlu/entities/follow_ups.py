"""What only makes sense after an answer: "and the other one?", "how long?", "why?".

The phrases stand in ``follow_up/<language>.yml``; see phrases.py. They are whole messages, so a
question that has its own verb and object is left to the classifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from bot.nlu.entities.found import Found
from bot.nlu.entities.phrases import any_of, gap_of, phrases
from bot.nlu.entities.reading import Reading

MOST_NAMED = 40
"""So many characters long is what "and ...?" names at most."""

_IS = "éÉèÈ"
"""Portuguese and Italian for "is"; without its accent it is "and"."""

_FOLDER = Path(__file__).with_name("follow_up")


def follow_ups(reading: Reading) -> Iterator[Found]:
    """Questions after an answer: ``other_order``, ``how_long``, ``why``."""
    known = phrases(_FOLDER, reading.language)
    if known is not None:
        for value, start, end in known.in_text(reading):
            yield Found("follow_up", value, start, end)


def and_something(reading: Reading) -> Iterator[Found]:
    """``about``: the "and" of a short "and the phone case?". What it names, the order's titles
    must tell."""
    if len(reading.small) > 2 * MOST_NAMED:
        return
    match = _and(reading.language).fullmatch(reading.small)
    if match is not None and reading.text[match.start("and")] not in _IS:
        yield Found("follow_up", "about", *match.span("and"))


@cache
def _and(language: str) -> re.Pattern[str]:
    path = _FOLDER / f"{language}.yml"
    if not path.exists():
        return re.compile(r"(?P<and>)(?!)")
    told = yaml.safe_load(path.read_text(encoding="utf-8"))["and"]
    gap = r"\s*" if language == "th" else r"\s+"
    longest_first = sorted(told, key=len, reverse=True)
    named = rf"[^.!?,;\n]{{2,{MOST_NAMED}}}"
    if language != "th":  # five words at most
        named = rf"(?=(?:\W*\w+){{1,5}}\W*$){named}"
    return re.compile(
        rf"\W{{0,3}}(?P<and>{any_of(longest_first, gap_of(language))}){gap}{named}\W*"
    )
