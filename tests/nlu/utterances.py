"""The utterances as they are kept, and how two of them are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from bot.evaluation import utterances as kept
from bot.evaluation.utterances import STYLES, TESTS, TRAINING, Utterance
from bot.settings import ROOT

__all__ = [
    "ROOT",
    "STYLES",
    "TESTS",
    "TRAINING",
    "Utterance",
    "judged_utterances",
    "learned_utterances",
    "letters_of",
]

learned_utterances = cache(kept.learned_utterances)
judged_utterances = cache(kept.judged_utterances)

_WORDS = re.compile(r"\W+")


@cache
def letters_of(text: str) -> str:
    """A text as it is compared: without case, marks over letters, and punctuation."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c)
    )
    return _WORDS.sub(" ", plain).strip() or text
