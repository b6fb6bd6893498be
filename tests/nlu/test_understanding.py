"""The trained model understands what it was known to understand, in every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation.judging import Judged, Reading
from bot.evaluation.targets import read_targets
from bot.evaluation.utterances import Utterance
from bot.languages import LANGUAGES
from tests.nlu.conftest import Understood
from tests.nlu.known_failures import (
    count,
    every_hash,
    failures,
    fallen,
    hashes,
    known,
    shrunk,
    worse,
    write,
)
from tests.nlu.reached import written

MENDS = "python -m tests.nlu.known_failures"

ON_THE_EDGE = 16
"""Of a language's 920 test utterances so many may fall to the other side of an edge: the model is
trained anew on each machine, and sums of floats end differently on another processor. Two trainings
that differed by six utterances of one language differed in up to 9."""

ROUNDING = 0.03
"""Likewise of a language's figures: some are of forty utterances, where one is 0.025."""


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_fails_that_was_understood(language: str, understood: Understood) -> None:
    judgement, _ = understood(language)
    now, before = failures(judgement.judged), known()
    new = hashes(now, language) - hashes(before, language)
    told = [line for line in worse(before, now) if line.startswith(f"{language} ")]
    assert len(new) <= ON_THE_EDGE, f"{told}; a new model or new data: {MENDS} --reset"


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_known_failure_is_understood_by_now(language: str, understood: Understood) -> None:
    judgement, _ = understood(language)
    left = hashes(known(), language) - hashes(failures(judgement.judged), language)
    told = f"{len(left)} are understood and still listed: {MENDS} --update"
    assert len(left) <= ON_THE_EDGE, told


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_figure_falls_below_what_was_reached(language: str, understood: Understood) -> None:
    _, report = understood(language)
    for target in read_targets():
        found, reached = target.values(report).get(language), target.reached.get(language)
        if found is None or reached is None:
            continue
        lost = found - reached if target.most is not None else reached - found
        assert lost <= ROUNDING, f"{target.name}: {found}; new model or data: {MENDS} --reset"


@pytest.mark.parametrize("language", LANGUAGES)
def test_known_failures_are_test_utterances(language: str) -> None:
    assert hashes(known(), language) <= every_hash(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_target_but_the_machines_has_what_was_reached(language: str) -> None:
    for target in read_targets():
        if target.name == "without_diacritics":
            continue  # some languages have none to leave out
        reached = target.reached.keys()
        assert (language in reached) == target.figure.startswith("figures."), target.name


def test_known_failures_may_only_shrink(tmp_path: Path) -> None:
    before = {"en": {"greet": ["a", "b"], "stop": ["c"]}}
    now = {"en": {"greet": ["b", "d"]}, "th": {"stop": ["e"]}}
    left = shrunk(before, now)
    assert left == {"en": {"greet": ["b"]}}
    assert worse(before, now) == [
        "en greet: 1 not understood that was understood",
        "th stop: 1 not understood that was understood",
    ]
    write(left, tmp_path / "known.yml")
    assert known(tmp_path / "known.yml") == left
    assert count(left) == 1


def test_a_failure_is_told_without_its_words() -> None:
    reading = Reading("stop", "stop", ("stop",), 0.9, "en")
    one = Judged("en", Utterance("secret words", "greet", "short"), reading, reading, 0.001)
    (told,) = failures([one])["en"]["greet"]
    assert len(told) == 10
    assert "secret" not in told


REACHED = """\
# A comment.
first_guess:
  says: Intent
  figure: figures.first
  least: 0.95
  reached: {all: 0.9, en: 0.9}
lost:
  says: Lost
  figure: figures.lost
  most: 0.04
  reached: {all: 0.02, en: 0.02}
# The machine.
parse:
  says: Parse
  figure: machine.parse
  most: 3
"""


def test_what_was_reached_is_only_raised_unless_it_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "targets.yml"
    path.write_text(REACHED, encoding="utf-8")
    report = {
        "figures": {
            "first": {"all": 0.91, "by_language": {"en": 0.89, "th": 0.93}},
            "lost": {"all": 0.01, "by_language": {"en": 0.03, "th": 0.01}},
        },
        "machine": {"parse": {"all": 1.0}},
    }
    raised = written(path, read_targets(path), report, only_better=True)
    assert "  reached: {all: 0.91, en: 0.9, th: 0.93}\n" in raised
    assert "  reached: {all: 0.01, en: 0.02, th: 0.01}\n# The machine.\n" in raised
    assert fallen(read_targets(path), report) == [
        "first_guess, en: 0.8900, 0.9000 was reached",
        "lost, en: 0.0300, 0.0200 was reached",
    ]
    anew = written(path, read_targets(path), report, only_better=False)
    assert "  reached: {all: 0.91, en: 0.89, th: 0.93}\n" in anew
    assert anew.startswith("# A comment.\n")
