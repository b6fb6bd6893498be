"""Has a model read the test utterances, and keeps what it made of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.evaluation.utterances import Utterance, judged_utterances
from bot.languages import LanguageState

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"

Tick = Callable[[], None]
"""Called after each text that was read."""


class Reader(Protocol):
    """What can be judged: a model that reads a text, alone or in a conversation's language."""

    def parse(self, text: str, language: LanguageState | None = None) -> dict[str, Any]:
        """Language, intent and ranking, as ``support-bot parse`` prints them."""


@dataclass(frozen=True)
class Reading:
    """What a model made of one text.

    ``intent`` is what it told, which may be ``nlu_fallback``: the customer is asked back.
    ``guess`` is what it takes the text for even then; ``confidence`` belongs to the guess.
    """

    intent: str
    guess: str
    likeliest: tuple[str, ...]
    confidence: float
    language: str

    @property
    def asks_back(self) -> bool:
        """Whether the customer is asked what they meant."""
        return self.intent == FALLBACK


@dataclass(frozen=True)
class Judged:
    """A test utterance, read as part of a conversation in its language and by itself.
    ``seconds`` is what the former took."""

    language: str
    utterance: Utterance
    within: Reading
    alone: Reading
    seconds: float

    @property
    def intent(self) -> str:
        """What the customer wants."""
        return self.utterance.intent

    @property
    def is_right(self) -> bool:
        """Whether the first guess is what the customer wants."""
        return self.within.guess == self.intent

    @property
    def is_among_three(self) -> bool:
        """Whether what the customer wants is the guess or among the three likeliest."""
        return self.is_right or self.intent in self.within.likeliest


def read(reader: Reader, text: str, context: str | None) -> Reading:
    """One text, read in a conversation in the language ``context``, or by itself."""
    parsed = reader.parse(text, None if context is None else LanguageState(context))
    intent = str(parsed["intent"]["name"])
    ranking = parsed["intent_ranking"]
    told = intent != FALLBACK or not ranking
    likeliest = tuple(str(entry["name"]) for entry in ranking[:3])
    return Reading(
        intent=intent,
        guess=intent if told else likeliest[0],
        likeliest=likeliest,
        confidence=float(parsed["intent"]["confidence"] if told else ranking[0]["confidence"]),
        language=str(parsed["language"]["code"]),
    )


def utterances_of(languages: Iterable[str]) -> list[tuple[str, Utterance]]:
    """The test utterances of these languages, each with its language."""
    return [(code, utterance) for code in languages for utterance in judged_utterances(code)]


def judge(reader: Reader, told: Sequence[tuple[str, Utterance]], tick: Tick) -> list[Judged]:
    """Has the model read every utterance, twice: see :class:`Judged`."""
    judged = []
    for language, utterance in told:
        began = time.perf_counter()
        within = read(reader, utterance.text, language)
        seconds = time.perf_counter() - began
        alone = read(reader, utterance.text, None)
        judged.append(Judged(language, utterance, within, alone, seconds))
        tick()
    return judged
