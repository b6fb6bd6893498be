"""A database and a folder to keep files in."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from bot.attachments.store import FileStore


@pytest.fixture
def engine(shared_engine: Engine) -> Engine:
    """A database that the tests of a module share: each has conversations of its own."""
    return shared_engine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files lie."""
    return tmp_path / "files"


@pytest.fixture
def store(folder: Path) -> FileStore:
    return FileStore(str(folder))
