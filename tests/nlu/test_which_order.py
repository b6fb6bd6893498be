"""Which order a customer points at: "the last one", "the one from May", "not this one"."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.languages import LANGUAGES
from bot.nlu.entities.all_facts import entities_of
from bot.nlu.entities.fillers import nothing_but_fillers
from bot.nlu.entities.reading import small_letters
from bot.nlu.entities.references import references_of
from tests.nlu.pointings import Pointing, pointed_at, pointings

VALUES = {"newest", "oldest", "other", "previous"}


@pytest.mark.parametrize("told", pointings("which_order"), ids=lambda told: told.name)
def test_an_order_is_pointed_at_and_no_ordinary_sentence_is(told: Pointing) -> None:
    assert pointed_at("which_order", told.text, told.language) == told.value


@pytest.mark.parametrize("told", pointings("month"), ids=lambda told: told.name)
def test_a_month_without_a_day_is_the_latest_such_month(told: Pointing) -> None:
    assert pointed_at("month", told.text, told.language) == told.value


@pytest.mark.parametrize("told", pointings("which_order"), ids=lambda told: told.name)
def test_pointings_without_diacritics_and_in_capitals_are_read_as_well(told: Pointing) -> None:
    if told.language == "it" and "è" in told.text:
        return  # "e" is another word
    for text in (small_letters(told.text), told.text.upper()):
        assert pointed_at("which_order", text, told.language) == told.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_points_at_orders_in_every_way(language: str) -> None:
    for entity, values in (("which_order", VALUES), ("month", {"2026-05", "2026-06"})):
        told = {p.value for p in pointings(entity) if p.language == language}
        assert values | {None} <= told


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "it's the one from, please"),
        ("fr", "c'est pour la commande de"),
        ("es", "es el pedido de"),
        ("de", "es geht um die Bestellung vom"),
        ("pt", "é a encomenda de"),
        ("ru", "это про заказ за"),
        ("pl", "chodzi o zamówienie z"),
        ("th", "คือออเดอร์ของเดือนค่ะ"),
        ("it", "è l'ordine di"),
        ("tr", "benim siparişim için"),
        ("ro", "e vorba de comanda din"),
    ],
)
def test_words_around_a_pointing_carry_nothing(language: str, text: str) -> None:
    assert nothing_but_fillers(text, language)
    assert not nothing_but_fillers(f"{text} refund123", language)


@given(st.text(max_size=120), st.sampled_from([*LANGUAGES, "xx"]))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_without_an_error_and_nothing_overlaps(text: str, language: str) -> None:
    today = date(2026, 7, 15)
    found = references_of(text, language, today, entities_of(text, language, today))
    nothing_but_fillers(text, language)
    for before, after in itertools.pairwise(found):
        assert before.end <= after.start
    for fact in found:
        assert 0 <= fact.start < fact.end <= len(text)
