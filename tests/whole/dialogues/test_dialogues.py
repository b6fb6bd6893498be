"""Conversations of several turns, in every language, through the real processes."""

from __future__ import annotations

import difflib
import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.whole.dialogues.playing import begin, masked, other_than, transcript_file
from tests.whole.dialogues.shop import SCENARIOS, languages_of, shop
from tests.whole.running_bot import BIN, ROOT, Bot
from tests.whole.test_core_needs import assert_well_said

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def talking_bot(bot: Bot, tmp_path_factory: pytest.TempPathFactory) -> Bot:
    """The bot, with the customers of the scenarios in its shop."""
    path = tmp_path_factory.mktemp("shop") / "shop.json"
    path.write_text(json.dumps(shop()), encoding="utf-8")
    subprocess.run(
        [BIN / "support-bot", "orders", "import", path],
        cwd=ROOT,
        env={**os.environ, "SUPPORT_BOT_VAR": str(bot.var)},
        check=True,
        capture_output=True,
    )
    return bot


MISUNDERSTOOD: dict[tuple[str, str], str] = {}
"""What the present model misreads on the way, and how: by scenario and language. A list that
may only shrink. Not strict: the model is trained anew on each machine."""


@pytest.mark.parametrize(
    ("scenario", "language"),
    [
        pytest.param(
            name,
            language,
            marks=[pytest.mark.xfail(reason=MISUNDERSTOOD[name, language], strict=False)]
            if (name, language) in MISUNDERSTOOD
            else [],
        )
        for name in SCENARIOS
        for language in languages_of(name)
    ],
)
def test_a_conversation_is_carried_to_its_end(
    talking_bot: Bot, scenario: str, language: str
) -> None:
    played = begin(talking_bot, scenario, language)
    for turn in SCENARIOS[scenario]["turns"]:
        answer = played.take(turn)
        expected = turn["expect"]
        told = "\n".join(played.lines)
        if "responses" in expected:
            assert answer.responses == expected["responses"], told
        if "last" in expected:
            assert answer.responses[-1] == expected["last"], told
        if "decision" in expected:
            assert answer.code == expected["decision"], told
        if "about" in expected:
            decision = next(m["decision"] for m in answer.messages if m.get("decision"))
            assert decision["order_number"] == played.numbers[expected["about"] - 1], told
        if "ticket" in expected:
            assert [m["ticket"]["category"] for m in answer.messages if m.get("ticket")] == [
                expected["ticket"]
            ], told
        assert answer.owner == expected.get("owner", "bot"), told
        spoken = other_than(language) if expected.get("language") == "other" else language
        if answer.messages:
            assert_well_said(answer, spoken)
    assert_as_before(
        transcript_file(scenario, language), masked(played.lines, played.numbers, language)
    )


def assert_as_before(path: Path, text: str) -> None:
    """The transcript is the one that was read and kept. ``KEEP_TRANSCRIPTS=1`` keeps the new one;
    it is then to be read, in its language, before it is committed."""
    if os.environ.get("KEEP_TRANSCRIPTS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    if kept != text:
        changes = "\n".join(
            difflib.unified_diff(kept.splitlines(), text.splitlines(), "kept", "now", lineterm="")
        )
        pytest.fail(f"{path.name} is said otherwise than before:\n{changes}", pytrace=False)
