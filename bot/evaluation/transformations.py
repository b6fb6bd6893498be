"""What customers do to a sentence without meaning anything else by it.

Each takes a text, its language and a source of chance, and gives another way to write the same;
or the same text, where it has nothing that could be changed. The same seed gives the same texts.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from bot.nlu.entities.all_facts import entities_of

Transformation = Callable[[str, str, random.Random], str]

SEED = 7

_TURKISH = str.maketrans({"İ": "i", "I": "ı"})
_STANDALONE = str.maketrans({"ł": "l", "Ł": "L", "ß": "ss", "ı": "i"})
_FACT = re.compile(r"\S*[\d@]\S*|https?:\S+")
"""Numbers, addresses and links keep their punctuation: without it they would be others."""

_APOSTROPHES = frozenset("'’ʼ`´")
_WORD = re.compile(r"[^\W\d_]{4,}")


def lower_case(text: str, language: str, chance: random.Random) -> str:  # noqa: ARG001
    """All in small letters."""
    return (text.translate(_TURKISH) if language == "tr" else text).lower()


def without_diacritics(text: str, language: str, chance: random.Random) -> str:  # noqa: ARG001
    """Without accents, as on a phone with another keyboard; ё becomes е, й stays, Thai stays."""
    kept = []
    for letter in unicodedata.normalize("NFC", text):
        bare = unicodedata.normalize("NFD", letter)[0]
        is_mark = letter in "ёЁ" or unicodedata.name(bare, "").startswith("LATIN")
        kept.append(bare if is_mark else letter)
    return "".join(kept).translate(_STANDALONE)


def without_punctuation(text: str, language: str, chance: random.Random) -> str:  # noqa: ARG001
    """Without full stops, commas, question marks and the like."""
    words = [word if _FACT.fullmatch(word) else _unpunctuated(word) for word in text.split()]
    return " ".join(" ".join(words).split()) or text


def _unpunctuated(word: str) -> str:
    return "".join(
        "" if c in _APOSTROPHES else " " if unicodedata.category(c).startswith("P") else c
        for c in word
    )


def typo(text: str, language: str, chance: random.Random) -> str:  # noqa: ARG001
    """One slip in one longer word: a letter left out, doubled, or two that changed places."""
    spared = [found.span() for found in _FACT.finditer(text)]
    words = [
        word.span()
        for word in _WORD.finditer(text)
        if not any(start <= word.start() < end for start, end in spared)
    ]
    if not words:
        return text
    start, end = chance.choice(words)
    at = chance.randrange(start + 1, end - 1)
    slip = chance.choice(("left out", "doubled", "changed places"))
    if slip == "left out":
        return text[:at] + text[at + 1 :]
    if slip == "doubled":
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def another_order_number(text: str, language: str, chance: random.Random) -> str:
    """With other order numbers in the place of those that stand there."""
    if not any(character.isdigit() for character in text):
        return text
    facts = entities_of(text, language, date(2026, 7, 15))
    for fact in reversed([fact for fact in facts if fact.entity == "order_number"]):
        number = f"JM-{chance.randrange(1000, 9999)}-{chance.randrange(1000, 9999)}"
        text = text[: fact.start] + number + text[fact.end :]
    return text


def greeting_in_front(text: str, language: str, chance: random.Random) -> str:
    """With a greeting of the language before it."""
    return chance.choice(greetings()[language]) + " " + text


@cache
def greetings() -> dict[str, list[str]]:
    """How people greet a shop, by language."""
    path = Path(__file__).with_name("greetings.yml")
    read: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


TRANSFORMATIONS: dict[str, Transformation] = {
    "lower_case": lower_case,
    "without_diacritics": without_diacritics,
    "without_punctuation": without_punctuation,
    "typo": typo,
    "another_order_number": another_order_number,
    "greeting_in_front": greeting_in_front,
}


def transformed(name: str, text: str, language: str, seed: int = SEED) -> str:
    """A text after one of the transformations; the same for the same seed, on every machine."""
    return TRANSFORMATIONS[name](text, language, random.Random(f"{seed}|{name}|{language}|{text}"))  # noqa: S311 - no secret
