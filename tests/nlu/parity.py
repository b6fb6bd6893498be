"""What every language must have: each intent, with utterances enough to learn from and to judge."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from bot.evaluation.utterances import read_yaml
from bot.nlu.concepts import entries_of, themes
from tests.nlu.utterances import ROOT, TESTS, TRAINING, judged_utterances, learned_utterances

CONVERSATION = frozenset(
    [
        "greet",
        "goodbye",
        "thank",
        "affirm",
        "deny",
        "inform",
        "stop",
        "switch_language",
        "ask_help",
        "bot_challenge",
    ]
)
"""The last table of INTENTS.md but out_of_scope."""

LEAST_TESTS = 20


def least_training(intent: str) -> int:
    """How many utterances a language must have to learn an intent from."""
    if intent == "out_of_scope":
        return 250
    return 40 if intent in CONVERSATION else 100


@cache
def intents() -> tuple[str, ...]:
    """Every label of domain.yml that an utterance can have."""
    domain = read_yaml(ROOT / "domain.yml")
    return tuple(name for name in domain["intents"] if name != "nlu_fallback")


def lacks(
    language: str,
    training: Path = TRAINING,
    tests: Path = TESTS,
    catalogs: Path = ROOT / "locales",
) -> list[str]:
    """What a language lacks, a line each; nothing where it is complete."""
    missing = []
    learned = Counter(u.intent for u in learned_utterances(language, training))
    judged = Counter(u.intent for u in judged_utterances(language, tests))
    for intent in intents():
        if learned[intent] < least_training(intent):
            missing.append(
                f"{language}: {learned[intent]} of {least_training(intent)} utterances"
                f" to learn {intent} from"
            )
        if judged[intent] < LEAST_TESTS:
            missing.append(f"{language}: {judged[intent]} of {LEAST_TESTS} tests of {intent}")
    missing += [
        f"{language}: {name} is no label of domain.yml"
        for name in sorted({*learned, *judged} - set(intents()))
    ]
    words = entries_of(language)
    missing += [
        f"{language}: no word for the concept {concept}"
        for concepts in themes().values()
        for concept in concepts
        if not words.get(concept)
    ]
    if language != "en" and not (catalogs / language / "LC_MESSAGES" / "bot.po").exists():
        missing.append(f"{language}: no catalog in locales/")
    return missing
