"""The arrows between the rooms of the house, as docs/architecture.md draws them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

OURS = {
    "bot.policy": set(),
    "bot.languages": set(),
    "bot.kept_secret": set(),
    "bot.settings": {"bot.kept_secret"},
    "bot.accept_language": {"bot.languages"},
    "bot.moving_window": set(),
    "bot.database": {"bot.settings"},
    "bot.nlg": {"bot.languages", "bot.settings", "bot.policy"},
    "bot.nlu": {"bot.languages"},
    "bot.orders": {"bot.policy", "bot.database", "bot.languages"},
    "bot.conversations": {
        "bot.database",
        "bot.webhooks",
        "bot.nlg",
        "bot.orders",
        "bot.policy",
        "bot.languages",
        "bot.settings",
    },
    "bot.attachments": {"bot.conversations", "bot.database", "bot.settings"},
    "bot.outgoing_mail": {"bot.database", "bot.nlg", "bot.settings"},
    "bot.webhooks": {"bot.database", "bot.settings"},
    "bot.verification": {
        "bot.outgoing_mail",
        "bot.orders",
        "bot.database",
        "bot.moving_window",
    },
    "bot.reminders": {
        "bot.conversations",
        "bot.outgoing_mail",
        "bot.orders",
        "bot.policy",
        "bot.nlg",
        "bot.database",
    },
    "bot.storefront": {
        "bot.accept_language",
        "bot.database",
        "bot.languages",
        "bot.nlg",
        "bot.orders",
        "bot.policy",
    },
    "bot.erasure": {
        "bot.attachments",
        "bot.conversations",
        "bot.outgoing_mail",
        "bot.orders",
        "bot.webhooks",
        "bot.database",
    },
    "bot.desk": {
        "bot.conversations",
        "bot.orders",
        "bot.policy",
        "bot.moving_window",
        "bot.database",
        "bot.nlg",
        "bot.languages",
        "bot.settings",
    },
    "bot.channels": {
        "bot.accept_language",
        "bot.storefront",
        "bot.erasure",
        "bot.attachments",
        "bot.conversations",
        "bot.desk",
        "bot.outgoing_mail",
        "bot.reminders",
        "bot.verification",
        "bot.webhooks",
        "bot.moving_window",
        "bot.database",
        "bot.nlg",
        "bot.orders",
        "bot.languages",
        "bot.settings",
    },
    "bot.evaluation": {"bot.nlu", "bot.languages", "bot.settings"},
    "bot.responder": {"bot.nlu", "bot.nlg", "bot.database", "bot.languages", "bot.settings"},
    "actions": {
        "bot.reminders",
        "bot.verification",
        "bot.policy",
        "bot.orders",
        "bot.database",
        "bot.languages",
        "bot.moving_window",
        "bot.settings",
    },
    "bot.launcher": {"bot.settings", "bot.languages", "bot.channels"},
    "bot.commands": {
        "bot.launcher",
        "bot.evaluation",
        "bot.nlu",
        "bot.desk",
        "bot.webhooks",
        "bot.database",
        "bot.languages",
        "bot.settings",
    },
}
"""Which of our rooms each room may import."""

HEAVY = ("rasa", "tensorflow", "spacy", "sklearn", "pythainlp")
PURE = ("rasa", "sqlalchemy", "starlette", "aiohttp", "uvicorn")


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            if node.module in ("bot", "actions"):
                found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[0] if parts[0] == "actions" else ".".join(parts[:2])


def files_of(room: str) -> list[Path]:
    path = ROOT / room.replace(".", "/")
    return sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]


@pytest.mark.parametrize("room", sorted(OURS))
def test_a_room_imports_only_what_its_arrows_allow(room: str) -> None:
    for path in files_of(room):
        if "migrations" in path.parts:
            continue  # migrations know the tables of every room
        for module in imports_of(path):
            if module.split(".")[0] not in ("bot", "actions") or module == "bot":
                continue
            other = room_of(module)
            assert other == room or other in OURS[room], f"{path.relative_to(ROOT)}: {module}"


def test_wording_knows_of_the_rules_nothing_but_their_numbers() -> None:
    for path in files_of("bot.nlg"):
        found = {module for module in imports_of(path) if room_of(module) == "bot.policy"}
        allowed = {"bot.policy.numbers"} if path.name == "shop_facts.py" else set()
        assert found <= allowed, f"{path.relative_to(ROOT)}: {found}"


def test_every_room_has_its_arrows_drawn() -> None:
    rooms = {
        f"bot.{path.name}" for path in (ROOT / "bot").iterdir() if (path / "__init__.py").exists()
    }
    assert rooms <= set(OURS)


def test_the_rules_import_no_framework() -> None:
    for path in files_of("bot.policy"):
        for module in imports_of(path):
            assert module.split(".")[0] not in PURE, f"{path.relative_to(ROOT)}: {module}"


@pytest.mark.thorough
def test_the_gateway_loads_neither_rasa_nor_its_like() -> None:
    code = (
        "import sys, bot.channels.gateway;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_no_source_file_outgrows_a_screenful_of_screens() -> None:
    for folder in ("bot", "actions", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            assert lines <= 400, f"{path.relative_to(ROOT)} has {lines} lines"
