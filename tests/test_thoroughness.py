"""What is left out of the quick tests, and what stays in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.thoroughness import SERVERS

TESTS = Path(__file__).parent


def test_every_room_that_has_thorough_tests_has_quick_ones_too(
    request: pytest.FixtureRequest,
) -> None:
    config = request.config
    if config.args != ["tests"] or config.getoption("keyword"):
        pytest.skip("asked of all tests together")
    thorough, quick = set(), set()
    for item in request.session.items:
        room = item.path.relative_to(TESTS).parts[0]
        if item.get_closest_marker("slow") is None:
            (thorough if item.get_closest_marker("thorough") else quick).add(room)
    assert thorough <= quick


def test_every_server_that_makes_a_test_thorough_is_a_fixture() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py"))
    fixtures = set(re.findall(r"@pytest(?:_asyncio)?\.fixture.*\n(?:async )?def (\w+)\(", written))
    assert fixtures >= SERVERS
