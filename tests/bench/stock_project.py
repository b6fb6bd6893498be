"""Builds the project that the bot is compared with: the files of ``rasa init``, unchanged where
they can be, and made able to answer the two questions.

The pipeline is what ``rasa init``'s ``config.yml`` names as its default in comments, written out.
It learns the 45 intents of ``data/nlu/en`` so that the task is the bot's own, in one language,
from a part of the utterances: its latency is measured, and all of them would take it longer to
learn than the whole bench may last. ``support-bot evaluate --diet`` compares what it understands.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from tests.bench.side import Question

ROOT = Path(__file__).resolve().parents[2]
OUR_ENGLISH = ROOT / "data" / "nlu" / "en"
NLU_EPOCHS = 20
"""Fewer, and DIET takes both questions for noise, so that no action would run. How long it
trained does not change how long it takes to answer."""
CORE_EPOCHS = 1
UTTERANCES_AN_INTENT = 20
ORDER_NUMBER = "JM-4821-7305"
PAYMENT_METHODS = "You can pay by card, PayPal or on delivery."

_INTENTS = {Question.GENERAL: "ask_payment_methods", Question.ACTION: "track_order"}


def build(project: Path, actions_port: int) -> None:
    """Writes the project's files into the folder ``project``, which must not be there yet."""
    shutil.copytree(_rasa() / "cli" / "initial_project", project)
    shutil.copy(Path(__file__).with_name("stock_action.py"), project)
    intents = _write_nlu(project / "data")
    _write(project / "config.yml", config())
    _write(project / "domain.yml", _domain(project / "domain.yml", intents))
    _write(project / "data" / "rules.yml", _rules(project / "data" / "rules.yml"))
    _write(project / "credentials.yml", {"rest": None})
    _write(
        project / "endpoints.yml",
        {
            "action_endpoint": {"url": f"http://127.0.0.1:{actions_port}/webhook"},
            "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": "tracker.sqlite3"},
        },
    )
    _write_orders(project / "orders.sqlite3")


def config() -> dict[str, Any]:
    """The stock configuration: its components and their options as Rasa's defaults have them,
    but for the epochs."""
    return {
        "recipe": "default.v1",
        "assistant_id": "stock",
        "language": "en",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {
                "name": "CountVectorsFeaturizer",
                "analyzer": "char_wb",
                "min_ngram": 1,
                "max_ngram": 4,
            },
            {"name": "DIETClassifier", "epochs": NLU_EPOCHS},
            {"name": "EntitySynonymMapper"},
            {"name": "ResponseSelector", "epochs": NLU_EPOCHS},
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ],
        "policies": [
            {"name": "MemoizationPolicy"},
            {"name": "TEDPolicy", "max_history": 5, "epochs": CORE_EPOCHS},
            {"name": "RulePolicy"},
        ],
    }


def _rasa() -> Path:
    found = find_spec("rasa")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


def _write_nlu(data: Path) -> list[str]:
    """Writes the utterances; gives the intents that they have."""
    if ours := sorted(OUR_ENGLISH.rglob("*.yml")):
        (data / "nlu.yml").unlink()
        for path in ours:
            _write(data / f"en-{path.name}", _part_of(path))
    asked = [
        {"intent": intent, "examples": "".join(f"- {way}\n" for way in _ways_to_ask(question))}
        for question, intent in _INTENTS.items()
    ]
    _write(data / "questions.yml", {"version": "3.1", "nlu": asked})
    read = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in data.glob("*.yml")]
    entries = [entry for file in read for entry in file.get("nlu", ())]
    return sorted({entry["intent"] for entry in entries if "intent" in entry})


def _part_of(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry in read["nlu"]:
        lines = entry["examples"].splitlines()
        spread = lines[:: -(-len(lines) // UTTERANCES_AN_INTENT)]
        entry["examples"] = "".join(f"{line}\n" for line in spread)
    return read


def _ways_to_ask(question: Question) -> list[str]:
    """The question as it is asked, and enough of its likes that few epochs learn it."""
    bare = question.value.rstrip("?")
    lower = bare.lower()
    endings = [bare, f"{bare}?", f"{bare}??", f"{bare}!"]
    beginnings = [f"hi, {lower}", f"please: {lower}?", f"so, {lower}?", f"and {lower}"]
    return [*endings, lower, f"{lower}?", bare.upper(), f"{bare.upper()}?", *beginnings]


def _domain(path: Path, intents: list[str]) -> dict[str, Any]:
    domain: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    domain["intents"] = sorted({*domain["intents"], *intents})
    domain["responses"] |= {
        "utter_payment_methods": [{"text": PAYMENT_METHODS}],
        "utter_order_status": [{"text": "Your order {number} is {status}.\n{events}"}],
    }
    domain["actions"] = ["action_hello_order"]
    return domain


def _rules(path: Path) -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    answers = {Question.GENERAL: "utter_payment_methods", Question.ACTION: "action_hello_order"}
    for question, answer in answers.items():
        intent = _INTENTS[question]
        steps = [{"intent": intent}, {"action": answer}]
        rules["rules"].append({"rule": f"answer {intent}", "steps": steps})
    return rules


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")


def _write_orders(path: Path) -> None:
    with closing(sqlite3.connect(path)) as orders, orders:
        orders.executescript(
            "CREATE TABLE orders (number TEXT PRIMARY KEY, customer TEXT, status TEXT,"
            " placed_at TEXT);"
            "CREATE INDEX orders_customer ON orders (customer);"
            "CREATE TABLE tracking_events (number TEXT, at TEXT, place TEXT, status TEXT);"
            "CREATE INDEX tracking_events_number ON tracking_events (number);"
        )
        orders.execute(
            "INSERT INTO orders VALUES (?, 'demo-en', 'shipped', '2026-11-01T10:00:00Z')",
            (ORDER_NUMBER,),
        )
        orders.executemany(
            "INSERT INTO tracking_events VALUES (?, ?, ?, ?)",
            [
                (ORDER_NUMBER, "2026-11-03T10:00:00Z", "Shenzhen", "accepted"),
                (ORDER_NUMBER, "2026-11-06T10:00:00Z", "Shenzhen", "departed"),
                (ORDER_NUMBER, "2026-11-12T10:00:00Z", "London", "arrived"),
            ],
        )
