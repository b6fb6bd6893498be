"""The action server's own actions over a shop of the test's, and dialogues with them."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor
from sqlalchemy.engine import Engine

import actions
from bot.settings import ROOT, load_settings
from tests.actions.anonymous import fill
from tests.actions.dialogue import Dialogue, NewDialogue


@pytest.fixture(scope="session")
def executor() -> ActionExecutor:
    """rasa-sdk's executor with every action of the package, as the action server has it."""
    made = ActionExecutor()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the imports of Sanic and limits deprecate
        made.register_package(actions)
    return made


@pytest.fixture
def in_the_shop(
    executor: ActionExecutor,  # noqa: ARG001 - it imports the actions
    database_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Engine]:
    """The test's database as the shop of the actions, with settings of the test's own."""
    from actions import shop

    made = load_settings(
        _env_file=None,
        database_url=database_url,
        redis_url=None,
        limits="",
        var=tmp_path_factory.mktemp("var"),
    )
    cached = (shop.settings, shop.engine, shop.codes, shop._storage, shop._lookups)
    monkeypatch.setattr(shop, "load_settings", lambda: made)
    for function in cached:
        function.cache_clear()
    yield shop.engine()
    shop.engine().dispose()
    for function in cached:
        function.cache_clear()


@pytest.fixture
def new_dialogue(executor: ActionExecutor, in_the_shop: Engine) -> NewDialogue:
    """Begins a dialogue, anonymous unless a customer is named."""

    def begin(customer: str | None = None, conversation: str = "k-1") -> Dialogue:
        return Dialogue(executor, in_the_shop, conversation, customer)

    return begin


@pytest.fixture
def talk(in_the_shop: Engine, new_dialogue: NewDialogue) -> Dialogue:
    """An anonymous conversation in a shop in which Ana and Bo have an order each."""
    fill(in_the_shop)
    return new_dialogue()


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's rules, trained once without anything of NLU: for what Rasa makes of them."""
    folder = tmp_path_factory.mktemp("model")
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    config["pipeline"] = []
    (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Rasa's and TensorFlow's imports deprecate
        from rasa.model_training import train_core

        made = train_core(
            str(ROOT / "domain.yml"),
            str(folder / "config.yml"),
            str(ROOT / "data" / "rules"),
            output=str(folder),
        )
    assert made is not None
    return Path(made)
