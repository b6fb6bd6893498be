"""The page holds every figure, needs nothing beside itself, and can be read by everybody."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from rich.console import Console

from bot.evaluation.evaluating import Judgement, figures_of
from bot.evaluation.page import page
from bot.evaluation.robustness import Retyped, variants
from bot.evaluation.targets import read_targets
from bot.evaluation.terminal import summary
from tests.evaluation.readings import judged

SECRET = "my very own <b>words</b> nobody is shown"


def report(languages: tuple[str, ...] = ("en", "th")) -> dict[str, Any]:
    told = [
        judged(intent, guess, language=language, style=style, text=SECRET, confidence=sure)
        for language in languages
        for style in ("short", "plain", "story", "mail", "indirect")
        for intent, guess, sure in (
            ("track_order", "track_order", 0.97),
            ("cancel_order", "stop", 0.4),
            ("out_of_scope", "out_of_scope", 0.8),
        )
    ]
    retyped = [Retyped(variant, True, False) for variant in variants(told)]
    made: dict[str, Any] = {
        "made_at": "2026-11-28 15:00 UTC",
        "json_file": "report.json",
        "model": {"file": "support-bot.tar.gz", "trained_at": "2026-11-28 12:00 UTC"},
        "figures": figures_of(Judgement(told, retyped, []), languages),
        "machine": {
            "parse_p50_ms": {"all": 1.5},
            "parse_p95_ms": {"all": 3.0},
            "parse_p99_ms": {"all": 4.0},
            "model_mb": {"all": 30.2},
            "memory_mb": {"all": None},
            "training_seconds": {"all": None},
            "cores": 2,
        },
        "learning_curve": None,
        "stock": None,
    }
    made["targets"] = [target.verdict(made) for target in read_targets()]
    return made


def measured(share: float, languages: tuple[str, ...] = ("en", "th")) -> dict[str, Any]:
    figure = {"share": share, "count": 1, "of": 2}
    return {"all": figure, "by_language": dict.fromkeys(languages, figure)}


class Elements(HTMLParser):
    """What stands in a page: tags with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return report()


@pytest.fixture(scope="module")
def html(made: dict[str, Any]) -> str:
    return page(made)


def test_the_page_loads_nothing(html: str) -> None:
    elements = Elements(html)
    assert not {tag for tag, _ in elements.tags} & {"script", "link", "img", "iframe", "object"}
    for _, attributes in elements.tags:
        assert (
            not str(attributes.get("href") or attributes.get("xlink:href") or "#")
            .strip("#")
            .startswith(("http", "//"))
        )
    assert "url(http" not in html
    assert "@import" not in html


def test_no_test_utterance_is_shown(html: str) -> None:
    assert "nobody is shown" not in html


def test_plots_take_their_colours_from_the_page_and_say_what_they_show(html: str) -> None:
    plots = [attributes for tag, attributes in Elements(html).tags if tag == "svg"]
    assert len(plots) == 5
    assert all(attributes["aria-label"] and attributes["role"] == "img" for attributes in plots)
    drawn = html[html.index("<svg") :]
    assert "var(--accent)" in drawn
    assert not re.search(r"#0[1-8]0[1-8]0[1-8]", drawn)
    assert "DejaVu" not in drawn


def test_every_id_stands_once(html: str) -> None:
    ids = [attributes["id"] for _, attributes in Elements(html).tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_targets_are_said_to_be_met_or_missed(html: str) -> None:
    text = " ".join(Elements(html).text.split())
    assert "targets are met" in text
    for words in ("✓ met", "✗ missed", "not measured", "Intent, first guess", "cancel order"):
        assert words in text, words


def test_what_takes_long_is_shown_once_it_was_measured(made: dict[str, Any]) -> None:
    made = dict(made)
    points = [
        {"part": "1/2", "utterances": 1000, "seconds": 1.0, **measured(0.8)},
        {"part": "1", "utterances": 2000, "seconds": 2.0, **measured(0.9)},
    ]
    made["learning_curve"] = {"made_at": "2026-11-28 15:00 UTC", "points": points, "judged": 30}
    made["stock"] = {
        "made_at": "2026-11-28 15:00 UTC",
        "learned": 1000,
        "learnable": 2000,
        "judged": 30,
        "epochs": 3,
        "usual_epochs": 100,
        "seconds": 598,
        "stock": measured(0.5),
        "ours": measured(0.9),
        "stock_p50_ms": 18.0,
        "ours_p50_ms": 1.5,
    }
    elements = Elements(page(made))
    text = " ".join(elements.text.split())
    assert "1,000 of 2,000 utterances for 598 s: 3 of its usual 100 epochs" in text
    assert len([tag for tag, _ in elements.tags if tag == "svg"]) == 6


def test_one_language_alone_has_a_page_as_well() -> None:
    assert "1 language" in " ".join(Elements(page(report(("th",)))).text.split())


def test_the_terminal_shows_the_targets(made: dict[str, Any]) -> None:
    console = Console(width=140, record=True, file=io.StringIO())
    console.print(summary(made))
    shown = console.export_text()
    assert "30 test utterances, 2 languages" in shown
    assert "missed" in shown
