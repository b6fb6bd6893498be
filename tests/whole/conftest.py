"""One running bot for all tests of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.whole.running_bot import Bot


@pytest.fixture(scope="session")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """The bot on SQLite with the demo shop, for tests that break nothing."""
    running = Bot(tmp_path_factory.mktemp("bot"))
    running.start()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def own_bot(tmp_path: Path) -> Iterator[Bot]:
    """A bot of the test's own, to kill and to misuse."""
    running = Bot(tmp_path)
    running.start()
    try:
        yield running
    finally:
        if running.process is not None and running.process.poll() is None:
            running.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks whether everything was reached runs when everything else has run."""
    last = [item for item in items if item.path.name == "test_everything_is_reached.py"]
    items[:] = [item for item in items if item not in last] + last
