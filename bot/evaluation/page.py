"""The report as one page that needs nothing beside itself: figures, tables, plots."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.evaluation import plots
from bot.evaluation.intents import CORE_NEEDS
from bot.languages import LANGUAGES

FOLDER = Path(__file__).with_name("page")

RETYPED = {
    "lower_case": "in small letters",
    "without_diacritics": "without diacritics",
    "without_punctuation": "without punctuation",
    "typo": "with a typo",
    "another_order_number": "another order number",
    "greeting_in_front": "a greeting in front",
}

TELLING = {
    "longer": "three words or more,\nalone",
    "longer_in_context": "three words or more,\nin a conversation",
    "short_in_context": "one or two words,\nin a conversation",
    "short": "one or two words,\nalone",
    "after_another": "three words or more,\nafter another language",
}


def page(report: Mapping[str, Any]) -> str:
    """The page of a report as HTML."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        percent=percent, whole=whole, english=english, figure=shown, plain=plainly
    )
    template = environment.get_template("report.html")
    return template.render(
        report=report,
        figures=report["figures"],
        machine=report["machine"],
        core=CORE_NEEDS,
        retyped=RETYPED,
        telling=TELLING,
        plots=_plots(report),
        heat=_heat(report["figures"]),
        style=Markup((FOLDER / "report.css").read_text(encoding="utf-8")),  # noqa: S704 - ours
    )


def percent(share: float | None, digits: int = 1) -> str:
    """A share in per cent."""
    return "–" if share is None else f"{share * 100:.{digits}f} %"


def whole(number: float) -> str:
    """A number with its thousands apart."""
    return f"{number:,.0f}"


def english(code: str) -> str:
    """A language's English name."""
    return LANGUAGES[code].english if code in LANGUAGES else code


def plainly(label: str) -> str:
    """A label as words."""
    return label.replace("_", " ")


def shown(value: float | None, unit: str = "") -> str:
    """A figure in its unit: shares in per cent, F1 and errors likewise."""
    if value is None:
        return "not measured"
    return f"{value:g} {unit}" if unit else percent(value)


def _plots(report: Mapping[str, Any]) -> dict[str, Markup]:
    figures = report["figures"]
    intents = figures["intents"]
    languages = {english(c): f["share"] for c, f in intents["first_guess"]["by_language"].items()}
    styles = {name: f["share"] for name, f in intents["by_style"].items()}
    aims = {target["name"]: target["least"] for target in report["targets"]}
    first = next(target for target in report["targets"] if target["name"] == "first_guess")
    both = (first["least"], first["least_each"])
    drawn = {
        "languages": plots.bars(
            "languages",
            "Accuracy of the first guess by language",
            dict(sorted(languages.items(), key=lambda entry: -entry[1])),
            both,
            step=0.48,
        ),
        "styles": plots.bars("styles", "Accuracy of the first guess by style", styles, both),
        "reliability": plots.reliability(figures["calibration"]["bins"]),
        "robustness": plots.spread(
            "robustness",
            "Share of messages taken for the same when typed otherwise",
            {RETYPED[name]: _rows(node) for name, node in figures["robustness"].items()},
            aims["typo"],
        ),
        "telling": plots.spread(
            "telling",
            "Share of messages whose language was told rightly",
            {
                says: _rows(figures["language"][name])
                for name, says in TELLING.items()
                if figures["language"][name]["all"]["of"]
            },
            aims["language_longer"],
        ),
    }
    if report.get("learning_curve"):
        drawn["learning"] = plots.learning(report["learning_curve"]["points"], report.get("stock"))
    return drawn


def _rows(node: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "all": node["all"]["share"],
        "by_language": {
            code: figure["share"]
            for code, figure in node["by_language"].items()
            if figure["share"] is not None
        },
    }


def _heat(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the heat map, the least understood intent first."""
    by_intent = figures["intents"]["by_intent"]
    by_both = figures["intents"]["by_intent_and_language"]
    ordered = sorted(by_intent, key=lambda name: (by_intent[name]["share"], name))
    return [
        {
            "intent": name,
            "all": by_intent[name]["share"],
            "cells": [
                by_both[name].get(code, {"share": None})["share"] for code in figures["languages"]
            ],
        }
        for name in ordered
    ]
