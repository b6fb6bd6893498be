"""Judged utterances written by hand."""

from __future__ import annotations

from bot.evaluation.judging import Judged, Reading
from bot.evaluation.utterances import Utterance


def judged(
    intent: str,
    guess: str,
    *,
    language: str = "en",
    told: str | None = None,
    likeliest: tuple[str, ...] = (),
    confidence: float = 0.9,
    text: str = "where is it please",
    style: str = "plain",
    alone: str | None = None,
) -> Judged:
    """A message that means ``intent`` and was taken for ``guess``; ``told`` is the answer where
    that is another, ``alone`` the language that it seems to have by itself."""
    within = Reading(told or guess, guess, (guess, *likeliest), confidence, language)
    by_itself = Reading(told or guess, guess, (guess, *likeliest), confidence, alone or language)
    return Judged(language, Utterance(text, intent, style), within, by_itself, 0.0015)
