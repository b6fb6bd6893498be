"""All the facts of a text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.languages import LANGUAGES
from bot.nlu.entities.card_masks import card_masks
from bot.nlu.entities.coupon_codes import coupon_codes
from bot.nlu.entities.dates import dates
from bot.nlu.entities.emails import emails
from bot.nlu.entities.found import Found, without_overlaps
from bot.nlu.entities.languages_named import language_names
from bot.nlu.entities.money import amounts
from bot.nlu.entities.order_numbers import order_numbers
from bot.nlu.entities.phones import phones
from bot.nlu.entities.reading import Reading, reading_of
from bot.nlu.entities.tracking_numbers import tracking_numbers
from bot.nlu.folding import MOST_CHARACTERS


def entities_of(text: str, language: str, today: date) -> list[Found]:
    """The facts of a text, none overlapping, in its order.

    ``language`` is the text's, for what means different things in different languages; ``today``
    dates days without year and "yesterday". What stands behind the first 2,000 characters is
    not read.
    """
    reading = reading_of(text[:MOST_CHARACTERS], language, today)
    return without_overlaps(_all(reading), len(reading.text))


def read_tables() -> None:
    """Reads what is read on first use, names of months and languages and the like, so that the
    first customer need not wait for it."""
    for language in LANGUAGES:
        entities_of(
            "French: tel 07911 123456, 3 days ago, 5 มกราคม 2567", language, date(2026, 1, 1)
        )


def _all(reading: Reading) -> Iterator[Found]:
    """Every finder's, the more specific ones first, for they win where two overlap."""
    yield from emails(reading)
    yield from card_masks(reading)
    yield from order_numbers(reading)
    yield from tracking_numbers(reading)
    called = list(phones(reading))
    yield from (number for number in called if reading.plain[number.start] == "+")
    yield from amounts(reading)
    yield from dates(reading)
    yield from called
    yield from coupon_codes(reading)
    yield from language_names(reading)
