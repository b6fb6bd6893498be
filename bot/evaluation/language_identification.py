"""Whether the language of a text is told rightly, by its length and with or without context."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.judging import Judged, Reader, Tick, read
from bot.evaluation.tallies import Figure, grouped, share, shares_by
from bot.evaluation.transformations import SEED
from bot.languages import LANGUAGES

LONGER = 3
"""Words from which a text should speak for itself."""

_NO_WORDS = re.compile(r"\S*[\d@/_]\S*|https?:\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")


@dataclass(frozen=True)
class Switch:
    """A longer message to a conversation that was in another language until then."""

    language: str
    told: str


def words_in(one: Judged) -> int:
    """How many words a text has that belong to a language: numbers and addresses do not."""
    text = _NO_WORDS.sub(" ", one.utterance.text)
    if one.language != "th":
        return len(_WORD.findall(text))
    from pythainlp.tokenize import word_tokenize  # Thai writes no spaces between words

    return sum(any(c.isalpha() for c in word) for word in word_tokenize(text))


def switches(
    judged: Sequence[Judged], reader: Reader, tick: Tick, seed: int = SEED
) -> list[Switch]:
    """Two longer utterances of every language and intent, read after messages in another
    language: the context that helps short texts must not hold longer ones back."""
    found = []
    for one in switched(judged, seed):
        chance = random.Random(f"{seed}|{one.language}|{one.utterance.text}")  # noqa: S311
        other = chance.choice([code for code in LANGUAGES if code != one.language])
        found.append(Switch(one.language, read(reader, one.utterance.text, other).language))
        tick()
    return found


def switched(judged: Sequence[Judged], seed: int = SEED) -> list[Judged]:
    """The utterances that :func:`switches` reads."""
    longer = [one for one in judged if words_in(one) >= LONGER]
    chosen = []
    for (language, intent), members in grouped(longer, lambda o: (o.language, o.intent)).items():
        chance = random.Random(f"{seed}|switch|{language}|{intent}")  # noqa: S311 - no secret
        chosen += chance.sample(members, min(2, len(members)))
    return chosen


def language_figures(judged: Sequence[Judged], switched: Sequence[Switch]) -> dict[str, Any]:
    """Shares of texts whose language was told rightly. A text without words has none and is
    left out."""
    counts = [(one, words_in(one)) for one in judged]
    longer = [one for one, words in counts if words >= LONGER]
    short = [one for one, words in counts if 0 < words < LONGER]
    return {
        "longer": _figures(longer, _right_alone),
        "longer_in_context": _figures(longer, _right_within),
        "short_in_context": _figures(short, _right_within),
        "short": _figures(short, _right_alone),
        "after_another": {
            "all": share(switched, lambda one: one.told == one.language),
            "by_language": shares_by(
                switched, lambda one: one.language, lambda one: one.told == one.language
            ),
        },
        "mistaken": _mistaken(longer),
    }


def _figures(judged: Sequence[Judged], right: Callable[[Judged], bool]) -> dict[str, Any]:
    by_language: dict[str, Figure] = shares_by(judged, lambda one: one.language, right)
    return {"all": share(judged, right), "by_language": by_language}


def _right_alone(one: Judged) -> bool:
    return one.alone.language == one.language


def _right_within(one: Judged) -> bool:
    return one.within.language == one.language


def _mistaken(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """Languages taken for others in longer texts by themselves, the most frequent first."""
    pairs = Counter((one.language, one.alone.language) for one in judged if not _right_alone(one))
    ordered = sorted(pairs.items(), key=lambda entry: (-entry[1], entry[0]))
    return [{"language": a, "taken_for": b, "count": count} for (a, b), count in ordered[:8]]
