"""The same, typed otherwise: deterministic, and still the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evaluation.transformations import TRANSFORMATIONS, greetings, transformed
from bot.languages import LANGUAGES


@pytest.mark.parametrize(
    ("name", "language", "text", "expected"),
    [
        ("lower_case", "de", "Wo ist MEINE Bestellung?", "wo ist meine bestellung?"),
        ("lower_case", "tr", "SİPARİŞİM NEREDE, IADE?", "siparişim nerede, ıade?"),
        ("without_diacritics", "pl", "Gdzie jest moja łódź? Żółw", "Gdzie jest moja lodz? Zolw"),
        ("without_diacritics", "ro", "Bună ziua, țară", "Buna ziua, tara"),
        ("without_diacritics", "de", "Größe Übergabe", "Grosse Ubergabe"),
        ("without_diacritics", "tr", "kargomun ışığı", "kargomun isigi"),
        ("without_diacritics", "ru", "Где моё, какой", "Где мое, какой"),
        ("without_diacritics", "th", "ของอยู่ที่ไหน", "ของอยู่ที่ไหน"),
        ("without_punctuation", "en", "Hi! Where's JM-4821-7305?", "Hi Wheres JM-4821-7305?"),
        ("without_punctuation", "es", "¿Dónde está?", "Dónde está"),
        ("without_punctuation", "fr", "c'est-à-dire : 18,90 €", "cest à dire 18,90 €"),
        ("without_punctuation", "en", "???", "???"),
        ("another_order_number", "en", "where is it", "where is it"),
        ("typo", "en", "ok JM-4821-7305", "ok JM-4821-7305"),
    ],
)
def test_a_text_is_typed_otherwise(name: str, language: str, text: str, expected: str) -> None:
    assert transformed(name, text, language) == expected


def test_another_order_number_stands_where_the_first_one_stood() -> None:
    told = transformed("another_order_number", "cancel JM-4821-7305 please", "en")
    assert told != "cancel JM-4821-7305 please"
    assert told.startswith("cancel JM-")
    assert len(told) == len("cancel JM-4821-7305 please")


def test_a_typo_is_one_slip_in_one_word() -> None:
    told = {transformed("typo", "the parcel never arrived", "en", seed) for seed in range(40)}
    assert all(abs(len(text) - len("the parcel never arrived")) <= 1 for text in told)
    assert all(text.startswith("the ") for text in told)
    assert len(told) > 15


def test_every_language_greets_in_its_own_way() -> None:
    assert greetings().keys() == LANGUAGES.keys()
    assert all(len(set(each)) >= 4 for each in greetings().values())


@given(
    st.text(max_size=40), st.sampled_from(list(LANGUAGES)), st.sampled_from(list(TRANSFORMATIONS))
)
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_typed_otherwise_and_always_in_the_same_way(
    text: str, language: str, name: str
) -> None:
    assert transformed(name, text, language) == transformed(name, text, language)
