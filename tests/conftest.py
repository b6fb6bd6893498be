"""Databases for every room's tests: the same test runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from bot.database.engine import engine_of
from bot.database.migrate import migrate
from bot.languages import LANGUAGES
from bot.launcher.training import model_path, needs_training, train
from bot.nlg import Wording
from bot.settings import load_settings
from tests.projects_wording import projects_wording
from tests.services.postgres import Postgres
from tests.thoroughness import is_thorough

NLU = Path(__file__).with_name("nlu")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--language th``: of the tests of understanding those of one language, and no others."""
    parser.addoption(
        "--language",
        choices=list(LANGUAGES),
        help="run only the tests of understanding (tests/nlu) of this language",
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is collected stays to the end, millions of objects: to look whether it is garbage, time
    and again, took more of the processor than to collect it, and much of each longer test."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks what is thorough, and leaves out what is not of the language that was asked for."""
    for item in items:
        if is_thorough(item):
            item.add_marker("thorough")
    language = config.getoption("language")
    if language is None:
        return
    kept = [item for item in items if NLU in item.path.parents and _is_of(item, language)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def _is_of(item: pytest.Item, language: str) -> bool:
    """Whether a test's parameters say that it is about this language."""
    parameters = getattr(item, "callspec", None)
    told = parameters.params.values() if parameters else ()
    return any(language in (value, getattr(value, "language", None)) for value in told)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL server."""
    server = Postgres()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """The two kinds of databases, one after the other."""
    return str(request.param)


@contextmanager
def _database(kind: str, request: pytest.FixtureRequest, folder: Path, like: str) -> Iterator[str]:
    """The address of a new database, without tables or like the migrated one."""
    if kind == "sqlite":
        path = folder / f"{like}.sqlite3"
        if like == "migrated":
            shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    if like == "migrated":
        template = request.getfixturevalue("migrated_database")
        name = server.lend(template)
        yield server.url(name)
        server.give_back(name, template)
        return
    name = server.new_database()
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture
def empty_database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """The address of a database of the test's own, without tables."""
    with _database(database_kind, request, tmp_path, "empty") as url:
        yield url


@pytest.fixture
def database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """The address of a migrated database of the test's own, without rows."""
    with _database(database_kind, request, tmp_path, "migrated") as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine of that database."""
    made = engine_of(database_url)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def shared_engine(
    database_kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """An engine of a migrated database that the tests of a module share: they leave no rows."""
    folder = tmp_path_factory.mktemp("shared")
    with _database(database_kind, request, folder, "migrated") as url:
        made = engine_of(url)
        yield made
        made.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: migrating anew for every test takes longer."""
    path = tmp_path_factory.mktemp("migrated") / "bot.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_database(postgres: Postgres) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    name = postgres.new_database()
    migrate(postgres.url(name))
    return name


@pytest.fixture(scope="session")
def wording() -> Wording:
    """The project's own responses and catalogs."""
    return projects_wording()


@pytest.fixture(scope="session")
def trained_model() -> Path:
    """The model of this tree, trained now where a clean clone has none yet."""
    model = model_path(load_settings())
    if needs_training(model):
        train(model, lambda _done, _of, _what: None)
    return model
