"""What is made of the readings: shares, confusions, calibration, languages."""

from __future__ import annotations

import pytest

from bot.evaluation.calibration import calibration_figures
from bot.evaluation.intents import confusions, intent_figures, out_of_scope_figures
from bot.evaluation.judging import Judged
from bot.evaluation.language_identification import Switch, language_figures
from bot.evaluation.parts import one_in
from bot.evaluation.robustness import variants
from bot.evaluation.tallies import percentile, share
from bot.evaluation.targets import Target, read_targets
from bot.evaluation.utterances import Utterance
from tests.evaluation.readings import judged


def test_a_share_of_nothing_is_none() -> None:
    assert share([], bool) == {"share": None, "count": 0, "of": 0}
    assert share([1, 0, 1], bool) == {"share": 0.6667, "count": 2, "of": 3}


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([4, 1, 3, 2], 50) == 2
    assert percentile(range(1, 101), 95) == 95
    assert percentile([7], 99) == 7
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_a_right_guess_counts_though_it_is_asked_back() -> None:
    told = [
        judged("track_order", "track_order"),
        judged("track_order", "track_order", told="nlu_fallback", language="th"),
        judged("cancel_order", "stop", likeliest=("cancel_order",)),
        judged("greet", "thank", told="nlu_fallback"),
    ]
    figures = intent_figures(told)
    assert figures["first_guess"]["all"]["share"] == 0.5
    assert figures["first_guess"]["by_language"]["th"]["share"] == 1.0
    assert figures["first_three"]["all"]["count"] == 3
    assert figures["core_needs"]["all"] == {"share": 0.6667, "count": 2, "of": 3}
    answers = {name: figure["count"] for name, figure in figures["answers"].items()}
    assert answers == {"right": 1, "asked_back": 2, "wrong": 1}


def test_the_confusion_that_misleads_most_stands_first() -> None:
    told = [
        *[judged("greet", "thank", told="nlu_fallback")] * 3,
        *[judged("stop", "deny", language=code) for code in ("th", "tr", "th")],
        judged("stop", "deny", told="nlu_fallback"),
        judged("thank", "thank"),
    ]
    first, second = confusions(told)
    assert (first["wanted"], first["taken_for"]) == ("stop", "deny")
    assert (first["count"], first["misled"], first["asked_back"]) == (4, 3, 1)
    assert first["share"] == round(4 / 7, 4)
    assert first["languages"] == {"th": 2, "tr": 1, "en": 1}
    assert second["misled"] == 0


def test_out_of_scope_and_what_is_lost_to_it_are_counted_alike() -> None:
    told = [
        judged("out_of_scope", "out_of_scope"),
        judged("out_of_scope", "greet", told="nlu_fallback"),
        judged("out_of_scope", "complain"),
        judged("greet", "out_of_scope"),
        judged("greet", "greet", told="nlu_fallback"),
        judged("greet", "greet"),
    ]
    figures = out_of_scope_figures(told)
    assert figures["turned_away"]["all"]["count"] == 2
    assert figures["lost"]["all"] == {"share": 0.6667, "count": 2, "of": 3}


def sure(confidence: float, right: int, of: int) -> list[Judged]:
    good = [judged("greet", "greet", confidence=confidence)] * right
    return good + [judged("greet", "thank", confidence=confidence)] * (of - right)


def test_calibration_is_the_distance_between_confidence_and_truth() -> None:
    assert calibration_figures(sure(0.8, 8, 10))["all"] == 0.0
    assert calibration_figures(sure(0.9, 5, 10))["all"] == 0.4
    mixed = calibration_figures(sure(0.8, 8, 10) + sure(0.3, 0, 10))
    assert mixed["all"] == 0.15
    assert [entry["count"] for entry in mixed["bins"]] == [10, 10]
    assert calibration_figures(sure(1.0, 4, 4))["bins"][0]["to"] == 1.0


def test_languages_are_told_by_length_and_texts_without_words_have_none() -> None:
    told = [
        judged("inform", "inform", text="JM-4821-7305 a@b.com 18.90", alone="fr"),
        judged("greet", "greet", text="hello", alone="it"),
        judged("greet", "greet", text="hello there", alone="en"),
        judged("track_order", "track_order", text="where is my parcel", alone="de"),
    ]
    figures = language_figures(told, [Switch("en", "en"), Switch("en", "tr")])
    assert figures["short"]["all"] == {"share": 0.5, "count": 1, "of": 2}
    assert figures["short_in_context"]["all"]["share"] == 1.0
    assert figures["longer"]["all"]["share"] == 0.0
    assert figures["after_another"]["all"]["share"] == 0.5
    assert figures["mistaken"] == [{"language": "en", "taken_for": "de", "count": 1}]


def test_the_same_seed_tries_the_same_variants() -> None:
    told = [judged("greet", "greet", text=f"Hello there, number {n} of them") for n in range(30)]
    first = variants(told, each=4)
    assert first == variants(told, each=4)
    assert first != variants(told, each=4, seed=8)
    assert {v.transformation for v in first} >= {"lower_case", "typo", "greeting_in_front"}
    assert len([v for v in first if v.transformation == "typo"]) == 4
    assert all(v.text != v.original.utterance.text for v in first)


def test_a_smaller_part_of_the_data_is_a_part_of_a_larger_one() -> None:
    told = [("en", Utterance(f"text {n}", "greet" if n % 2 else "stop")) for n in range(160)]
    eighth, quarter = one_in(8, told), one_in(4, told)
    assert (len(eighth), len(quarter)) == (20, 40)
    assert set(eighth) < set(quarter) < set(told)
    assert one_in(1, told) != []


def test_a_target_is_met_only_in_every_language() -> None:
    target = Target("first", "First", "figures.first", least=0.95, least_each=0.93)
    share = {"share": 0.94, "count": 94, "of": 100}
    report = {"figures": {"first": {"all": 0.96, "by_language": {"en": share, "th": 0.99}}}}
    assert target.verdict(report)["met"] is True
    report["figures"]["first"]["by_language"]["th"] = 0.92
    verdict = target.verdict(report)
    assert (verdict["met"], verdict["met_in_all"], verdict["behind"]) == (False, True, ["th"])
    assert target.verdict({"figures": {}})["met"] is None
    most = Target("ece", "ECE", "figures.first", most=0.93)
    assert most.verdict(report)["behind"] == ["en"]


def test_every_target_is_read() -> None:
    targets = {target.name: target for target in read_targets()}
    assert len(targets) == 20
    assert (targets["first_guess"].least, targets["first_guess"].least_each) == (0.95, 0.93)
    assert targets["real_needs_lost"].most == 0.04
