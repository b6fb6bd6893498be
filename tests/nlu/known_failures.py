"""``python -m tests.nlu.known_failures``: what the model is known not to understand.

``known_failures.yml`` names test utterances by a hash, under their language and intent: which ones
fail can be told without showing them. ``targets.yml`` has what was reached. ``--update`` only
takes out what is understood now, and enters what became better; ``--reset`` writes whatever is,
for a new model or new data, and says what became worse.
"""

from __future__ import annotations

import hashlib
import os
import sys
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import yaml

from bot.evaluation.judging import Judged
from bot.evaluation.targets import FILE as TARGETS
from bot.evaluation.targets import Target, read_targets
from bot.evaluation.utterances import judged_utterances
from bot.languages import LANGUAGES
from bot.launcher.training import model_path
from bot.settings import load_settings
from tests.nlu.reached import better_or_equal, written

FILE = Path(__file__).with_suffix(".yml")

Failures = dict[str, dict[str, list[str]]]
"""Hashes by language and intent."""

HEAD = """\
# Test utterances that the model does not understand, by language and intent, each by its hash: the
# list may only shrink. A test refuses a model that fails at another one, and an entry that is
# understood by now. `python -m tests.nlu.known_failures --update` takes those out;
# `--reset` writes the list anew for a new model or new data, and says what became worse.
"""


def hash_of(language: str, intent: str, text: str) -> str:
    """What stands for an utterance in the list."""
    told = "\0".join((language, intent, text)).encode()
    return hashlib.sha256(told).hexdigest()[:10]


def known(path: Path = FILE) -> Failures:
    """The list as it is kept."""
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def failures(judged: Iterable[Judged]) -> Failures:
    """What is not understood at first guess."""
    found: Failures = {}
    for one in judged:
        if not one.is_right:
            intents = found.setdefault(one.language, {})
            told = hash_of(one.language, one.intent, one.utterance.text)
            intents.setdefault(one.intent, []).append(told)
    return found


def hashes(told: Failures, language: str) -> set[tuple[str, str]]:
    """The intents and hashes of a language's failures."""
    return {(intent, one) for intent, each in told.get(language, {}).items() for one in each}


def every_hash(language: str) -> set[tuple[str, str]]:
    """The intents and hashes of all test utterances of a language."""
    return {(u.intent, hash_of(language, u.intent, u.text)) for u in judged_utterances(language)}


def write(told: Failures, path: Path = FILE) -> None:
    """Writes the list, a line an intent."""
    lines = [HEAD]
    for language in (code for code in LANGUAGES if told.get(code)):
        lines.append(f"{language}:\n")
        for intent, each in sorted(told[language].items()):
            lines.append(f"  {intent}: [{', '.join(map(repr, sorted(each)))}]\n".replace("'", '"'))
    path.write_text("".join(lines), encoding="utf-8")


def shrunk(before: Failures, now: Failures) -> Failures:
    """What of the list still fails."""
    left: Failures = {}
    for language, intents in before.items():
        still = hashes(now, language)
        for intent, each in intents.items():
            if kept := [one for one in each if (intent, one) in still]:
                left.setdefault(language, {})[intent] = kept
    return left


def worse(before: Failures, now: Failures) -> list[str]:
    """Where the model fails at utterances that are not in the list: counts, a line an intent."""
    told = []
    for language in LANGUAGES:
        new = hashes(now, language) - hashes(before, language)
        for intent in sorted({intent for intent, _ in new}):
            count = sum(one == intent for one, _ in new)
            told.append(f"{language} {intent}: {count} not understood that was understood")
    return told


def count(told: Failures) -> int:
    """How many failures a list has."""
    return sum(len(each) for intents in told.values() for each in intents.values())


def fallen(targets: Sequence[Target], report: Mapping[str, Any]) -> list[str]:
    """Which figures are below what was reached, a line each."""
    return [
        f"{target.name}, {where}: {value:.4f}, {target.reached[where]:.4f} was reached"
        for target in targets
        for where, value in target.values(report).items()
        if where in target.reached and not better_or_equal(target, value, target.reached[where])
    ]


@click.command()
@click.option("--update", "mode", flag_value="update", help="Take out what is understood now.")
@click.option("--reset", "mode", flag_value="reset", help="Write whatever is; say what is worse.")
def main(mode: str | None) -> None:
    """Judges the trained model and compares it with known_failures.yml and targets.yml."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    warnings.simplefilter("ignore")
    from bot.evaluation.evaluating import figures_of, judge_all
    from bot.nlu.parsing import load_parser

    model = model_path(load_settings())
    if not model.exists():
        raise click.ClickException(f"There is no model at {model}. Make one: support-bot train")
    judgement = judge_all(load_parser(model), list(LANGUAGES), lambda _what, _done, _of: None)
    report = {"figures": figures_of(judgement, list(LANGUAGES))}
    before, now, targets = known(), failures(judgement.judged), read_targets()
    losses = [*worse(before, now), *fallen(targets, report)]
    for line in losses:
        click.echo(line)
    click.echo(f"{count(now)} of {len(judgement.judged)} fail, {count(before)} were known.")
    if mode is None:
        click.echo("Nothing was written: --update takes out what is understood, --reset anew.")
    elif mode == "update":
        write(shrunk(before, now))
        TARGETS.write_text(written(TARGETS, targets, report, only_better=True), encoding="utf-8")
    else:
        write(now)
        TARGETS.write_text(written(TARGETS, targets, report, only_better=False), encoding="utf-8")
    sys.exit(1 if losses and mode != "reset" else 0)


if __name__ == "__main__":
    main()
