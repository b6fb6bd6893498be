"""How a text points at an order, or back at an answer: all that names no fact by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.nlu.entities.follow_ups import and_something, follow_ups
from bot.nlu.entities.found import Found, without_overlaps
from bot.nlu.entities.months_named import months_named
from bot.nlu.entities.reading import Reading, reading_of
from bot.nlu.entities.which_order import which_order
from bot.nlu.folding import MOST_CHARACTERS

REFERENCES = frozenset(["order_number", "which_order", "month", "date", "follow_up"])
"""Entities that say which order is meant, or that an earlier answer is: beside one of them, words
that carry nothing are no wish of their own."""

IN_WORDS = frozenset(["which_order", "month", "follow_up"])
"""Entities that are words like any other: a text that is nothing but one may have a wish all the
same, where the classifier is sure of it."""


def references_of(text: str, language: str, today: date, facts: list[Found]) -> list[Found]:
    """The facts of a text and the references that overlap none of them, in the text's order."""
    reading = reading_of(text[:MOST_CHARACTERS], language, today)
    found = without_overlaps(_all(reading, facts), len(reading.text))
    if any(fact.entity in REFERENCES for fact in found):
        return found
    return without_overlaps([*found, *and_something(reading)], len(reading.text))


def _all(reading: Reading, facts: list[Found]) -> Iterator[Found]:
    yield from facts
    yield from months_named(reading)
    yield from follow_ups(reading)
    yield from which_order(reading)
