"""Where a message falls into two clauses, and when they are two wishes."""

from __future__ import annotations

import random
import warnings
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.languages import LANGUAGES
from bot.nlu.clauses import MOST_PLACES, Parting, partings
from bot.nlu.two_wishes import ANSWERED, TOPICS, Ranked, two_wishes

ROOT = Path(__file__).resolve().parents[2]
TOLD = yaml.safe_load(
    (Path(__file__).with_name("references") / "wishes.yml").read_text(encoding="utf-8")
)
LEAST, SIGN = 1.16, 0.1
"""As in bot/nlu/wishes.py."""


def doubles() -> list[tuple[str, str, str, str]]:
    return [(language, *two) for language, told in TOLD.items() for two in told["two"]]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "where is my order"),
        ("en", "please cancel"),
        ("de", "Wo ist meine Bestellung?"),
        ("fr", "Où est mon colis ?"),
        ("th", "ของอยู่ไหน"),
        ("tr", "Siparişim nerede?"),
        ("en", "it costs 18.90 euros, right?"),
        ("en", "yes, please"),
        ("ru", "да, отмените"),
    ],
)
def test_a_message_of_one_clause_falls_nowhere_apart(language: str, text: str) -> None:
    assert partings(text, language) == []


@pytest.mark.parametrize(
    ("language", "first", "second", "text"),
    doubles(),
    ids=lambda value: str(value)[:60],
)
def test_two_wishes_have_a_place_between_them(
    language: str, first: str, second: str, text: str
) -> None:
    assert {first, second} <= TOPICS.keys()
    assert {first, second} & ANSWERED
    assert partings(text, language)


def test_a_second_clause_is_told_without_its_and() -> None:
    (found,) = partings("cancel it, and when do I get my money?", "en")
    assert found.first == "cancel it, "
    assert found.second == "when do I get my money?"
    assert found.has_and
    assert "cancel it, and when do I get my money?"[found.second_start :] == found.second


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_twelve_double_wishes_and_stories_of_one(language: str) -> None:
    assert len(TOLD[language]["two"]) >= 12
    assert len(TOLD[language]["one"]) >= 4


def ranked(
    first: tuple[str, float],
    second: tuple[str, float],
    text: tuple[str, str] = ("where is it? ", "can I pay with PayPal?"),
    has_and: bool = True,
) -> list[Ranked]:
    parting = Parting(len(text[0]), *text, len(text[0]), "en", has_and)
    told = [[{"name": name, "confidence": sure}] for name, sure in (first, second)]
    return [(parting, told[0], told[1])]


def intents(found: list[Ranked]) -> list[str]:
    return [wish["intent"] for wish in two_wishes(found, LEAST, SIGN)]


def test_two_sure_clauses_are_two_wishes() -> None:
    found = ranked(("track_order", 0.95), ("ask_payment_methods", 0.9))
    first, second = two_wishes(found, LEAST, SIGN)
    assert first == {
        "intent": "track_order",
        "confidence": 0.95,
        "text": "where is it?",
        "start": 0,
    }
    assert second["text"] == "can I pay with PayPal?"
    assert second["start"] == 13


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("track_order", 0.95), ("track_order", 0.95)),  # the same
        (("report_defect", 0.99), ("request_refund", 0.99)),  # a story: neither is but an answer
        (("greet", 0.99), ("track_order", 0.99)),  # small talk is no wish
        (("request_human", 0.99), ("ask_coupon", 0.99)),  # a person answers all of it
        (("track_order", 0.95), ("ask_payment_methods", 0.5)),  # not sure enough
    ],
)
def test_others_are_one(first: tuple[str, float], second: tuple[str, float]) -> None:
    assert intents(ranked(first, second)) == []


def test_the_less_speaks_for_two_the_surer_both_must_be() -> None:
    sure = (("track_order", 0.9), ("ask_payment_methods", 0.9))
    plain = ("my parcel is late ", "my card has a name on it")
    assert intents(ranked(*sure)) == ["track_order", "ask_payment_methods"]
    assert intents(ranked(*sure, text=plain, has_and=False)) == []
    assert intents(ranked(*sure, text=("my parcel is late. ", "can I pay?"), has_and=False))


def test_a_question_for_the_money_behind_a_cancel_asks_when_it_comes() -> None:
    found = ranked(
        ("cancel_order", 0.99),
        ("request_refund", 0.9),
        text=("cancel it. ", "when do I get my money?"),
    )
    assert intents(found) == ["cancel_order", "refund_status"]
    story = ranked(
        ("cancel_order", 0.99), ("request_refund", 0.99), text=("cancel it. ", "I want my money")
    )
    assert intents(story) == []


def test_what_is_answered_is_a_wish() -> None:
    assert not ANSWERED - TOPICS.keys()


@given(st.text(max_size=200), st.sampled_from([*LANGUAGES, "xx"]))
@settings(max_examples=300, deadline=None)
def test_any_text_falls_apart_without_an_error(text: str, language: str) -> None:
    found = partings(text, language)
    assert len(found) <= MOST_PLACES
    for parting in found:
        assert text.startswith(parting.first)
        assert text[parting.second_start :] == parting.second
        assert 0 <= parting.signs <= 4


@pytest.mark.slow
def test_hardly_any_single_wish_is_split_and_most_double_ones_are() -> None:
    """A model of four fifths of the utterances, asked about the last fifth and the double ones."""
    train, held_out = utterances()
    reader = Reader(train)
    split: Counter[str] = Counter(
        language for language, _, text in held_out if reader.wishes(text, language)
    )
    of = Counter(language for language, _, _ in held_out)
    assert sum(split.values()) / len(held_out) <= 0.01
    assert all(split[language] / of[language] <= 0.02 for language in LANGUAGES), split
    right = sum(reader.wishes(text, lang) == [one, two] for lang, one, two, text in doubles())
    assert right >= 0.7 * len(doubles()), right
    for language, told in TOLD.items():
        assert [text for text in told["one"] if reader.wishes(text, language)] == []


Utterance = tuple[str, str, str]


def utterances() -> tuple[list[Utterance], list[Utterance]]:
    """Four fifths and one fifth of the training data, parted within each language and intent."""
    groups: dict[tuple[str, str], list[Utterance]] = defaultdict(list)
    for path in sorted((ROOT / "data" / "nlu").glob("*/*.yml")):
        language = path.parent.name
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                if line.startswith("- "):
                    told = (language, block["intent"], line[2:])
                    groups[told[:2]].append(told)
    drawing = random.Random(5)
    train: list[Utterance] = []
    held_out: list[Utterance] = []
    for group in groups.values():
        drawing.shuffle(group)
        held_out += group[: len(group) // 5]
        train += group[len(group) // 5 :]
    return train, held_out


class Reader:
    """The features and the model of the pipeline, without Rasa around them."""

    def __init__(self, train: list[Utterance]) -> None:
        from scipy.sparse import hstack
        from sklearn.feature_extraction.text import TfidfVectorizer

        from bot.nlu.folding import fold
        from bot.nlu.intent_model import fit_intents
        from bot.nlu.vectorizing import Vectorizer

        common = {"sublinear_tf": True, "lowercase": False, "dtype": np.float32}
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **common)
        words = TfidfVectorizer(token_pattern="[^\u2029]+", ngram_range=(1, 2), min_df=2, **common)
        first = letters.fit_transform([fold(text) for _, _, text in train])
        second = words.fit_transform([self._words(text, language) for language, _, text in train])
        rows = hstack([first, second * 0.7], format="csr")
        labels = [intent for _, intent, _ in train]
        self._model = fit_intents(rows, labels, c=1.0, hidden=64, rounds=4, share=0.1, evened=0.1)
        self._letters, self._spoken = Vectorizer(letters), Vectorizer(words)

    def wishes(self, text: str, language: str) -> list[str]:
        """The intents of the two wishes of a text; none where it has one."""
        found = [
            (place, self._ranking(place.first, language), self._ranking(place.second, language))
            for place in partings(text, language)
        ]
        return intents(found)

    def _ranking(self, text: str, language: str) -> list[dict[str, object]]:
        from bot.nlu.folding import fold

        one = self._letters.row(fold(text))
        other = self._spoken.row(self._words(text, language), 0.7, self._letters.width)
        row = np.concatenate([one[0], other[0]]), np.concatenate([one[1], other[1]])
        found = self._model.probabilities(row)
        return [
            {"name": self._model.classes[i], "confidence": float(found[i])}
            for i in np.argsort(-found)[:6]
        ]

    def _words(self, text: str, language: str) -> str:
        with warnings.catch_warnings():  # what Rasa's imports deprecate
            warnings.simplefilter("ignore")
            from bot.nlu.spacy_tokenizer import words_of

        return "\u2029".join(words_of(text, language))
