"""Which of their orders a customer points at: "the last one", "my first order", "not this one".

The phrases stand in ``which_order/<language>.yml``; see phrases.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.nlu.entities.found import Found
from bot.nlu.entities.phrases import phrases
from bot.nlu.entities.reading import Reading

_FOLDER = Path(__file__).with_name("which_order")


def which_order(reading: Reading) -> Iterator[Found]:
    """Pointings at an order: ``newest``, ``oldest``, ``other`` or ``previous``."""
    known = phrases(_FOLDER, reading.language)
    if known is not None:
        for value, start, end in known.in_text(reading):
            yield Found("which_order", value, start, end)
