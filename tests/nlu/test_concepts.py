"""Every language has words for every concept, and they mean the same in all."""

from __future__ import annotations

import re
from functools import cache

import pytest

from bot.evaluation.utterances import read_yaml
from bot.languages import LANGUAGES
from bot.nlu.concepts import SPACELESS, AnyLexicon, entries_of, lexicon, terms, themes
from bot.nlu.folding import fold
from bot.nlu.lexicon import Told
from bot.settings import ROOT

SAID = read_yaml(ROOT / "tests" / "nlu" / "references" / "concepts.yml")
"""By language, what customers say, and concepts that are named in it."""


def test_a_concept_stands_in_one_theme() -> None:
    names = [name for concepts in themes().values() for name in concepts]
    assert len(names) == len(set(names))
    assert all(re.fullmatch("[a-z_]+", name) for name in names)


@cache
def lexicon_of(language: str) -> AnyLexicon:
    return lexicon(language, entries_of(language))


@pytest.mark.thorough
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_is_a_text_with_stars_at_the_ends_of_its_words(language: str) -> None:
    for concept, entries in entries_of(language).items():
        for entry in entries:
            assert isinstance(entry, str), (concept, entry)
            assert any(letter.isalnum() or letter in "€$£฿₽₺" for letter in entry), (concept, entry)
            stars = [word for word in entry.split() if "*" in word.strip("*")]
            assert not stars, (concept, entry)
            assert language not in SPACELESS or "*" not in entry, (concept, entry)


@pytest.mark.thorough
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_stands_once_under_a_concept(language: str) -> None:
    for concept, entries in entries_of(language).items():
        assert len(set(entries)) == len(entries), concept


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("language", "text", "named"),
    [(code, text, named) for code, said in SAID.items() for text, named in said.items()],
)
def test_what_customers_say_names_these_concepts(
    language: str, text: str, named: list[str]
) -> None:
    told = lexicon_of(language).read(fold(text))
    found = {concept for word in told for concept in word.concepts}
    assert set(named) <= found, told


def test_pairs_keep_their_order_whatever_marks_stand_between() -> None:
    told = [
        Told("not", ("not",)),
        Told("the", ()),
        Told("here", ("arrive", "here")),
        Told("?", ()),
        Told("money", ("money",)),
    ]
    pairs = {"not>arrive", "not>here", "not>money", "arrive>money", "here>money"}
    assert sorted(terms(told)) == sorted({"not", "arrive", "here", "?", "money"} | pairs)


def test_pairs_stand_three_meaningful_words_apart_at_most() -> None:
    told = [Told(name, (name,)) for name in "abcde"]
    pairs = [term for term in terms(told) if ">" in term]
    assert "a>d" in pairs
    assert "a>e" not in pairs
