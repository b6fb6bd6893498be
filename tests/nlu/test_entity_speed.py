"""Finding facts takes no longer than a text's length warrants, whatever stands in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from bot.nlu.entities.all_facts import entities_of
from bot.nlu.entities.card_masks import card_masks
from bot.nlu.entities.coupon_codes import coupon_codes
from bot.nlu.entities.dates import dates
from bot.nlu.entities.emails import emails
from bot.nlu.entities.found import Found
from bot.nlu.entities.languages_named import language_names
from bot.nlu.entities.money import amounts
from bot.nlu.entities.order_numbers import order_numbers
from bot.nlu.entities.phones import phones
from bot.nlu.entities.reading import Reading, reading_of
from bot.nlu.entities.tracking_numbers import tracking_numbers
from tests.nlu.annotated import TODAY, sentences

Finder = Callable[[Reading], Iterator[Found]]
FINDERS: tuple[Finder, ...] = (
    emails,
    card_masks,
    order_numbers,
    tracking_numbers,
    amounts,
    dates,
    phones,
    coupon_codes,
    language_names,
)
NASTY = [
    *("1", "1 ", "0 0", "1.", "1.1 ", "1/1/", "(1", "+1", "1,1", "x", "x1", "A1-", "_", "\n", " "),
    *("a@", "a.", "@", "é", "中", "😀", "****", "1234 **", "123456......", "code ", 'code "'),
    *("CODE ABCD1 ", "0722123456 ", "612 345 678 ", "212-555-0187, ", "dhl 123456789012 ", "1ZA"),
    *("RR 12345678 ", "may 5 ", "5 may ", "1 january ", "3 days ago ", "last monday ", "€5 "),
    *("5 eur ", "1 000 000 ", "in french ", "french ", "po polsku ", "по-", "ภาษาไทย", "3 วันที่แล้ว"),
    *("15 มกราคม 2567", "JM-4821-7305 18,90 € 3 March +447911123456 a@b.com "),
]


def quickest(work: Callable[[], object], times: int = 3) -> float:
    """The least time of the processor that a few runs took, in seconds."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["en", "de", "es", "ru", "th", "tr"])
@pytest.mark.parametrize("piece", NASTY)
def test_ten_thousand_characters_take_less_than_fifty_milliseconds(
    piece: str, language: str
) -> None:
    text = (piece * 10_000)[:10_000]
    assert quickest(lambda: entities_of(text, language, TODAY)) < 0.05


@pytest.mark.thorough
@pytest.mark.parametrize("finder", FINDERS)
@pytest.mark.parametrize("piece", NASTY)
def test_four_times_the_text_takes_no_finder_much_more_than_four_times_as_long(
    piece: str, finder: Finder
) -> None:
    long = (piece * 20_000)[:20_000]
    texts = [reading_of(long[:length], "en", TODAY) for length in (5_000, 20_000)]
    short, whole = (quickest(lambda text=text: list(finder(text))) for text in texts)  # type: ignore[misc]
    # Below two milliseconds the clock says little.
    assert whole < 0.002 or whole < 10 * short


def test_an_ordinary_sentence_takes_a_fraction_of_a_millisecond() -> None:
    told = sentences()

    def read_all() -> None:
        for sentence in told:
            entities_of(sentence.text, sentence.language, TODAY)

    read_all()  # what is made once, on first use
    assert quickest(read_all) / len(told) < 0.0005
