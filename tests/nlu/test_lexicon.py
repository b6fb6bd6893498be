"""A lexicon finds what the words of a text mean, by words, stems, parts and phrases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.folding import fold
from bot.nlu.lexicon import Lexicon, SpacelessLexicon


def meant(entries: dict[str, list[str]], text: str) -> list[tuple[str, ...]]:
    return [told.concepts for told in Lexicon(entries).read(fold(text)) if told.concepts]


def test_a_word_beats_a_stem_and_a_longer_stem_a_shorter_one() -> None:
    entries = {"order": ["bestell*"], "place": ["stell*", "bestellbar"], "code": ["bestellnum*"]}
    assert meant(entries, "Bestellung") == [("order",)]
    assert meant(entries, "bestellbar") == [("place",)]
    assert meant(entries, "Bestellnummer") == [("code",)]
    assert meant(entries, "erstellt") == []


def test_a_word_may_mean_two_things() -> None:
    assert meant({"refund": ["zwrot*"], "return": ["zwrot*"]}, "zwrotu") == [("refund", "return")]


def test_a_phrase_beats_its_words_and_a_longer_phrase_a_shorter_one() -> None:
    entries = {
        "not": ["not"],
        "go": ["go*"],
        "vanish": ["go* away"],
        "decline": ["not go* through"],
    }
    assert meant(entries, "it did not go through") == [("decline",)]
    assert meant(entries, "it is going away") == [("vanish",)]
    assert meant(entries, "it does not go") == [("not",), ("go",)]
    assert meant(entries, "going") == [("go",)]


def test_phrases_of_one_length_that_stand_at_one_place_all_count() -> None:
    assert meant({"a": ["give up"], "b": ["giv* up"]}, "give up") == [("a", "b")]


def test_the_parts_of_a_compound_are_all_found() -> None:
    entries = {"return": ["*rück*", "rück*"], "send": ["*send*"], "code": ["*nummer*"]}
    assert meant(entries, "Rücksendenummer") == [("return", "send", "code")]
    assert meant(entries, "Hausnummer") == [("code",)]


def test_letters_are_compared_without_case_and_marks() -> None:
    assert meant({"arrive": ["ulaştı"]}, "ULASTI") == [("arrive",)]
    assert meant({"arrive": ["ulaşti"]}, "ULAŞTI") == [("arrive",)]
    assert meant({"address": ["ștradă"]}, "Strada") == [("address",)]
    assert meant({"bill": ["счёт"]}, "счет") == [("bill",)]


def test_an_apostrophe_parts_words_as_in_texts() -> None:
    assert meant({"order": ["ordre"], "not": ["don't"]}, "l'ordre, I don't") == [
        ("order",),
        ("not",),
    ]


def test_what_is_read_is_the_text_in_its_order() -> None:
    told = Lexicon({"money": ["€"], "number": ["0"]}).read(fold("I paid €12, why?"))
    assert [(t.text, t.concepts) for t in told] == [
        ("i", ()),
        ("paid", ()),
        ("€", ("money",)),
        ("0", ("number",)),
        (",", ()),
        ("why", ()),
        ("?", ()),
    ]


def test_thai_is_cut_into_the_longest_pieces() -> None:
    lexicon = SpacelessLexicon(
        {"money": ["เงิน"], "refund": ["คืนเงิน"], "return": ["คืน"], "yes": ["ok"]}
    )
    told = lexicon.read(fold("ขอคืนเงินok"))
    assert [t.concepts for t in told if t.concepts] == [("refund",), ("yes",)]
    assert [t.concepts for t in lexicon.read("booking")] == [()]
    assert lexicon.knows("เงิน")
    assert not lexicon.knows("ขอ")


@pytest.mark.parametrize("word", ["refund", "refunds", "refunded"])
def test_a_lexicon_knows_what_a_stem_begins(word: str) -> None:
    lexicon = Lexicon({"refund": ["refund*"]})
    assert lexicon.knows(word)
    assert not lexicon.knows("refun")


ENTRIES = st.dictionaries(
    st.sampled_from("abc"), st.lists(st.text("ab *'é", max_size=8), max_size=6), max_size=3
)


@given(ENTRIES, st.text("ab '.é?", max_size=40))
@settings(deadline=None)
def test_any_entries_read_any_text_whole(entries: dict[str, list[str]], text: str) -> None:
    words = [word for told in Lexicon(entries).read(fold(text)) for word in told.text.split()]
    assert words == [told.text for told in Lexicon({}).read(fold(text))]


@given(ENTRIES, st.text("ab '.é?", max_size=40))
@settings(deadline=None)
def test_any_pieces_read_any_text_in_order(entries: dict[str, list[str]], text: str) -> None:
    folded = fold(text)
    at = 0
    for told in SpacelessLexicon(entries).read(folded):
        at = folded.index(told.text, at) + len(told.text)
